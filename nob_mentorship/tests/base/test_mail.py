import ast
from datetime import timedelta
from email import policy
from email.utils import getaddresses

import icalendar

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ...tools import zones
from ..common import MentorshipCase
from ..pages import Pages

SUMMER = "2035-07-02 13:30:00"


@tagged("post_install", "-at_install", "fault")
class TestMail(MentorshipCase):
    """A mail's own data: its sender, the address for answers, the time it is about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.mentor | cls.mentee | cls.member).lang = "en_US"

    def _plan(self, user=None, **values):
        user = user or self.mentee_user
        start = self._at(7)
        meetings = self.env["mentorship.meeting"].with_user(user)
        values = {"start": start, "stop": start + timedelta(hours=1), **values}
        return meetings._plan(
            self.pairing.with_user(user),
            {"mode": "in_person", "location": "In het geheim", **values},
        )

    def _answered_at(self, mail):
        return [address for _name, address in getaddresses([mail.reply_to])]

    def _event(self, mail):
        calendar = icalendar.Calendar.from_ical(mail.attachment_ids.raw)
        (event,) = calendar.walk("VEVENT")
        return calendar, event

    def test_an_answer_to_a_meeting_stays_in_the_pair(self):
        meeting = self._plan(self.mentee_user)
        moves = (
            lambda: meeting.with_user(self.mentor_user)._move({"location": "Elders"}),
            meeting.with_user(self.mentor_user).action_cancel,
        )
        for writer, other, act in (
            (self.mentee, self.mentor, lambda: None),
            *((self.mentor, self.mentee, move) for move in moves),
        ):
            act()
            for partner in (writer, other):
                mail = self._mails(partner)[-1]
                whom = writer if partner == other else other
                self.assertEqual(self._answered_at(mail), [whom.email])
                # a yes or no still goes to the member who planned it
                organizer = self._event(mail)[1]["organizer"]
                self.assertEqual(organizer, f"mailto:{self.mentee.email}")

    def test_no_answer_to_a_meeting_reaches_staff(self):
        """A member without an address, and the member who cancels."""
        self.mentee.email = "geen"
        self._plan(self.mentee_user)
        mail = self._mails(self.mentor)[-1]
        self.assertEqual(self._answered_at(mail), [self.mentor.email])
        organizer = self._event(mail)[1]["organizer"]
        self.assertEqual(organizer, f"mailto:{self.mentor.email}")
        self.mentee.email = "mentee@test.example"
        self._plan(self.mentee_user, location="Nog eens")
        self.pairing.with_user(self.coordinator).action_end()
        # both meetings are off, each reads so in one mail
        cancelled = self._mails().filtered("attachment_ids")[-2:]
        for mail in cancelled:
            self.assertEqual(len(mail.attachment_ids), 2)
            self.assertIn("CANCEL", str(mail.attachment_ids[0].raw))

    def _pair_addresses(self):
        return [self.mentor.email, self.mentee.email]

    def test_what_one_member_does_is_answered_to_them(self):
        soon = self.today + timedelta(days=10)
        self.pairing.with_user(self.mentee_user).action_pause(soon)
        self.assertEqual(
            self._answered_at(self._mails(self.mentor)[-1]), [self.mentee.email]
        )
        later = self.pairing.date_end + timedelta(days=30)
        self.pairing.with_user(self.mentor_user).action_prolong(later)
        self.assertEqual(
            self._answered_at(self._mails(self.mentee)[-1]), [self.mentor.email]
        )
        # answers to the programme's mails go to the programme
        self.pairing.with_user(self.coordinator).action_pause(soon + timedelta(days=1))
        contact = self.programme.contact_email
        self.assertEqual(self._answered_at(self._mails(self.mentor)[-1]), [contact])

    def test_the_same_twice_is_told_once(self):
        mentee, pairing = self.mentee_user, self.pairing.with_user(self.mentee_user)
        later = self.pairing.date_end + timedelta(days=400)
        meeting = self._plan()
        values = {"location": "Elders", "start": meeting.start}
        for act in (
            lambda: self._plan(start=meeting.start, stop=meeting.stop),
            lambda: meeting.with_user(mentee)._move(values),
            lambda: pairing.action_pause(self.today + timedelta(days=9)),
            lambda: pairing.action_prolong(later),
        ):
            act()
            before = self._mails()
            act()
            self.assertEqual(self._mails(), before)
        self.assertIs(meeting.with_user(mentee)._move(values), False)
        self.assertEqual(len(self.pairing.meeting_ids), 1)
        self.assertEqual(meeting.sudo().sequence, 1)

    def test_a_subject_is_complete_and_tells_new_from_changed(self):
        meeting = self._plan()
        new = self._mails(self.mentor)[-1].subject
        meeting.with_user(self.mentor_user)._move({"location": "Elders"})
        changed = self._mails(self.mentor)[-1].subject
        meeting.with_user(self.mentee_user).action_cancel()
        off = self._mails(self.mentor).filtered("attachment_ids")[-1].subject
        self.assertEqual(len({new, changed, off}), 3)
        for subject in (new, changed, off):
            self.assertIn(self.mentee.name, subject)
            self.assertIn(str(meeting.sudo().start.year), subject)

    def test_each_reads_their_own_time_and_its_name(self):
        self.mentor_user.tz = "America/New_York"
        start = fields.Datetime.to_datetime(SUMMER)
        self._plan(start=start, stop=start + timedelta(hours=1))
        told = {
            partner: self._mails(partner)[-1].body_html
            for partner in (self.mentor, self.mentee)
        }
        self.assertIn("09:30 (Eastern Daylight Time)", told[self.mentor])
        self.assertIn("15:30 (Central European Summer Time)", told[self.mentee])

    def test_a_calendar_has_rules_and_no_list(self):
        start = fields.Datetime.to_datetime(SUMMER)
        self._plan(start=start, stop=start + timedelta(hours=1))
        mail = self._mails(self.mentor)[-1]
        calendar, event = self._event(mail)
        self.assertNotIn(b"RDATE", mail.attachment_ids.raw)
        rules = {
            part.name: part["rrule"].to_ical()
            for part in calendar.walk("VTIMEZONE")[0].subcomponents
        }
        self.assertEqual(
            rules,
            {
                "DAYLIGHT": b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
                "STANDARD": b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            },
        )
        self.assertEqual(event["dtstart"].dt.replace(tzinfo=None).hour, 15)

    def test_mails_ask_for_no_automatic_answer(self):
        self._plan()
        self.pairing.with_user(self.mentee_user).action_end()
        for mail in self._mails():
            headers = ast.literal_eval(mail.headers)
            self.assertEqual(headers["Auto-Submitted"], "auto-generated")
            self.assertEqual(headers["X-Auto-Response-Suppress"], "OOF, AutoReply")
        message = self.env["mail.mail"].create({"subject": "Of another sender"})
        self.assertFalse(message.headers)

    def test_the_queue_is_woken_once_for_a_transaction(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.env.cr.flush()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        meeting = self._plan()
        meeting.with_user(self.mentor_user).action_cancel()
        for _twice in range(2):
            self.env.cr.flush()
            woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            self.assertEqual(len(woken), 1)
            self._plan(location="Nog eens")
        self.assertLessEqual(woken.call_at, fields.Datetime.now())

    def test_a_trigger_of_another_transaction_is_not_ours(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        of_another = cron._trigger()
        of_another.flush_recordset()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._plan()
            self.env.cr.flush()
            raise ZeroDivisionError
        for _twice in range(2):
            self._plan(location="Nog eens")
            self.env.cr.flush()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(triggers - of_another), 1)

    def test_a_mail_about_a_meeting_can_be_changed(self):
        """As staff do it, and an update: without a meeting, and with one."""
        templates = (
            self.env["mail.template"]
            .search([("model", "=", "mentorship.pairing.member")])
            .filtered(lambda template: "mentorship_meeting" in template.body_html)
        )
        self.assertGreater(len(templates), 2)
        meetings = self.env["mentorship.meeting"]
        meetings.search([]).unlink()
        for has_meeting in (False, True):
            if has_meeting:
                start = self.env.cr.now()
                meetings.create(
                    {
                        "pairing_id": self.pairing.id,
                        "start": start,
                        "stop": start + timedelta(hours=1),
                    }
                )
            for template in templates:
                with self.subTest(f"{template.name} {has_meeting}"):
                    template.write({"subject": f"{template.subject}!"})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            templates[0].subject = "{{ ctx['mentorship_meeting'].no_such_thing }}"

    def test_a_member_with_both_roles_gets_one_mail(self):
        edition = self._open(self._edition(name="2034"))
        both = [
            self._enrol(self.member, role, edition=edition)
            for role in ("mentor", "mentee")
        ]
        self.assertEqual([each.state for each in both], ["accepted"] * 2)
        before = self._mails(self.member)
        edition.action_cancel()
        self.assertEqual(len(self._mails(self.member) - before), 1)

    def test_who_is_told_is_counted_once(self):
        edition = self._open(self._edition(name="2034"))
        for role in ("mentor", "mentee"):
            self._enrol(self.member, role, edition=edition)
        edition.action_close_enrolment()
        said = edition.action_start()["params"]["message"]
        self.assertIn("Told by email: 1 members", said)

    def test_the_end_of_a_line_in_a_name_breaks_nothing(self):
        self.mentor.name = "Vera\r\nBcc: wie@elders.example\nVis"
        self.programme.name = "Test\nprogramme"
        self._plan(location="Zaal 1\nVerdieping 2")
        for partner in (self.mentor, self.mentee):
            mail = self._mails(partner)[-1]
            (values,) = mail._prepare_outgoing_list()
            message = self.env["ir.mail_server"]._build_email__(
                mail.email_from,
                values["email_to"],
                mail.subject,
                values["body"],
                reply_to=mail.reply_to,
                attachments=values["attachments"],
                subtype="html",
            )
            headers = message.as_bytes(policy=policy.SMTP).partition(b"\r\n\r\n")[0]
            self.assertNotIn(b"\nBcc:", headers)
            self.assertEqual(message["Bcc"], None)
            _calendar, event = self._event(mail)
            invited = 2 if partner == self.mentor else 0
            self.assertEqual(len(event.get("attendee", ())), invited)
            self.assertIn("Verdieping 2", event["location"])

    def test_a_mail_names_the_company_of_its_edition(self):
        company = self.env["res.company"].create({"name": "Association B"})
        programme = self._programme("Of B", "OF_B", self.coordinator)
        programme.company_id = company
        edition = self._edition(programme, name="2035", company_id=company.id)
        interests = self.env["mentorship.interest"]._note(programme, self.member)
        self._open(edition)
        mentor = self._enrol(self.mentor, "mentor", edition=edition)
        mentee = self._enrol(self.mentee, "mentee", edition=edition)
        self._pair(mentor, mentee, offer=True)
        for records in (interests, mentor, mentor.member_ids):
            companies = records._mail_get_companies(default=self.env.company)
            self.assertEqual({*companies.values()}, {company})
        for partner in (self.member, self.mentor, self.mentee):
            body = self._mails(partner)[-1].body_html
            self.assertIn("Association B", body)
            self.assertNotIn(self.env.company.name, body)
        of_none = self.pairing.member_ids
        of_none.edition_id.sudo().company_id = False
        companies = of_none._mail_get_companies(default=self.env.company)
        self.assertEqual({*companies.values()}, {self.env.company})

    def test_the_next_meeting_stands_on_top(self):
        for days in (20, 5, 10):
            self._plan(start=self._at(days), stop=self._at(days, 1))
        cancelled = self._plan(start=self._at(30), stop=self._at(30, 1))
        cancelled.with_user(self.mentee_user).action_cancel()
        for days in (-5, -2):
            self._plan(start=self._at(days), stop=self._at(days, 1), held=True)
        pages = Pages(self.env, self.mentee_user)
        page = pages.pairing(self.pairing.sudo(), self.mentee)
        for name, expected in (
            ("meetings", [5, 10, 20]),
            ("earlier_meetings", [-2, -5, 30]),
        ):
            meetings = self.env["mentorship.meeting"].browse(
                meeting["id"] for meeting in page[name]
            )
            days = [(each.start - self._at(0)).days for each in meetings]
            self.assertEqual(days, expected)

    def _at(self, days, hours=0):
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return now + timedelta(days=days, hours=hours)


@tagged("post_install", "-at_install", "fault")
class TestZones(BaseCase):
    """Rules of a clock, for calendars."""

    def test_a_zone_has_rules_or_is_left_to_utc(self):
        for name, parts in (
            ("Europe/Amsterdam", 2),
            ("America/New_York", 2),
            ("Australia/Lord_Howe", 2),
            # in winter this one looks like UTC, and is not
            ("Europe/London", 2),
            ("Asia/Tokyo", 1),
            # had a summer time once
            ("America/Sao_Paulo", 1),
        ):
            with self.subTest(name):
                zone = zones.component(name, 2030)
                self.assertEqual(len(zone.subcomponents), parts)
                self.assertNotIn(b"RDATE", zone.to_ical())
        for name in ("Africa/Casablanca", "Asia/Jerusalem", "UTC"):
            self.assertIsNone(zones.component(name, 2030))
