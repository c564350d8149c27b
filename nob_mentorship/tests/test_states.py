from odoo.tests import tagged

from .common import MentorshipCase


@tagged("post_install", "-at_install")
class TestStates(MentorshipCase):
    """The ways between the states, each method the only one."""

    def test_an_edition_runs_from_sign_up_to_completion(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        mentee = self._enrol(self.mentee, "mentee")
        self.assertEqual(mentor.state, "accepted")
        pairing = self._pair(mentor, mentee, offer=True)
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(mentor.held_places, 1)
        pairing.with_user(self.mentor_user).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        pairing.with_user(self.mentee_user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        self.assertEqual((mentor.state, mentee.state), ("matched", "matched"))
        self.assertIn(self.mentor.email, self._mails(self.mentee)[-1].body_html)
        self.edition.action_close_enrolment()
        self.edition.action_start()
        pairing.with_user(self.mentee_user).action_first_contact()
        self.assertEqual(pairing.first_contact_on, self.today)
        self.edition.action_close()
        self.assertEqual(pairing.state, "completed")
        self.assertEqual((mentor.state, mentee.state), ("completed", "completed"))
