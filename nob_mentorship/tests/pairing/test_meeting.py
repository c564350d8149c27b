from datetime import timedelta

import icalendar

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestMeeting(MentorshipCase):
    """Meetings are planned, moved, held and cancelled by the pair (R12–R14)."""

    def setUp(self):
        super().setUp()
        self.pairing = self._active_pair()
        self.now = fields.Datetime.now().replace(microsecond=0)

    def _plan(self, user=None, days=7, **values):
        start = self.now + timedelta(days=days)
        return (
            self.env["mentorship.meeting"]
            .with_user(user or self.mentee_user)
            ._plan(
                self.pairing.with_user(user or self.mentee_user),
                {
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "mode": "in_person",
                    "location": "A quiet place",
                    **values,
                },
            )
        )

    def _calendar(self, partner):
        attachment = self._mails(partner)[-1].attachment_ids
        return icalendar.Calendar.from_ical(attachment.raw)

    def test_both_get_an_invitation_with_a_stable_uid_and_rising_sequence(self):
        meeting = self._plan()
        own = self._calendar(self.mentee)
        self.assertEqual(own["method"], "PUBLISH")
        self.assertNotIn("attendee", own.walk("VEVENT")[0])
        first = self._calendar(self.mentor)
        self.assertEqual(first["method"], "REQUEST")
        self.assertTrue(first.walk("VTIMEZONE"))
        (event,) = first.walk("VEVENT")
        self.assertEqual(len(event["attendee"]), 2)
        meeting.with_user(self.mentor_user)._move({"location": "Elsewhere"})
        meeting.with_user(self.mentor_user).action_cancel()
        last = self._calendar(self.mentee)
        (cancelled,) = last.walk("VEVENT")
        self.assertEqual(last["method"], "CANCEL")
        self.assertEqual(cancelled["uid"], event["uid"])
        self.assertEqual((event["sequence"], cancelled["sequence"]), (0, 2))

    def _organizers(self):
        """Return the addresses in the calendars of all mails."""
        return {
            str(calendar.walk("VEVENT")[0]["organizer"])
            for attachment in self._mails().attachment_ids
            for calendar in [icalendar.Calendar.from_ical(attachment.raw)]
        }

    def test_a_meeting_keeps_its_organizer(self):
        meeting = self._plan()
        planner = f"mailto:{self.mentee.email}"
        self.mentee.email = False
        meeting.with_user(self.mentor_user)._move({"location": "Elsewhere"})
        meeting.with_user(self.mentor_user).action_cancel()
        self.assertEqual(self._organizers(), {planner})

    def test_the_organizer_is_erased_with_the_person(self):
        meeting = self._plan().sudo()
        self.assertTrue(meeting.organizer_email)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(meeting.organizer_email or meeting.organizer_name)

    def test_each_reads_the_title_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.mentor.lang, self.mentee.lang = "nl_NL", "en_US"
        self._plan()
        for partner, word in (
            (self.mentor, "Mentorschap"),
            (self.mentee, "Mentorship"),
        ):
            (event,) = self._calendar(partner).walk("VEVENT")
            self.assertTrue(event["summary"].startswith(word))

    def test_a_meeting_is_held_once_it_began(self):
        meeting = self._plan()
        with self.assertRaisesRegex(UserError, "not taken place yet"):
            meeting.with_user(self.mentor_user).action_hold()
        self._plan(days=-2, held=True)
        self.assertEqual(self.pairing.held_meeting_count, 1)

    def test_nobody_else_touches_or_reads_a_meeting(self):
        meeting = self._plan()
        for user in (
            self.member_user,
            self.employee,
            self.coordinator,
            self.manager,
            self.administrator,
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                meeting.with_user(user).action_cancel()
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._plan(user)

    def test_staff_see_that_they_meet_and_not_where(self):
        meeting = self._plan().with_user(self.manager)
        self.assertEqual(meeting.read(["state"])[0]["state"], "planned")
        for name in ("location", "video_url", "uid"):
            with self.subTest(name), self.assertRaises(AccessError):
                meeting.read([name])
        with self.assertRaises(AccessError):
            meeting.search([("location", "ilike", "quiet")])

    def test_what_is_planned_is_called_off_with_the_pairing(self):
        meeting = self._plan()
        self.pairing.with_user(self.mentor_user).action_end()
        self.assertEqual(meeting.state, "cancelled")

    def test_a_link_that_could_run_is_refused(self):
        for link in ("javascript:alert(1)", "data:text/html,x", "nonsense"):
            with self.subTest(link), self.assertRaises(UserError):
                self._plan(mode="video", video_url=link)


@tagged("post_install", "-at_install", "fault")
class TestGroupMeeting(MentorshipCase):
    """The invitations follow the members of the group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing, _mentor, _mentees, cls.users = cls._group()
        for user in (cls.mentor_user, *cls.users[:2]):
            cls.pairing.with_user(user).action_accept_offer()
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=7)
        cls.values = {
            "start": start,
            "stop": start + timedelta(hours=1),
            "mode": "video",
            "video_url": "https://video.example/geheim",
        }
        meetings = cls.env["mentorship.meeting"].with_user(cls.mentor_user)
        cls.meeting = meetings._plan(
            cls.pairing.with_user(cls.mentor_user), cls.values
        ).sudo()

    def _calendars(self, user):
        """Return the methods of the invitations a person got, the last one last."""
        return [
            icalendar.Calendar.from_ical(attachment.raw)["method"]
            for attachment in self._mails(user.partner_id).attachment_ids
        ]

    def test_who_left_gets_one_cancellation_and_no_link_any_more(self):
        left, stays = self.users[:2]
        late = self.users[2]
        self.pairing.with_user(late).action_accept_offer()
        self.pairing.with_user(left).action_end()
        self.assertEqual(self.pairing.state, "active")
        self.assertEqual(self._calendars(left), ["REQUEST", "CANCEL"])
        moved = self.values["start"] + timedelta(days=1)
        self.meeting.with_user(self.mentor_user)._move(
            {**self.values, "start": moved, "stop": moved + timedelta(hours=1)}
        )
        self.assertEqual(self._calendars(left), ["REQUEST", "CANCEL"])
        self.assertEqual(self._calendars(stays), ["REQUEST", "REQUEST"])
        self.assertNotIn(left.partner_id, self.meeting.attendee_ids)
        subject = self._mails(left.partner_id).filtered("attachment_ids")[-1].subject
        self.assertRegex(subject, "You have left|Je hebt je groep verlaten")

    def test_who_joined_gets_what_is_planned(self):
        late = self.users[2]
        self.assertEqual(self._calendars(late), [])
        self.pairing.with_user(late).action_accept_offer()
        self.assertEqual(self._calendars(late), ["REQUEST"])
        self.assertEqual(self._calendars(self.users[0]), ["REQUEST"])
        self.meeting.with_user(self.mentor_user).action_cancel()
        self.assertEqual(self._calendars(late), ["REQUEST", "CANCEL"])
