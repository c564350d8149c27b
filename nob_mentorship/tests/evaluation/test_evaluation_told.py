import json
import sys
from itertools import combinations
from unittest.mock import patch

from odoo.tests import tagged

from ...models.evaluation import closing, signing
from ...tools import ballot_hash
from .. import ballots
from ..ballots import TEXT
from .test_evaluation_closing import ClosingCase

INVITATION = "mentorship_evaluation_invitation"
TOKEN = "mentorship_evaluation_token"


@tagged("post_install", "-at_install")
class TestTold(ClosingCase):
    """The results contain what the program reported, and that the rows differ."""

    def _closed(self, *statements):
        """Change rows by SQL, close, and return what the results say."""
        self.env.flush_all()
        for statement in statements:
            self.env.cr.execute(statement, {"id": self.evaluation.id})
        self.env.invalidate_all()
        self.evaluation.action_close()
        self.env.invalidate_all()
        return self._results()

    def _results(self):
        self.env.invalidate_all()
        return self.evaluation.with_user(self.coordinator)._results()

    def test_where_nothing_was_changed_there_is_nothing_to_say(self):
        self._answered(8)
        results = self._closed()
        self.assertEqual((results["asked"], results["answered"]), (12, 8))
        self.assertEqual(results["changed"], "")
        told = results["box"]
        self.assertEqual(told.pop("rows"), "")
        self.assertEqual(told.pop("paper"), self.evaluation.paper_hash)
        counts = {"asked": 12, "later": 0, "ballots": 8, "counted": 8}
        self.assertEqual(told, {**counts, "aside": 0, "dropped": 0})
        self.assertFalse(self.evaluation.number_seed)

    def test_five_invitations_with_tokens_and_ballots_of_a_thief_add_nobody(self):
        self._answered(6)
        self._stuff()
        results = self._closed()
        self.assertEqual((results["asked"], results["answered"]), (12, 6))
        told = results["box"]
        self.assertEqual((told["counted"], told["dropped"]), (6, 5))
        self.assertIn("17 asked", told["rows"])
        self.assertNotIn("Stuffed", str(results["questions"]))
        ((_name, _head, overview), *_rest) = self.evaluation._result_sheets(results)
        self.assertIn(told["rows"], [value for _label, value in overview])

    def test_a_thiefs_answers_do_not_make_enough(self):
        self._answered(4)
        self._stuff()
        results = self._closed()
        self.assertEqual(results["standing"], "few")
        self.assertEqual((results["asked"], results["answered"]), (12, 4))
        self.assertEqual((results["rate"], results["missing"]), (33, 1))

    def _stuff(self):
        """Write five more invitations by SQL, each with a token, and answer them."""
        strangers = self.env["res.partner"].create(
            [{"name": f"Stuffed {n}"} for n in range(5)]
        )
        said = ballots.answers(self.evaluation, "Stuffed")
        self.env.flush_all()
        for stranger in strangers:
            token = ballot_hash.new_number()
            self.env.cr.execute(
                f"INSERT INTO {INVITATION} (evaluation_id, partner_id, role, responded,"
                " drawn_number) VALUES (%s, %s, 'mentee', FALSE, %s) RETURNING id",
                [self.evaluation.id, stranger.id, ballot_hash.new_number()],
            )
            self.env.cr.execute(
                f"INSERT INTO {TOKEN} (invitation_id, token_hash) VALUES (%s, %s)",
                [self.env.cr.fetchone()[0], ballots.hashed(token)],
            )
            file = ballots.seal(self.evaluation, token, "mentee", said)
            self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")

    def test_invitations_that_were_deleted_are_missed(self):
        self._answered(6)
        results = self._closed(
            f"DELETE FROM {INVITATION} WHERE id IN (SELECT id FROM {INVITATION}"
            " WHERE evaluation_id = %(id)s AND NOT responded LIMIT 2)"
        )
        self.assertEqual((results["asked"], results["answered"]), (12, 6))
        self.assertIn("10 asked", results["box"]["rows"])

    def test_an_answer_that_was_taken_out_is_missed(self):
        self._answered(7)
        results = self._closed(
            "DELETE FROM mentorship_evaluation_ballot WHERE id = (SELECT min(id)"
            " FROM mentorship_evaluation_ballot WHERE evaluation_id = %(id)s)"
        )
        self.assertEqual((results["asked"], results["answered"]), (12, 6))
        self.assertIn("7 answered", results["box"]["rows"])

    def test_who_was_asked_later_is_told_whatever_the_rows_say(self):
        self.pairings[5].state = "proposed"
        self._answered(5)
        self.pairings[5].state = "active"
        self.evaluation.action_ask_later()
        results = self._closed(
            f"UPDATE {INVITATION} SET later = FALSE WHERE evaluation_id = %(id)s"
        )
        self.assertEqual(results["box"]["later"], 2)
        self.assertEqual(results["box"]["asked"], 12)
        self.assertIn("0 of them later", results["box"]["rows"])
        self.assertEqual(self.evaluation.later_count, 2)

    def test_a_supplement_that_code_had_signed_is_told_apart(self):
        """No method of a record signs; code that is part of Odoo can ask for it."""
        for name in ("_make_paper", "_add_supplement"):
            self.assertFalse(hasattr(self.evaluation, name))
        self._answered(6)
        signing.add_supplement(
            self.evaluation, [ballot_hash.of("invitation", bytes([n])) for n in (1, 2)]
        )
        results = self._closed()
        self.assertEqual(results["box"]["later"], 2)
        self.assertEqual(results["asked"], 14)
        self.assertIn("12 asked", results["box"]["rows"])

    def test_a_supplement_of_which_nothing_came_names_nobody_twice(self):
        self.pairings[5].state = "proposed"
        self._answered(5)
        self.pairings[5].state = "active"
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        self.evaluation.action_ask_later()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertFalse(self.evaluation.supplements)
        self.evaluation.action_ask_later()
        added = self.evaluation.supplements
        invited = [json.loads(one["supplement"])["invited"] for one in added]
        self.assertEqual(invited, [2])
        late = self.pairings[5].member_ids.partner_id
        self.assertEqual(ballots.answer(self.evaluation, late[0]), "in_box")
        results = self._closed()
        self.assertEqual((results["box"]["later"], results["box"]["rows"]), (2, ""))
        self.assertEqual(results["box"]["counted"], 6)

    def test_a_box_that_is_given_up_is_not_opened(self):
        self._answered(6)
        asked = []
        ask = closing.box.ask

        def noted(env, command, *args, **values):
            asked.append((command, values.get("give_up")))
            return ask(env, command, *args, **values)

        with patch.object(closing.box, "ask", noted):
            self.evaluation.with_user(self.manager).action_discard()
        self.env.invalidate_all()
        self.assertNotIn("close", dict(asked))
        self.assertIn(("destroy", True), asked)
        self.assertFalse(self._key().exists())
        results = self._results()
        self.assertEqual(results["standing"], "few")
        self.assertIsNone(results["box"]["counted"])

    def test_a_box_that_was_bound_is_given_up_by_its_set(self):
        self._answered(6)
        self._cut_off()
        self.evaluation.with_user(self.manager).action_discard()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.state, "closed")
        self.assertFalse(self._inputs())
        self.assertFalse(self._key().exists())

    def _cut_off(self):
        """Begin to close, and fail once the box is open."""
        with patch.object(closing.written, "write", side_effect=ZeroDivisionError):
            try:
                closing.close(self.env, self.evaluation.id)
            except ZeroDivisionError:
                self.env.invalidate_all()


