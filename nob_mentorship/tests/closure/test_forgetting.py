from datetime import timedelta

from dateutil.relativedelta import relativedelta
from werkzeug.datastructures import MultiDict

from odoo import Command
from odoo.tests import tagged

from ...models.closure.on_enrolment import FORGOTTEN
from ..common import MentorshipCase, control
from ..pages import Pages, save_sign_up


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestForgetting(MentorshipCase):
    """What a member wrote at the sign-up is deleted when they leave (N9)."""

    def _write_all(self, sign_up):
        question = self._question()
        sign_up.edition_id.question_ids = question
        sign_up.write(
            {
                "question": "How do I become a partner?",
                "motivation": "I would like to grow",
                "answer_ids": [Command.set(question.answer_ids[:1].ids)],
            }
        )
        self.env["mentorship.preference"].create(
            {"enrolment_id": sign_up.id, "kind": "wish", "text": "Any colleague"}
        )

    def _has_texts(self, sign_up):
        texts = [bool(sign_up.question), bool(sign_up.motivation)]
        texts += [bool(sign_up.answer_ids), bool(self._words_of(sign_up))]
        self.assertEqual(len(set(texts)), 1, "all of it, or nothing")
        return texts[0]

    def _words_of(self, sign_up):
        return self.env["mentorship.preference"].search(
            [("enrolment_id", "=", sign_up.id)]
        )

    def test_who_withdraws_takes_it_along(self):
        pairing = self._active_pair()
        sign_up = pairing.mentee_enrolment_ids
        self._write_all(sign_up)
        sign_up.with_user(self.mentee_user).action_withdraw()
        self.assertFalse(self._has_texts(sign_up))

    def test_a_preference_alone_goes_as_well(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentor, "mentor")
        self.env["mentorship.preference"].create(
            {"enrolment_id": sign_up.id, "kind": "avoid", "text": "Not my manager"}
        )
        sign_up.action_refuse("No place")
        with self._on(self.today + timedelta(days=30)):
            self._run_day()
        self.assertFalse(self._words_of(sign_up))

    def test_each_field_alone_is_still_to_delete(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        question = self._question()
        sign_up.edition_id.question_ids = question
        alone = {
            "question": "How do I become a partner?",
            "motivation": "I would like to grow",
            "answer_ids": [Command.set(question.answer_ids[:1].ids)],
            "shares_question": True,
            "shares_contact": True,
            "shares_profile": True,
            "terms_version": 1,
            "terms_accepted_on": "2030-01-01 10:00:00",
            "away_until": "2030-01-01",
            "self_checked_on": "2030-01-01",
            "ready_noted_on": "2030-01-01",
            "ready_by_id": self.coordinator.id,
            "ready_reason": "Was a mentor before",
            "ready_reminded_on": "2030-01-01",
        }
        self.assertEqual(set(alone), set(FORGOTTEN))
        for name, value in alone.items():
            sign_up._forget()
            self.assertNotIn(sign_up, sign_up.search(sign_up._with_texts()))
            sign_up.write({name: value})
            self.assertIn(sign_up, sign_up.search(sign_up._with_texts()), name)

    def test_an_edition_that_is_called_off_keeps_nothing(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self._write_all(sign_up)
        self.edition.action_cancel()
        self.assertFalse(self._has_texts(sign_up))

    def test_a_refusal_that_stands_takes_it(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self._write_all(sign_up)
        sign_up.action_refuse("No place")
        for days, kept in ((0, True), (29, True), (30, False)):
            with self._on(self.today + timedelta(days=days)):
                self._run_day()
            self.assertEqual(self._has_texts(sign_up), kept, days)

    def test_a_refusal_taken_back_in_time_keeps_it(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self._write_all(sign_up)
        sign_up.action_refuse("A mistake")
        sign_up.action_reconsider()
        with self._on(self.today + timedelta(days=35)):
            self._run_day()
        self.assertTrue(self._has_texts(sign_up))

    def test_a_refusal_taken_back_too_late_asks_for_it_anew(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self._write_all(sign_up)
        sign_up.action_refuse("A mistake")
        with self._on(self.today + timedelta(days=30)):
            self._run_day()
        self.edition.late_enrolment = False
        self.edition.action_close_enrolment()
        before = self._mails(self.mentee)
        sign_up.action_reconsider()
        (told,) = self._mails(self.mentee) - before
        self.assertIn("niet meer: dat verwijderen we dertig dagen", told.body_html)
        own = sign_up.with_user(self.mentee_user)
        self.assertTrue(sign_up._may_edit())
        errors = save_sign_up(own, MultiDict({"question": ""}))
        self.assertEqual(list(errors), ["question"])
        self.assertFalse(save_sign_up(own, MultiDict({"question": "Again"})))
        self.assertEqual(sign_up.question, "Again")
        # as soon as it is there, the form is as closed as the sign-up
        self.assertFalse(sign_up._may_edit())

    def test_the_end_of_retention_takes_it(self):
        pairing = self._active_pair()
        sign_up = pairing.mentee_enrolment_ids
        self._write_all(sign_up)
        edition = self.edition
        edition.retention_months = 3
        edition.action_close()
        over = edition.date_end + relativedelta(months=3)
        for day, kept in ((over - timedelta(days=1), True), (over, False)):
            with self._on(day):
                self._run_day()
            self.assertEqual(self._has_texts(sign_up), kept, day)

    def test_who_goes_on_keeps_it(self):
        pairing = self._active_pair()
        sign_up = pairing.mentee_enrolment_ids
        self._write_all(sign_up)
        edition = self.edition
        edition.retention_months = 1
        until = edition.date_end + timedelta(days=300)
        pairing.action_prolong(until)
        edition.action_close()
        with self._on(until - timedelta(days=5)):
            self._run_day()
        self.assertEqual(pairing.state, "active")
        self.assertTrue(self._has_texts(sign_up))
        with self._on(until + timedelta(days=1)):
            self._run_day()
        with self._on(until + timedelta(days=40)):
            self._run_day()
        self.assertFalse(self._has_texts(sign_up))

    @control
    def test_former_others_read_nothing_of_it(self):
        pairing = self._active_pair()
        self._write_all(pairing.mentee_enrolment_ids)
        pairing.mentee_enrolment_ids.action_withdraw()
        pages = Pages(self.env)
        for person in pages.pairing(pairing.sudo(), self.mentor)["people"]:
            self.assertFalse(person["question"] or person["motivation"])
