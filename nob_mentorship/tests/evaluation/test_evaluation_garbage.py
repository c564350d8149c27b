from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ...models.evaluation import health, links
from ...portal.evaluation import casting
from .. import ballots
from .test_evaluation import EvaluationCase
from .test_evaluation_closing import ClosingCase

GARBAGE = (
    None,
    "",
    "x",
    "null",
    "5",
    "[]",
    "{}",
    '"é😀"',
    "[" * 5000,
    '[1, {"supplement": 2, "signature": []}]',
    '{"length": "x", "closes": "nooit", "signer": "é", "form": 1}',
    '{"length": -1, "closes": 7, "signer": [], "form": {}}',
    '{"invited": 1, "rows": 3, "nl_NL": "x"}',
)


NO_JSON = ("", "x", "[" * 5000)
"""Garbage that PostgreSQL does not take in a column of JSON."""


class GarbageCase(EvaluationCase):
    """Columns of an evaluation that are changed by SQL."""

    def _spoilt(self, *names):
        """Put each piece of garbage into each column, one after the other."""
        for name in names:
            is_text = self.evaluation._fields[name].type == "text"
            for text in GARBAGE:
                if text in NO_JSON and not is_text:
                    continue
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(
                    SQL(
                        "UPDATE mentorship_evaluation SET %s = %s WHERE id = %s",
                        SQL.identifier(name),
                        text,
                        self.evaluation.id,
                    )
                )
                self.env.invalidate_all()
                with self.subTest(name, text=text and text[:30]):
                    yield text
                savepoint.close(rollback=True)
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestGarbageOfOpen(GarbageCase, HttpCase):
    """Whatever is in the rows of an open evaluation, there is a plain answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation.action_open()
        cls.path = f"{links.PAGE}{cls.evaluation.id}"

    def test_no_garbage_is_an_error_of_the_server(self):
        person = self.people[0]
        token, _paper = ballots.fragment(self.evaluation, person)
        said = ballots.answers(self.evaluation)
        file = ballots.seal(self.evaluation, token, "mentor", said)
        sent = ballots.sent(token).encode() + file
        asked = self.evaluation.invitation_ids[0]
        for _text in self._spoilt("paper", "supplements", "form_hashes"):
            code = casting.cast(self.env, self.evaluation.id, sent)
            self.assertIn(code, ("in_box", "wrong"))
            pages = {
                path: self.url_open(path).status_code
                for path in (self.path, f"{self.path}/receipt", f"{self.path}/receipts")
            }
            self.assertLessEqual(set(pages.values()), {200, 404, 503}, pages)
            try:
                links.draw(asked)
            except UserError as error:
                self.assertIn("cannot check", str(error))
            self.assertEqual(self.evaluation._results()["standing"], "early")
            self.evaluation.closes_on = self.today
            self.evaluation._look_after_keys()
            health.trouble(self.env)

    def test_no_garbage_keeps_another_evaluation_from_opening(self):
        for _text in self._spoilt("paper"):
            other = self._evaluation(audience="mentor")
            other.action_open()
            self.assertEqual(other.state, "open")

    def test_a_ballots_hash_that_is_none_has_no_receipt(self):
        self.assertEqual(ballots.answer(self.evaluation, self.people[0]), "in_box")
        self.env.cr.execute("UPDATE mentorship_evaluation_ballot SET ballot_hash = 'x'")
        self.assertEqual(self.evaluation._lying_receipts(), [])


@tagged("post_install", "-at_install")
class TestGarbageOfClosed(GarbageCase, ClosingCase):
    """The same for a closed one."""

    def test_no_garbage_is_an_error_of_the_results(self):
        self._close(6)
        names = ("receipts", "box_told", "paper", "form_hashes", "supplements")
        reader = self.evaluation.with_user(self.coordinator)
        for _text in self._spoilt(*names):
            results = reader._results()
            self.assertEqual(results["standing"], "shown")
            self.assertTrue(reader._result_sheets(results))
            self.assertIsInstance(self.evaluation._lying_receipts(), list)
            self.assertGreaterEqual(self.evaluation.later_count, 0)
        self.evaluation.form_changed = True
        for _text in self._spoilt("paper", "form_hashes"):
            self.assertEqual(reader._results()["standing"], "changed")

    def test_no_garbage_keeps_a_box_closed(self):
        self._answered(6)
        self.env.cr.execute(
            "UPDATE mentorship_evaluation SET paper = '[', supplements = '{}',"
            " form_hashes = '5', number_seed = NULL WHERE id = %s",
            [self.evaluation.id],
        )
        self.env.invalidate_all()
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.counted_count, 6)
        self.assertTrue(self.evaluation.form_changed)
