"""Lists of people that were made once, and are used later for sending."""

from datetime import timedelta

from odoo.tests import tagged

from ..common import MentorshipCase, control


@tagged("post_install", "-at_install", "fault")
class TestLists(MentorshipCase):
    """Mails go to the people concerned at that moment."""

    def _started(self):
        """Return (pairing, late user, their sign-up): all but one said yes."""
        pairing, _mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        return pairing, users[2], mentees[2]

    def _subjects(self, user, before):
        new = self._mails(user.partner_id) - before
        return new.mapped("subject")

    def test_who_was_only_asked_gets_no_mail_of_a_group_that_goes_on(self):
        pairing, late, sign_up = self._started()
        before = self._mails()
        soon = self.today + timedelta(days=180)
        pairing.with_user(self.mentor_user).action_pause(soon)
        self.assertFalse(self._subjects(late, before))
        self.assertEqual(sign_up.state, "accepted")

    @control
    def test_a_group_that_is_over_takes_its_question_back(self):
        for method in ("action_complete", "action_end"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                pairing, late, sign_up = self._started()
                before = self._mails()
                getattr(pairing.with_user(self.manager), method)()
                own = pairing.member_ids.filtered(
                    lambda member, sign_up=sign_up: member.enrolment_id == sign_up
                )
                self.assertFalse(own.live)
                self.assertEqual(sign_up.state, "accepted")
                self.assertEqual(len(self._subjects(late, before)), 1)
                point.rollback()

    def test_a_job_of_an_account_that_ended_does_no_more(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self.env["mentorship.job"]._start(
            sign_up.with_user(self.coordinator), "action_accept"
        )
        self.coordinator.active = False
        self._run_jobs()
        self.assertEqual(sign_up.state, "submitted")

    def test_a_request_that_was_taken_back_is_nobodys_no(self):
        self.edition.own_choice = True
        self._open()
        mentor = self._enrol(self.mentor, "mentor", shown=True)
        mentee = self._enrol(self.mentee, "mentee")
        mentee._ask_in_order([str(mentor.id)])
        choice = mentee.choice_ids
        self.assertEqual(choice.state, "asked")
        choice.pairing_id.with_user(self.mentee_user).action_decline_offer()
        self.assertEqual(choice.state, "withdrawn")
        self.assertIn(mentor, mentee._mentors_to_choose())

    @control
    def test_a_mentor_who_said_no_is_not_asked_again(self):
        self.edition.own_choice = True
        self._open()
        mentor = self._enrol(self.mentor, "mentor", shown=True)
        mentee = self._enrol(self.mentee, "mentee")
        mentee._ask_in_order([str(mentor.id)])
        pairing = mentee.choice_ids.pairing_id
        pairing.with_user(self.mentor_user).action_decline_offer()
        self.assertNotIn(mentor, mentee._mentors_to_choose())
