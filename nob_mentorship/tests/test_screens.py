from odoo.tests import tagged

from .common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestScreens(MentorshipCase):
    """What staff's screens say is so, and what happened is said."""

    def _told(self, action):
        """Return the words of the notification that an action returns."""
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"]

    def test_accepting_many_says_how_many_wait(self):
        self.edition.write({"intake": True, "mentee_places": 1})
        self._open()
        enrolments = self.env["mentorship.enrolment"]
        for partner in (self.mentee, self.member):
            enrolments |= self._enrol(partner, "mentee", submit=False)
        chosen = enrolments.with_user(self.coordinator)
        self.assertIn("2 for you to accept", self._told(chosen.action_bulk_submit()))
        told = self._told(chosen.action_bulk_accept())
        self.assertIn("1 accepted, 1 on the waiting list", told)
