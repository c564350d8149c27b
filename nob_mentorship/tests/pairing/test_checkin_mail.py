from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .test_checkin import SECRET, CheckinCase


@tagged("post_install", "-at_install")
class TestCheckinMail(CheckinCase):
    """Everyone invited to a talk has it in their calendar, as it is now (R65)."""

    def test_an_invitation_has_a_stable_uid_and_a_rising_sequence(self):
        checkin = self._plan()
        people = (self.mentor, self.mentee, self.coordinator.partner_id)
        first = {}
        for partner in people:
            file, first[partner] = self._calendar(partner)
            self.assertEqual(file["method"], "REQUEST")
            self.assertEqual(first[partner]["sequence"], 0)
            self.assertTrue(file.walk("VTIMEZONE"))
        checkin.write({"date": self.now + timedelta(days=9), "minutes": 45})
        for partner in people:
            file, event = self._calendar(partner)
            self.assertEqual(event["uid"], first[partner]["uid"])
            self.assertEqual((file["method"], event["sequence"]), ("REQUEST", 1))
            start = event["dtstart"].dt
            self.assertEqual(start.utctimetuple()[:6], checkin.date.timetuple()[:6])
            self.assertEqual(event["dtend"].dt - start, timedelta(minutes=45))
        self._mailed()
        checkin.action_cancel()
        checkin.action_cancel()
        self.assertEqual(self._mailed(), {"mentor": 1, "mentee": 1, "coordinator": 1})
        for partner in people:
            file, event = self._calendar(partner)
            self.assertEqual(event["uid"], first[partner]["uid"])
            self.assertEqual((file["method"], event["sequence"]), ("CANCEL", 2))

    def test_no_member_reads_anothers_address(self):
        self._plan()
        for partner, other in (
            (self.mentor, self.mentee),
            (self.mentee, self.mentor),
        ):
            raw = self._calendar(partner)[0].to_ical().decode().replace("\r\n ", "")
            self.assertIn(partner.email, raw)
            self.assertIn(self.programme.contact_email, raw)
            self.assertNotIn(other.email, raw)
            self.assertNotIn(self.coordinator.email, raw)
            mail = self._mails(partner)[-1]
            self.assertEqual(mail.reply_to, self.programme.contact_email)
            self.assertNotIn(other.email, mail.body_html)

    def test_the_organizer_stays_the_same(self):
        checkin = self._plan()
        first = self._calendar(self.mentee)[1]["organizer"]
        self.programme.contact_email = "new@test.example"
        checkin.location = "Elsewhere"
        checkin.mode = "in_person"
        self.assertEqual(self._calendar(self.mentee)[1]["organizer"], first)

    def test_what_changes_nothing_mails_nobody(self):
        checkin = self._plan()
        self._mailed()
        checkin.write({"summary": SECRET, "minutes": 30, "date": checkin.date})
        checkin.write({"report": SECRET})
        self.assertEqual(self._mailed(), {})

    def test_no_mail_says_what_was_noted(self):
        checkin = self._plan(days=-1, summary=SECRET, report="What we said")
        checkin.action_hold()
        checkin.action_share_report()
        planned = self._plan(summary=SECRET)
        planned.date += timedelta(hours=2)
        planned.action_cancel()
        for mail in self._mails():
            for attachment in mail.attachment_ids:
                self.assertNotIn(SECRET, attachment.raw.decode())
            for text in (mail.body_html, mail.subject):
                self.assertNotIn(SECRET, text or "")
                self.assertNotIn("What we said", text or "")

    def test_a_talk_in_the_past_mails_nobody(self):
        self._mailed()
        checkin = self._plan(days=-3)
        checkin.date -= timedelta(days=1)
        checkin.action_cancel()
        self.assertEqual(self._mailed(), {})

    def test_one_that_is_moved_into_the_past_leaves_the_calendars(self):
        checkin = self._plan()
        checkin.date = self.now - timedelta(hours=2)
        for partner in (self.mentee, self.coordinator.partner_id):
            self.assertEqual(self._calendar(partner)[0]["method"], "CANCEL")

    def test_one_that_is_moved_from_the_past_is_new_to_them(self):
        checkin = self._plan(days=-3)
        self._mailed()
        checkin.date = self.now + timedelta(days=3)
        file, event = self._calendar(self.mentee)
        self.assertEqual((file["method"], event["sequence"]), ("REQUEST", 0))
        self.assertNotIn("Changed", self._mails(self.mentee)[-1].subject)

    def test_who_is_taken_off_is_told_and_who_is_added_is_invited(self):
        checkin = self._plan()
        self._mailed()
        checkin.kind = "mentee"
        self.assertEqual(self._mailed(), {"mentor": 1, "coordinator": 1})
        self.assertEqual(self._calendar(self.mentor)[0]["method"], "CANCEL")
        people = self._calendar(self.coordinator.partner_id)[1]["attendee"]
        self.assertEqual(len(people), 2)
        checkin.kind = "both"
        self.assertEqual(self._mailed(), {"mentor": 1, "coordinator": 1})
        file, event = self._calendar(self.mentor)
        self.assertEqual((file["method"], event["sequence"]), ("REQUEST", 2))

    def test_who_is_taken_off_reads_the_time_that_they_know(self):
        checkin = self._plan()
        known = checkin.sudo()._when(self.mentor)
        checkin.write(
            {
                "date": checkin.date + timedelta(days=30),
                "partner_ids": [Command.unlink(self.mentor.id)],
            }
        )
        body = self._mails(self.mentor)[-1].body_html
        self.assertIn(known, body)

    def test_who_withdraws_is_taken_off(self):
        checkin = self._plan()
        self._mailed()
        self.pairing.mentee_enrolment_ids.with_user(self.mentee_user).action_withdraw()
        self.assertEqual(checkin.state, "planned")
        self.assertEqual(checkin.partner_ids, self.mentor)
        file, event = self._calendar(self.mentee)
        self.assertEqual((file["method"], event["uid"]), ("CANCEL", checkin.sudo().uid))
        self.assertEqual(self._mailed()["coordinator"], 1)

    def test_one_that_nobody_is_left_for_is_cancelled(self):
        checkin = self._plan(kind="mentee")
        self.pairing.mentee_enrolment_ids.with_user(self.coordinator).action_withdraw()
        self.assertEqual(checkin.state, "cancelled")
        own = self.coordinator.partner_id
        self.assertEqual(self._calendar(own)[0]["method"], "CANCEL")

    def test_each_reads_it_in_their_own_zone(self):
        self.mentee.tz = "Asia/Tokyo"
        self._plan(date=datetime(2031, 1, 15, 9, 0))
        self.assertIn("18:00", self._mails(self.mentee)[-1].body_html)
        self.assertIn("10:00", self._mails(self.mentor)[-1].body_html)

    def test_an_hour_that_the_clock_skips_is_whole(self):
        """The clock goes forward at 01:00 UTC: 01:45 is followed by 03:00."""
        with freeze_time("2031-03-01 12:00:00"):
            self._plan(date=datetime(2031, 3, 30, 0, 45))
            _file, event = self._calendar(self.mentee)
        start, end = event["dtstart"].dt, event["dtend"].dt
        self.assertEqual((start.hour, start.minute), (1, 45))
        self.assertEqual((end.hour, end.minute), (3, 15))
        self.assertEqual(end.timestamp() - start.timestamp(), 30 * 60)

    def test_who_has_no_address_is_noted_for_staff(self):
        self.mentee.email = False
        self._plan()
        notes = " ".join(self.pairing.message_ids.mapped("body"))
        self.assertIn("Bas de Groot", notes)

    def test_what_the_server_makes_mails_nobody(self):
        self._mailed()
        checkin = self._plan(user=self.env.ref("base.user_root")).sudo()
        checkin.date += timedelta(days=1)
        self.assertEqual(self._mailed(), {})