SWAP = """
UPDATE survey_question q SET title = o.title FROM survey_question o
 WHERE q.survey_id = %(form)s AND o.survey_id = %(form)s AND q.id <> o.id
   AND q.id IN %(both)s AND o.id IN %(both)s
"""


@tagged("post_install", "-at_install")
class TestChanged(ClosingCase):
    """A form that was changed after people answered it is reported at closing."""

    def _change(self, statement, **values):
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def _standing(self):
        self.env.invalidate_all()
        results = self.evaluation.with_user(self.coordinator)._results()
        return results["standing"], bool(results["questions"]), results["changed"]

    def test_titles_that_were_swapped_are_told_and_nothing_is_shown_below_them(self):
        self._answered(6)
        form = self.evaluation.survey_id
        both = {"form": form.id, "both": tuple(form.question_ids.ids[:2])}
        self._change(SWAP, **both)
        self.evaluation.action_close()
        standing, shown, words = self._standing()
        self.assertEqual((standing, shown), ("changed", False))
        self.assertIn("put the original back", words)
        # and not from another evaluation's page
        other = self._evaluation(audience="all")
        self.evaluation = other
        self._answered(6)
        other.action_close()
        self.env.invalidate_all()
        results = other.with_user(self.coordinator)._results({"edition": ""})
        self.assertEqual(results["answered"], 6)
        self.evaluation = (form.mentorship_evaluation_ids).ensure_one()
        # once they are back, all is shown, and that they were not is said
        self._change(SWAP, **both)
        standing, shown, words = self._standing()
        self.assertEqual((standing, shown), ("shown", True))
        self.assertIn("now as they saw it", words)

    def test_other_words_a_shorter_scale_or_another_form_are_told(self):
        changes = {
            "a choice": 'UPDATE survey_question_answer SET value = \'{"en_US": "No"}\''
            " WHERE question_id IN (SELECT id FROM survey_question"
            " WHERE survey_id = %(form)s)",
            "a scale": "UPDATE survey_question SET scale_max = 3"
            " WHERE survey_id = %(form)s AND question_type = 'scale'",
            "a language": "UPDATE survey_survey SET title = title ||"
            ' \'{"nl_NL": "Anders"}\' WHERE id = %(form)s',
            "another form": "UPDATE mentorship_evaluation SET survey_id = %(other)s"
            " WHERE id = %(id)s",
        }
        other = self._evaluation(audience="all").survey_id
        for name, statement in changes.items():
            with self.subTest(name):
                self.evaluation = self._evaluation(audience="all")
                self._answered(6)
                form, number = self.evaluation.survey_id.id, self.evaluation.id
                self._change(statement, form=form, other=other.id, id=number)
                self.evaluation.action_close()
                self.assertEqual(self._standing()[:2], ("changed", False))

    def test_a_recipient_that_was_changed_is_told_and_opens_nothing(self):
        self._answered(6)
        other = self._evaluation(audience="all")
        other.action_open()
        signed = self.evaluation.paper_hash
        terms = self.evaluation._terms()
        forged = json.dumps({**terms, "recipient": other._terms()["recipient"]})
        digest = ballot_hash.of("paper", forged.encode())
        self._change(
            "UPDATE mentorship_evaluation SET paper = %(paper)s, paper_hash = %(hash)s"
            " WHERE id = %(id)s",
            paper=forged,
            hash=digest,
            id=self.evaluation.id,
        )
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.counted_count, 6)
        self.assertEqual(self.evaluation.paper_hash, signed)
        self.assertEqual(self._standing()[0], "changed")

    def test_a_language_that_was_installed_since_changes_nothing(self):
        self._answered(6)
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.flush_all()
        self.evaluation.action_close()
        self.assertEqual(self._standing(), ("shown", True, ""))


