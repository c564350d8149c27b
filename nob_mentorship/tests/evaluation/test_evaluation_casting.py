import json
import tempfile
from base64 import b64decode
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ...models.evaluation import box, links
from ...portal.evaluation import casting
from ...tools import ballot_hash
from .. import ballots
from .test_evaluation import EvaluationCase


@tagged("post_install", "-at_install")
class TestCasting(EvaluationCase):
    """What becomes of a ballot that was sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation.action_open()

    def _ballot(self, token, role="mentor"):
        said = ballots.answers(self.evaluation)
        return ballots.seal(self.evaluation, token, role, said)

    def _counts(self):
        box = self.env["mentorship.evaluation.ballot"].search([])
        self.evaluation.invalidate_recordset()
        return self.evaluation.responded_count, len(box)

    def test_an_answer_counts_once_with_whatever_link(self):
        first, second = self.people[:2]
        other_link, _paper = ballots.fragment(self.evaluation, first)
        self.assertEqual(ballots.answer(self.evaluation, first), "in_box")
        self.assertEqual(ballots.answer(self.evaluation, first), "answered")
        said = ballots.cast(self.evaluation, other_link, self._ballot(other_link))
        self.assertEqual(said, "answered")
        self.assertEqual(ballots.answer(self.evaluation, second), "in_box")
        self.assertEqual(self._counts(), (2, 2))
        # two tabs that both found it open
        token, _paper = ballots.fragment(self.evaluation, second)
        asked = self.evaluation.invitation_ids.filtered(
            lambda invitation: invitation.partner_id == second
        )
        stale = casting.Found("open", asked.id, "mentor")
        with patch.object(casting, "find", return_value=stale):
            said = ballots.cast(self.evaluation, token, self._ballot(token))
        self.assertEqual(said, "answered")
        self.assertEqual(self._counts(), (2, 2))

    def test_who_did_not_hear_of_it_sends_the_same_again(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        file = self._ballot(token)
        self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")
        self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")
        self.assertEqual(self._counts(), (1, 1))
        # another ballot is not in the box, and the answer says so
        said = ballots.cast(self.evaluation, token, self._ballot(token))
        self.assertEqual(said, "answered")
        self.assertEqual(self._counts(), (1, 1))

    def test_ballots_are_of_one_length_and_lie_beside_no_person(self):
        for person in self.people[:3]:
            ballots.answer(self.evaluation, person, "x" * (1 + 900 * (person.id % 2)))
        found = self.env["mentorship.evaluation.ballot"].search([])
        sealed = [b64decode(text) for text in found.mapped("ciphertext")]
        self.assertEqual(len({len(file) for file in sealed}), 1)
        self.assertEqual(len(set(sealed)), 3)
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND"
            " attrelid = 'mentorship_evaluation_ballot'::regclass"
        )
        self.assertEqual(
            {name for (name,) in self.env.cr.fetchall()},
            {"id", "evaluation_id", "ciphertext", "ballot_hash"},
        )

    def test_what_is_no_ballot_of_this_form_is_not_taken(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        good = self._ballot(token)
        for file in (b"", b"x", good[:-1], good + b"x", good * 2):
            self.assertEqual(ballots.cast(self.evaluation, token, file), "wrong")
        self.assertEqual(self._counts(), (0, 0))
        self.assertEqual(ballots.cast(self.evaluation, token, good), "in_box")

    def test_a_token_that_is_none_is_unknown(self):
        token = ballot_hash.new_number()
        file = self._ballot(token)
        self.assertEqual(ballots.cast(self.evaluation, token, file), "unknown")
        for sent in (b"", b"\xff" * 64, b"A" * 64, b"' OR 1=1 --".ljust(64)):
            self.assertEqual(
                casting.cast(self.env, self.evaluation.id, sent + file), "unknown"
            )
        self.assertEqual(casting.cast(self.env, 0, b""), "unknown")

    def test_who_reads_the_rows_of_tokens_cannot_answer(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        file = self._ballot(token)
        self.env.flush_all()
        self.env.cr.execute("SELECT token_hash FROM mentorship_evaluation_token")
        kept = [found for (found,) in self.env.cr.fetchall()]
        self.assertIn(ballots.hashed(token), kept)
        for found in kept:
            said = casting.cast(self.env, self.evaluation.id, found.encode() + file)
            self.assertEqual(said, "unknown")
            standing = casting.find(self.env, self.evaluation.id, found).standing
            self.assertEqual(standing, "unknown")
        self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")

    def test_a_link_is_of_one_evaluation(self):
        other = self._evaluation(audience="all")
        other.action_open()
        token, _paper = ballots.fragment(other, self.people[0])
        file = self._ballot(token)
        self.assertEqual(ballots.cast(self.evaluation, token, file), "unknown")

    def test_nothing_is_taken_once_it_is_about_to_close(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        self.evaluation.closing = True
        said = ballots.cast(self.evaluation, token, self._ballot(token))
        self.assertEqual(said, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            ballots.fragment(self.evaluation, self.people[1])
        self.assertEqual(self._counts(), (0, 0))

    def test_an_erased_person_answers_no_more(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        file = self._ballot(token)
        self.people[0]._mentorship_erase()
        self.assertEqual(ballots.cast(self.evaluation, token, file), "unknown")


@tagged("post_install", "-at_install")
class TestForm(EvaluationCase, HttpCase):
    """The page of the form, and what its script asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation.action_open()
        cls.path = f"{links.PAGE}{cls.evaluation.id}"

    def test_the_page_knows_nobody_and_reaches_no_other_server(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("connect-src 'self'", policy)
        self.assertNotIn("http", policy)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn(self.evaluation.box_uuid, page.text)
        for person in self.people:
            self.assertNotIn(person.name, page.text)

    def test_the_form_is_as_its_paper_says(self):
        form = self.evaluation.survey_id
        for code in form._get_supported_lang_codes():
            description = form.with_context(lang=code)._described()
            page = self.url_open(f"{self.path}?lang={code}").text
            self.assertIn(description["title"], page)

    def test_a_token_tells_role_and_language_while_it_is_open(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        said = self._ask("token", json={"token_hash": ballots.sent(token)})
        self.assertEqual(said["standing"], "open")
        self.assertEqual(said["role"], "mentor")
        wrong = self._ask("token", json={"token_hash": "0" * 64})
        self.assertEqual(wrong, {"standing": "unknown"})

    def test_a_ballot_comes_in_and_its_receipt_is_there(self):
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        said = ballots.answers(self.evaluation)
        file = ballots.seal(self.evaluation, token, "mentor", said)
        sent = ballots.sent(token).encode() + file
        self.assertEqual(self._ask("ballot", data=sent), {"code": "in_box"})
        self.assertEqual(self._ask("ballot", data=sent), {"code": "in_box"})
        receipts = self.url_open(f"{self.path}/receipts").json()["receipts"]
        self.assertEqual(
            receipts, [ballot_hash.receipt(ballot_hash.of("ballot", file))]
        )
        self.assertEqual(self.url_open(f"{self.path}/receipt").status_code, 200)

    def _ask(self, what, **options):
        return self.opener.post(
            f"{self.base_url()}{self.path}/{what}", timeout=60, **options
        ).json()

    def test_questions_that_are_none_are_refused_by_a_code(self):
        for body in (b"", b"x", b"[]", b'{"token_hash": 7}', b"[" * 900):
            answer = self.opener.post(
                f"{self.base_url()}{self.path}/token", data=body, timeout=60
            )
            self.assertEqual(answer.status_code, 400, body[:9])
        answer = self.opener.post(
            f"{self.base_url()}{self.path}/ballot", data=b"x" * 400_000, timeout=60
        )
        self.assertEqual(answer.status_code, 413)

    def test_a_link_of_an_earlier_version_says_how_to_get_another(self):
        page = self.url_open(f"{links.PAGE}Zm9vYmFy_abcdefghijklmnop")
        self.assertEqual(page.status_code, 410)

    def test_a_paper_that_was_exchanged_in_the_database_leads_nowhere(self):
        """A person who writes rows could have answers sealed to a key of their own."""
        other = self._evaluation(audience="all")
        other.action_open()
        terms = self.evaluation._terms()
        own_terms = json.dumps({**terms, "recipient": other._terms()["recipient"]})
        values = {
            "its hash alone": {"paper_hash": "0" * 64},
            "the paper of another": {
                "paper": other.paper,
                "paper_signature": other.paper_signature,
                "paper_hash": other.paper_hash,
            },
            "another recipient": {
                "paper": own_terms,
                "paper_hash": ballot_hash.of("paper", own_terms.encode()),
            },
            "a supplement": {
                "supplements": [{"supplement": "{}", "signature": "00" * 64}]
            },
            "no paper's form": {"paper": "[]"},
        }
        invitation = self.evaluation.invitation_ids[0]
        for name, changed in values.items():
            savepoint = self.env.cr.savepoint()
            with self.subTest(name):
                self.evaluation.write(changed)
                self.env.flush_all()
                self.assertEqual(self.url_open(self.path).status_code, 503)
                with self.assertRaisesRegex(UserError, "cannot check that this form"):
                    links.draw(invitation)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertEqual(self.url_open(self.path).status_code, 200)
        # and not by another name of the database, which would have no box key
        self.env["ir.config_parameter"].set_param(box.UUID, "0" * 8 + "-0" * 14)
        self.assertEqual(self.url_open(self.path).status_code, 503)

    def test_a_server_that_knows_no_box_key_trusts_no_paper(self):
        """Not even the right one: the server could not tell it from another."""
        (folder,) = box.folders()
        empty = Path(tempfile.mkdtemp(dir=folder))
        (empty / "a file").write_text("")
        invitation = self.evaluation.invitation_ids[0]
        for folders in ([], [str(empty)], [f"{empty}/gone"], [f"{empty}/a file"]):
            with (
                self.subTest(folders),
                patch.object(box, "folders", return_value=folders),
            ):
                self.assertEqual(self.url_open(self.path).status_code, 503)
                with self.assertRaisesRegex(UserError, "set box_key"):
                    links.draw(invitation)
                with self.assertRaisesRegex(UserError, "set box_key"):
                    self.evaluation.action_remind()
                settings = self.env["res.config.settings"].create({})
                self.assertIn("set box_key", str(settings.mentorship_health))
                with ballots.box_key(self.evaluation):
                    self.assertEqual(self.url_open(self.path).status_code, 200)
                    self.assertTrue(links.draw(invitation))

    def test_a_language_that_is_installed_later_is_none_of_an_open_form(self):
        form = self.evaluation.survey_id
        before = form._get_supported_lang_codes()
        served = self.evaluation._served_paper()
        self.assertTrue(served["forms"])
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(form._get_supported_lang_codes(), before)
        self.assertEqual(self.evaluation._served_paper(), served)
        page = self.url_open(f"{self.path}?lang=fr_FR")
        self.assertEqual(page.status_code, 200)
        shown = form.with_context(lang=before[0])._described()
        self.assertIn(shown["title"], page.text)
        self.assertTrue(self.evaluation._has_papers_form(self.evaluation.paper_hash))
        # a form that is not open is shown in it
        draft = self._evaluation(audience="mentor")
        self.assertIn("fr_FR", draft.survey_id._get_supported_lang_codes())

    def test_a_form_that_was_never_opened_is_not_there(self):
        draft = self._evaluation(audience="mentor")
        for number in (draft.id, 0, 2**40):
            page = self.url_open(f"{links.PAGE}{number}")
            self.assertEqual(page.status_code, 404)
            self.assertEqual(
                self.url_open(f"{links.PAGE}{number}/receipts").status_code, 404
            )
