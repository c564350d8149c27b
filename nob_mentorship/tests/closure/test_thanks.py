"""The thanks name the other, and what the two did in numbers (R68)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from ...portal.pairing import moments
from ..common import MentorshipCase

SUBJECT = "Thank you for your mentorship"
KIND = "Not everything that matters can be counted."


@tagged("post_install", "-at_install")
class TestThanks(MentorshipCase):
    """What members read when their mentorship is completed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair().sudo()
        cls.pairing.date_start = cls.today - relativedelta(months=10)
        cls.env.flush_all()
        cls._in_english()

    def _meet(self, times):
        start = fields.Datetime.now() - timedelta(days=40)
        for number in range(times):
            self.env["mentorship.meeting"].create(
                {
                    "pairing_id": self.pairing.id,
                    "start": start + timedelta(days=number),
                    "stop": start + timedelta(days=number, hours=1),
                    "state": "held",
                }
            )

    def _mailed(self, partner):
        """Return the body of the mail that thanks a member."""
        (mail,) = self._mails(partner).filtered(lambda mail: mail.subject == SUBJECT)
        return mail.body_html

    def _said(self, partner):
        """Return what a member reads on the page."""
        own = self.pairing.member_ids.filtered(lambda m: m.partner_id == partner)
        return moments.of(self.env, self.pairing, own, None)["text"]

    def test_they_name_the_other_and_the_numbers(self):
        self._meet(8)
        goals = [
            self._text(self.pairing, "goal", self.mentee, term="short")
            for _number in range(3)
        ]
        for goal in goals[:2]:
            goal._note_progress(100)
        self.pairing.action_complete()
        for partner, other in (
            (self.mentee, self.mentor),
            (self.mentor, self.mentee),
        ):
            mail, page = self._mailed(partner), self._said(partner)
            self.assertIn(other.name, mail)
            for line in ("Meetings held: 8", "Goals reached: 2", "together: 10"):
                self.assertIn(line, mail)
                self.assertIn(line, page)
            self.assertNotIn(KIND, mail + page)

    def test_without_a_meeting_they_are_kind(self):
        self.pairing.action_complete()
        for partner in (self.mentee, self.mentor):
            for said in (self._mailed(partner), self._said(partner)):
                self.assertIn(KIND, said)
                self.assertIn("together: 10", said)
                self.assertNotIn("Meetings held", said)
                self.assertNotIn("Goals reached", said)

    def test_months_are_rounded_and_one_at_least(self):
        for start, months in (
            (self.today, 1),
            (self.today - timedelta(days=10), 1),
            (self.today - relativedelta(months=3), 3),
            (self.today - relativedelta(months=3, days=20), 4),
            (self.today + timedelta(days=1), 0),
            (False, 0),
        ):
            self.pairing.date_start = start
            self.assertEqual(self.pairing._months_together(), months, start)

    def test_the_mail_says_what_comes_next(self):
        self.pairing.action_complete()
        mentee, mentor = self._mailed(self.mentee), self._mailed(self.mentor)
        for mail in (mentee, mentor):
            self.assertIn("look back together", mail)
            self.assertIn("take part again", mail)
        self.assertIn("become a mentor yourself", mentee)
        self.assertNotIn("become a mentor yourself", mentor)

    def test_an_early_end_tells_nothing_of_it(self):
        self._meet(3)
        self.pairing.with_user(self.mentee_user).action_end()
        bodies = [
            self._mails(partner)[-1].body_html for partner in (self.mentee, self.mentor)
        ]
        for body in bodies:
            self.assertIn("says nothing about you", body)
            for word in ("Meetings held", "Goals reached", "together:", KIND):
                self.assertNotIn(word, body)
        own = self.pairing.member_ids[0]
        self.assertIsNone(moments.of(self.env, self.pairing, own, None))
