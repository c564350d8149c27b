import json
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.evaluation import box, closing
from ...tools import ballot_hash
from .. import ballots
from ..ballots import TEXT
from .test_evaluation import EvaluationCase


class ClosingCase(EvaluationCase):
    """Closing has transactions of its own."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def _answered(self, answers, **values):
        """Let people answer, each with a text of their own."""
        self.evaluation.action_open()
        for number, person in enumerate(self.people[:answers]):
            said = ballots.answer(self.evaluation, person, f"{TEXT} {number}", **values)
            self.assertEqual(said, "in_box")
        self.env.flush_all()

    def _close(self, answers, **values):
        """Let people answer, and close; return the result."""
        self._answered(answers, **values)
        self.evaluation.with_user(self.coordinator).action_close()
        self.env.invalidate_all()
        return self._inputs()

    def _inputs(self):
        return self.env["survey.user_input"].search(
            [("mentorship_evaluation_id", "=", self.evaluation.id)]
        )

    def _key(self):
        """Return the file of this evaluation's key."""
        (folder,) = box.folders()
        uuid = self.env["ir.config_parameter"].get_param(box.UUID)
        return Path(folder) / uuid / f"{self.evaluation.box_uuid}.key"


@tagged("post_install", "-at_install")
class TestClosing(ClosingCase):
    """What is left once the box has been opened."""

    def test_answers_are_written_of_nobody_and_the_key_is_gone(self):
        inputs = self._close(12)
        self.assertEqual(len(inputs), 12)
        texts = inputs.user_input_line_ids.mapped("value_text_box")
        self.assertEqual(
            sorted(filter(None, texts)), sorted(f"{TEXT} {n}" for n in range(12))
        )
        for name in ("partner_id", "email", "nickname", "lang_id", "invite_token"):
            self.assertFalse(any(i[name] for i in inputs), name)
        self.assertEqual(inputs.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(len(set(inputs.mapped("create_date"))), 1)
        self.assertFalse(inputs.message_ids)
        self.assertFalse(self.env["mentorship.evaluation.ballot"].search([]))
        self.assertFalse(any(self.evaluation.invitation_ids.mapped("drawn_number")))
        self.assertFalse(self.env["mentorship.evaluation.token"].search([]))
        self.assertEqual(self.evaluation.responded_count, 12)
        self.assertEqual(self.evaluation.counted_count, 12)
        self.assertFalse(self._key().exists())
        self.assertTrue(self.evaluation.box_gone)

    def test_roles_stay_only_where_each_is_large_enough(self):
        inputs = self._close(12)
        roles = inputs.mapped("mentorship_role")
        self.assertEqual((roles.count("mentor"), roles.count("mentee")), (6, 6))

    def test_roles_go_where_one_is_too_small(self):
        inputs = self._close(8)
        self.assertEqual(len(inputs), 8)
        self.assertFalse(any(inputs.mapped("mentorship_role")))

    def test_one_too_few_is_never_opened(self):
        self.assertFalse(self._close(4))
        self.assertEqual(self.evaluation.state, "closed")
        self.assertEqual(
            (self.evaluation.opened_count, self.evaluation.missing_count), (0, 1)
        )
        self.assertFalse(self.env["mentorship.evaluation.ballot"].search([]))
        self.assertFalse(self._key().exists())

    def test_a_box_without_an_answer_closes_too(self):
        self.assertFalse(self._close(0))
        self.assertEqual(self.evaluation.state, "closed")
        self.assertTrue(self.evaluation.box_gone)

    def test_it_closes_by_itself_on_the_day_after_its_last_day(self):
        self._answered(6)
        last = self.evaluation.closes_on
        for day, state in ((last, "open"), (last + timedelta(days=1), "closed")):
            with self._on(day):
                self._run_day()
            self.env.invalidate_all()
            self.assertEqual(self.evaluation.state, state)
        self.assertEqual(self.evaluation.closes_on, last)
        self.assertEqual(len(self._inputs()), 6)

    def test_just_enough_is_opened(self):
        self.assertEqual(len(self._close(5)), 5)

    def test_answers_come_in_another_order_than_they_were_given(self):
        inputs = self._close(12)
        lines = inputs.user_input_line_ids.sorted("id").filtered("value_text_box")
        self.assertNotEqual(
            lines.mapped("value_text_box"), [f"{TEXT} {n}" for n in range(12)]
        )

    def test_a_receipt_is_found_before_and_after(self):
        self._answered(6)
        lying = self.evaluation._lying_receipts()
        hashes = self.env["mentorship.evaluation.ballot"].search([])
        self.assertEqual(
            lying, sorted(map(ballot_hash.receipt, hashes.mapped("ballot_hash")))
        )
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(sorted(self.evaluation._lying_receipts()), lying)

    def test_a_second_ballot_for_one_person_is_set_aside_and_told(self):
        self._answered(6)
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        role = self.evaluation.invitation_ids[0].role
        said = ballots.answers(self.evaluation, "nog een keer")
        self._insert(ballots.seal(self.evaluation, token, role, said))
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(len(self._inputs()), 6)
        self.assertEqual(self.evaluation.aside_count, 1)

    def test_ballots_of_nobody_who_was_asked_do_not_count(self):
        """A person who writes the database adds people, tokens and ballots in vain."""
        self._answered(4)
        stranger = self.env["res.partner"].create({"name": "Stuffed"})
        invitation = self.env["mentorship.evaluation.invitation"].create(
            {
                "evaluation_id": self.evaluation.id,
                "partner_id": stranger.id,
                "role": "mentee",
                "drawn_number": ballot_hash.new_number(),
            }
        )
        said = ballots.answers(self.evaluation, "Stuffed")
        for _number in range(3):
            token = ballot_hash.new_number()
            invitation.token_ids.create(
                {"invitation_id": invitation.id, "token_hash": ballots.hashed(token)}
            )
            self._insert(ballots.seal(self.evaluation, token, "mentee", said))
        invitation.responded = True
        self.env.flush_all()
        self.evaluation.action_close()
        self.env.invalidate_all()
        # four are one too few, whatever was stuffed
        self.assertFalse(self._inputs())
        self.assertEqual(self.evaluation.counted_count, 4)
        self.assertEqual(self.evaluation.aside_count, 3)

    def test_a_changed_minimum_opens_no_fewer(self):
        self._answered(4)
        self.env.cr.execute(
            "UPDATE mentorship_evaluation SET min_responses = 3 WHERE id = %s",
            [self.evaluation.id],
        )
        self.evaluation.invalidate_recordset()
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertFalse(self._inputs())

    def _insert(self, file):
        """Put a ballot into the box by hand."""
        self.env["mentorship.evaluation.ballot"].create(
            {
                "evaluation_id": self.evaluation.id,
                "ciphertext": ballots.text(file),
                "ballot_hash": ballot_hash.of("ballot", file),
            }
        )
        self.env.flush_all()

    def test_answers_that_do_not_fit_the_form_are_none(self):
        self._answered(5)
        person = self.people[5]
        token, _paper = ballots.fragment(self.evaluation, person)
        wrong = {
            "0": ["x", ""],
            **{
                str(question.id): value
                for question, value in zip(
                    self.evaluation.survey_id.question_ids,
                    ("x", ["999999", ""], [["1", {"a": "b"}], 7], {"a": "b"}, None) * 9,
                    strict=False,
                )
            },
        }
        file = ballots.seal(self.evaluation, token, "mentor", wrong)
        self.assertEqual(ballots.cast(self.evaluation, token, file), "in_box")
        self.evaluation.action_close()
        self.env.invalidate_all()
        inputs = self._inputs()
        self.assertEqual(len(inputs), 6)
        empty = [
            one for one in inputs if all(one.user_input_line_ids.mapped("skipped"))
        ]
        self.assertEqual(len(empty), 1)


@tagged("post_install", "-at_install")
class TestKey(ClosingCase):
    """The key of an evaluation, in its folder."""

    def test_without_its_key_a_box_stays_closed_and_a_manager_can_give_it_up(self):
        self._answered(6)
        key = self._key()
        away = key.with_suffix(".away")
        os.rename(key, away)
        self.addCleanup(away.unlink, missing_ok=True)
        with self.assertRaisesRegex(UserError, "copy of the folder"):
            self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.state, "open")
        self.assertFalse(self.evaluation.closing)
        self.assertIn("copy of the folder", self.evaluation.box_warning)
        with self.assertRaises(UserError):
            self.evaluation.with_user(self.coordinator).action_discard()
        self.evaluation.with_user(self.manager).action_discard()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.state, "closed")
        self.assertFalse(self._inputs())

    def test_a_box_that_was_opened_is_opened_again_for_the_same_ballots_alone(self):
        self._answered(6)
        # not with `assertRaises`, which rolls back what was committed
        with (
            patch.object(closing.written, "write", side_effect=ZeroDivisionError),
            suppress(ZeroDivisionError),
        ):
            closing.close(self.env, self.evaluation.id)
        self.env.invalidate_all()
        self.assertTrue(self.evaluation.closing)
        with self.assertRaisesRegex(UserError, "closed"):
            ballots.fragment(self.evaluation, self.people[7])
        first = self.env["mentorship.evaluation.ballot"].search([], limit=1)
        kept = first.copy_data()[0]
        first.unlink()
        self.env.flush_all()
        self.assertEqual(closing.close(self.env, self.evaluation.id), "another_set")
        first.create(kept)
        self.env.flush_all()
        self.assertIsNone(closing.close(self.env, self.evaluation.id))
        self.env.invalidate_all()
        self.assertEqual(len(self._inputs()), 6)

    def test_a_key_that_comes_back_after_closing_is_destroyed_again(self):
        self._answered(6)
        key = self._key()
        kept = key.read_bytes()
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertFalse(key.exists())
        key.write_bytes(kept)
        with self.assertLogs("odoo.addons.nob_mentorship", "WARNING"):
            self.evaluation._destroy_due_keys()
        self.assertFalse(key.exists())

    def test_keys_go_with_the_database_that_a_person_says(self):
        self._answered(1)
        (found,) = box.ask(self.env, "check", evaluations=[self.evaluation.box_uuid])
        place = box._place(self.env)
        other = {**place, "place": "another"}
        with patch.object(box, "_place", return_value=other):
            with self.assertRaisesRegex(UserError, "another copy of this database"):
                self.evaluation.action_close()
            box.adopt(self.env)
            (there,) = box.ask(self.env, "check", evaluations=[])
            self.assertEqual(there["folders"], ["ready"])
        with self.assertRaisesRegex(UserError, "another copy of this database"):
            self.evaluation.action_close()
        box.adopt(self.env)
        renamed = "11111111-2222-3333-4444-555555555555"
        with patch.object(box, "_place", return_value={**place, "database": renamed}):
            box.adopt(self.env, place["database"])
            (there,) = box.ask(
                self.env, "check", evaluations=[self.evaluation.box_uuid]
            )
        self.assertEqual(found["evaluations"], there["evaluations"])

    def test_managers_hear_at_once_of_a_key_that_cannot_be_read(self):
        self._answered(1)
        with patch.object(box, "key_file", return_value="/nowhere/mentorship.key"):
            for _twice in range(2):
                self.evaluation._look_after_keys()
        told = self.evaluation.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager
        )
        self.assertEqual(len(told), 1)
        self.assertIn("hoofdsleutel", told.note)
        self.assertTrue(self.evaluation.box_warning)
        self.evaluation._look_after_keys()
        self.assertFalse(self.evaluation.box_warning)

    def test_what_the_paper_says_is_what_was_chosen(self):
        self.evaluation.action_open()
        terms = json.loads(self.evaluation.paper)
        self.assertEqual(terms["minimum"], self.evaluation.min_responses)
        self.assertEqual(terms["audience"], "all")
        self.assertEqual(terms["invited"], 12)
        self.assertEqual(terms["closes"], str(self.evaluation.closes_on))
        self.assertEqual(
            ballot_hash.of("paper", self.evaluation.paper.encode()),
            self.evaluation.paper_hash,
        )
