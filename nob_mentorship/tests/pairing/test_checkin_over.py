"""A colleague takes over the talks of a coordinator who is away (R65, P22)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.test_confirm import AskCase
from ..common import STAFF
from ..rhythm.test_day import DayCase
from .test_checkin import CheckinCase


@tagged("post_install", "-at_install")
class TestCheckinOver(CheckinCase, DayCase, AskCase):
    """Everyone invited has the talk in their calendar once, with the colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague", STAFF)
        cls.colleague.name = "Dirk Anders"
        cls.colleague.lang = "en_US"
        cls.programme.coordinator_ids |= cls.colleague
        cls.own, cls.other = cls.coordinator.partner_id, cls.colleague.partner_id

    def test_the_stand_in_finds_the_talks_of_who_is_away(self):
        checkin = self._plan()
        theirs = self.env["mentorship.checkin"].with_user(self.colleague)
        domain = [("of_colleague_away", "=", True), ("state", "=", "planned")]
        self.assertFalse(theirs.search(domain))
        self._out(self.coordinator)
        self.assertEqual(theirs.search(domain), checkin)
        self.assertTrue(theirs.browse(checkin.id).of_colleague_away)
        # one's own are not those of a colleague
        self.assertFalse(checkin.search(domain))
        self.assertFalse(checkin.of_colleague_away)
        theirs.browse(checkin.id).action_take_over()
        self.assertFalse(theirs.search(domain))

    def test_everyone_invited_is_told_once_and_calendars_follow(self):
        checkin = self._plan()
        uid = checkin.sudo().uid
        organizer = self._calendar(self.mentee)[1]["organizer"]
        before = self._mails()
        mine = checkin.with_user(self.colleague)
        for _twice in range(2):
            mine.action_take_over()
        self.assertEqual(mine.partner_id, self.other)
        for partner, method in (
            (self.mentor, "REQUEST"),
            (self.mentee, "REQUEST"),
            (self.other, "REQUEST"),
            (self.own, "CANCEL"),
        ):
            with self.subTest(partner.name):
                mail = self._mails(partner) - before
                self.assertEqual(len(mail), 1)
                if partner != self.other:
                    self.assertIn("Dirk Anders", mail.subject)
                file, event = self._calendar(partner)
                self.assertEqual((file["method"], event["sequence"]), (method, 1))
                self.assertEqual((event["uid"], event["organizer"]), (uid, organizer))
        for partner in (self.mentor, self.mentee):
            self.assertIn("Dirk Anders", self._calendar(partner)[1]["summary"])
            raw = self._calendar(partner)[0].to_ical().decode().replace("\r\n ", "")
            for address in (self.colleague.email, self.coordinator.email):
                self.assertNotIn(address, raw)

    def test_what_changes_later_is_told_to_the_new_one(self):
        checkin = self._plan().with_user(self.colleague)
        checkin.action_take_over()
        before = self._mails()
        checkin.date += timedelta(days=1)
        self.assertFalse(self._mails(self.own) - before)
        self.assertTrue(self._mails(self.other) - before)
        # and it can go back
        checkin.with_user(self.coordinator).action_take_over()
        file, event = self._calendar(self.own)
        self.assertEqual((file["method"], event["sequence"]), ("REQUEST", 3))
        self.assertEqual(self._calendar(self.other)[0]["method"], "CANCEL")

    def test_only_what_is_still_to_come_is_taken_over(self):
        ahead, own = self._plan(), self._plan(user=self.colleague)
        cancelled, over = self._plan(), self._plan(days=-1)
        cancelled.action_cancel()
        over.action_hold()
        before = self._mails()
        for checkin in (cancelled, over, cancelled | over):
            with self.assertRaisesRegex(UserError, "still to come"):
                checkin.with_user(self.colleague).action_take_over()
        own.with_user(self.colleague).action_take_over()
        self.assertEqual(self._mails(), before)
        all_of_them = (ahead | own | over).with_user(self.colleague)
        told = all_of_them.action_take_over()["params"]["message"]
        self.assertIn("1 of 1 done", told)
        self.assertIn("nothing left to do for 2", told)
        self.assertEqual((ahead | own).partner_id, self.other)
        self.assertEqual(over.partner_id, self.own)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_but_the_staff_of_the_programme_takes_over(self):
        checkin = self._plan()
        self.colleague.partner_id = self.mentee
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._mails()
        for user in (
            self.mentor_user,
            self.mentee_user,
            self.member_user,
            self.employee,
            self.administrator,
            self.other_coordinator,
            # a coordinator who is in the pairing
            self.colleague,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                checkin.with_user(user).action_take_over()
        self.assertEqual(checkin.partner_id, self.own)
        self.assertEqual(self._mails(), before)

    def test_the_questions_say_when_and_how_many_are_told(self):
        checkin, second = self._plan(), self._plan(days=8, kind="mentee")
        day = checkin._when(self.other)
        self.mentor.email = False
        asked = self._ask(checkin, "action_take_over", self.colleague)
        self.assertIn(day, asked.consequences)
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertIn("without an email address: 1", asked.consequences)
        self.assertIn("Colleagues who are told: 1", asked.consequences)
        both = self._ask(checkin | second, "action_take_over", self.colleague)
        self.assertIn("(2)", both.question)
        self.assertIn("Emails to members: 2", both.consequences)
        both.action_confirm()
        self.assertEqual((checkin | second).partner_id, self.other)
        asked = self._ask(checkin, "action_cancel", self.colleague)
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(checkin.state, "cancelled")

    def test_a_report_is_shared_after_a_question_with_numbers(self):
        checkin = self._held(report="We agreed to meet.")
        asked = self._ask(checkin, "action_share_report")
        self.assertIn("Emails to members: 2", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        checkin.report = "We agreed to meet every month."
        asked = self._ask(checkin, "action_share_report")
        self.assertIn("Versions so far: 1", asked.consequences)
        checkin.report = " "
        with self.assertRaisesRegex(UserError, "Write the report first"):
            self._ask(checkin, "action_share_report")