ROUNDS, PEOPLE = 6, 12


@tagged("post_install", "-at_install")
class TestOrders(ClosingCase):
    """Code that reads the frames of the closing has everything that is in Odoo, and no
    order of one list is that of another."""

    def test_orders_in_the_frames_of_closing_agree_by_chance_alone(self):
        agreed = {}
        for _round in range(ROUNDS):
            orders = self._orders()
            for (one, first), (two, second) in combinations(orders.items(), 2):
                if (one, two) == ("answers", "written"):
                    # the answers belong to no one, in whatever order
                    continue
                for way, turned in (("", second), (" reversed", second[::-1])):
                    places = sum(a == b for a, b in zip(first, turned, strict=True))
                    key = f"{one}, {two}{way}"
                    agreed[key] = agreed.get(key, 0) + places
        # a random order agrees in one place each time; these 6 rounds in 26 or more
        # once in 10^8
        self.assertFalse({key for key, places in agreed.items() if places > 25}, agreed)
        # and an order that is kept would be seen
        self.assertGreater(ROUNDS * PEOPLE, 25)

    def _orders(self):
        """Return {name: numbers of people} of one closing."""
        self.evaluation = self._evaluation(audience="all")
        self.evaluation.action_open()
        of_ballot, of_row = {}, {}
        for number, person in enumerate(self.people):
            token, _paper = ballots.fragment(self.evaluation, person)
            said = ballots.answers(self.evaluation, f"{TEXT} {number}")
            role = "mentor" if number < PEOPLE / 2 else "mentee"
            file = ballots.seal(self.evaluation, token, role, said)
            self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")
            of_ballot[ballots.text(file)] = of_row[ballots.hashed(token)] = number
        of_person = {person.id: number for number, person in enumerate(self.people)}
        found, write = {}, closing.written.write

        def looking(evaluation, answers):
            frame = sys._getframe(1)
            while frame:
                for name in ("ballots", "rows", "asked", "receipts"):
                    found.setdefault(name, frame.f_locals.get(name))
                frame = frame.f_back if frame.f_code.co_name != "close" else None
            found["answers"] = [str(answers_of) for answers_of in answers]
            write(evaluation, answers)

        with patch.object(closing.written, "write", looking):
            self.evaluation.action_close()
        receipts = {
            ballot_hash.receipt(ballot_hash.of("ballot", ballots.bytes_of(text))): n
            for text, n in of_ballot.items()
        }
        return {
            "arrival": list(range(PEOPLE)),
            "ballots": [of_ballot[text] for (text,) in found["ballots"]],
            "rows": [of_row[one] for one, _number in found["rows"] if one in of_row],
            "asked": [of_person[partner] for partner, *_rest in found["asked"]],
            "receipts": [receipts[one] for one in found["receipts"]],
            "answers": [
                next(n for n in range(PEOPLE) if f"{TEXT} {n}'" in text)
                for text in found["answers"]
            ],
            "written": [
                next(n for n in range(PEOPLE) if f"{TEXT} {n}" in texts)
                for texts in (
                    one.user_input_line_ids.mapped("value_text_box")
                    for one in self._inputs().sorted("id")
                )
            ],
        }
