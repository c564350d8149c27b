from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestEnrolment(MentorshipCase):
    """Signing up: states, places, waiting list, who may do what (R4, R8, R28, R29)."""

    def test_without_intake_a_sign_up_is_accepted_by_itself(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        self.assertEqual(enrolment.state, "accepted")
        self.assertEqual(len(self._mails(self.mentee)), 1)

    def test_with_intake_staff_accept_or_refuse_with_a_reason(self):
        self.edition.intake = True
        self._open()
        first = self._enrol(self.mentee, "mentee")
        second = self._enrol(self.member, "mentee")
        self.assertEqual(first.state, "submitted")
        first.with_user(self.coordinator).action_accept()
        second.with_user(self.coordinator).action_refuse("Full this year")
        self.assertEqual((first.state, second.state), ("accepted", "refused"))
        self.assertIn("Full this year", self._mails(self.member)[-1].body_html)

    def test_a_mentee_needs_a_question(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee", submit=False, question="  ")
        with self.assertRaisesRegex(UserError, "question or objective"):
            enrolment.action_submit()

    def test_a_member_signs_up_as_both_where_allowed_and_once_in_each_role(self):
        self._open()
        enrolments = self.env["mentorship.enrolment"].with_user(self.member_user)
        both = [enrolments._start(self.edition, role) for role in ("mentor", "mentee")]
        self.assertNotEqual(*both)
        self.assertEqual(enrolments._start(self.edition, "mentor"), both[0])

    def test_over_the_places_one_waits_and_moves_up_when_someone_leaves(self):
        self.edition.mentee_places = 1
        self._open()
        first = self._enrol(self.mentee, "mentee")
        second = self._enrol(self.member, "mentee")
        self.assertEqual((first.state, second.state), ("accepted", "waiting"))
        first.with_user(self.mentee_user).action_withdraw()
        self.assertEqual((first.state, second.state), ("withdrawn", "accepted"))
        self.assertEqual(self.edition.mentee_taken, 1)

    def test_more_places_let_the_waiting_in(self):
        self.edition.mentee_places = 1
        self._open()
        self._enrol(self.mentee, "mentee")
        waiting = self._enrol(self.member, "mentee")
        self.edition.mentee_places = 2
        self.assertEqual(waiting.state, "accepted")

    def test_sign_up_ends_with_the_enrolment_unless_late_is_allowed(self):
        self._open(state="running")
        enrolment = self._enrol(self.mentee, "mentee", submit=False)
        with self.assertRaisesRegex(UserError, "closed"):
            enrolment.action_submit()
        self.edition.late_enrolment = True
        enrolment.action_submit()
        self.assertEqual(enrolment.state, "accepted")

    def test_the_actions_are_safe_to_call_twice(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        mails = len(self._mails())
        enrolment.action_accept()
        self.assertEqual(len(self._mails()), mails)
        enrolment.action_withdraw()
        enrolment.action_withdraw()
        self.assertEqual(enrolment.state, "withdrawn")
        self.assertEqual(len(self._mails()), mails + 1)

    def test_a_final_state_stays(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        enrolment.action_withdraw()
        for action in ("action_submit", "action_accept", "action_refuse"):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(enrolment, action)()

    def test_not_this_year_asks_next_time(self):
        self._open()
        enrolment = self._enrol(self.mentor, "mentor")
        enrolment.with_user(self.mentor_user).action_not_this_year()
        interest = self.programme.interest_ids
        self.assertEqual((interest.partner_id, interest.role), (self.mentor, "mentor"))

    def test_nobody_acts_on_somebody_elses_sign_up(self):
        self._open()
        draft = self._enrol(self.mentee, "mentee", submit=False)
        sent = self._enrol(self.member, "mentee")
        for user in (
            self.mentor_user,
            self.employee,
            self.administrator,
            self.other_coordinator,
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                draft.with_user(user).action_submit()
            with self.subTest(user.name), self.assertRaises(AccessError):
                sent.with_user(user).action_withdraw()
        with self.assertRaises(AccessError):
            sent.with_user(self.member_user).action_accept()

    def test_staff_who_send_for_a_member_are_noted(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee", submit=False)
        enrolment.with_user(self.coordinator).action_submit()
        self.assertEqual(enrolment.word_by_id, self.coordinator)
        self.assertTrue(enrolment.word_on)

    def test_a_bulk_action_says_what_it_did_and_what_not(self):
        self._open()
        good = self._enrol(self.mentee, "mentee", submit=False)
        bad = self._enrol(self.member, "mentee", submit=False, question="")
        result = (good | bad).with_user(self.coordinator).action_bulk_submit()
        self.assertIn("1 of 2", result["params"]["message"])
        self.assertIn(bad.display_name, result["params"]["message"])
        self.assertEqual((good.state, bad.state), ("accepted", "draft"))

    def test_who_was_left_out_comes_first_next_time(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()
        self.assertEqual(enrolment.state, "unmatched")
        following = self._open(self._edition(name="2031"))
        self.assertTrue(self._enrol(self.mentee, "mentee", edition=following).priority)
        self.assertFalse(self._enrol(self.member, "mentee", edition=following).priority)

    def test_a_draft_is_reminded_once_the_day_before_the_end(self):
        self._open()
        self._enrol(self.mentee, "mentee", submit=False)
        with self._on(self.edition.enrolment_end - timedelta(days=1)):
            self._run_reminders()
            self._run_reminders()
        self.assertEqual(len(self._mails(self.mentee)), 1)

    def test_the_enrolment_closes_the_day_after_its_last(self):
        self._open()
        for days, state in ((0, "enrolment"), (1, "matching")):
            with self._on(self.edition.enrolment_end + timedelta(days=days)):
                self._run_day()
            self.assertEqual(self.edition.state, state)

    def test_what_a_member_stated_is_verified_into_the_records(self):
        self._open()
        self.mentee.professional_since = False
        enrolment = self._enrol(
            self.mentee,
            "mentee",
            stated_professional_since=self.today,
            employer="A firm",
        )
        self.assertTrue(enrolment.to_verify)
        enrolment.with_user(self.coordinator).action_verify()
        self.assertEqual(self.mentee.professional_since, self.today)
        self.assertEqual(self.mentee.company_name, "A firm")
        self.assertFalse(enrolment.to_verify)

    def test_calling_off_makes_the_enrolled_interested(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        self.edition.action_cancel()
        self.assertEqual(
            (self.edition.state, enrolment.state), ("not_planned", "withdrawn")
        )
        self.assertEqual(self.programme.interest_ids.partner_id, self.mentee)

    def test_the_interested_hear_of_each_edition_once(self):
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self._open()
        self.edition.action_open_enrolment()
        self.assertEqual(len(self._mails(self.mentee)), 1)
        self._enrol(self.mentee, "mentee")
        self.assertFalse(self.programme.interest_ids)

    def test_a_member_without_an_address_is_shown_to_staff(self):
        self.mentee.email = False
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self._open()
        self.assertIn(self.mentee.name, self.edition.message_ids[0].body)

    def test_an_edition_copies_its_variants_settings_and_keeps_them(self):
        self.programme.write({"min_meetings": 4, "mentor_places": 7, "intake": True})
        edition = self._edition(name="2031")
        self.assertEqual(
            (edition.min_meetings, edition.mentor_places, edition.intake), (4, 7, True)
        )
        self.programme.min_meetings = 9
        self.assertEqual(edition.min_meetings, 4)

    def test_a_copy_is_next_years_edition(self):
        copy = self.edition.copy()
        self.assertEqual((copy.name, copy.state), ("2031", "draft"))
        self.assertEqual(copy.date_start.year, self.edition.date_start.year + 1)
        self.assertFalse(copy.enrolment_ids)
