import re
from datetime import timedelta

import icalendar
import vobject

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ...models.pairing.calendar_address import PATH, SHOWN_BACK, SHOWN_CANCELLED
from ..common import MentorshipCase
from ..queries import recorded_queries

PROFILE = "/my/mentorship/profile"
LINK = "https://video.example/geheim"
MOST_QUERIES = 12
"""The maximum number of queries of a calendar, however many meetings are in it."""


class CalendarCase(MentorshipCase):
    """A pair with a meeting, and a member with a calendar address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.name = "Anouk de Wit"
        cls.env["res.lang"]._activate_lang("en_US")
        cls.mentee.lang = "en_US"
        cls.pairing = cls._active_pair().sudo()
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.meeting = cls._meet(days=7, mode="video", video_url=LINK)
        cls.addresses = cls.env["mentorship.calendar.address"]
        cls.path = cls.addresses._make(cls.mentee)
        cls.own = cls.addresses._of(cls.mentee)
        cls.env.flush_all()

    @classmethod
    def _meet(cls, pairing=None, days=0, **values):
        pairing = pairing or cls.pairing
        start = cls.now + timedelta(days=days)
        return pairing.meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendee_ids": pairing.member_ids.partner_id.ids,
                "planner_id": pairing.member_ids.partner_id[0].id,
                **values,
            }
        )

    def _found(self, path=None):
        path = self.path if path is None else path
        return self.addresses._find(path.removeprefix(PATH))

    def _events(self):
        """Return {uid: event} of what the address gives."""
        calendar = icalendar.Calendar.from_ical(self.own._calendar())
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


@tagged("post_install", "-at_install")
class TestCalendarAddress(CalendarCase):
    """A member's private address gives their own meetings, and no others (P24)."""

    def test_an_event_says_only_mentoring_at_its_time(self):
        raw = self.own._calendar().decode()
        (event,) = vobject.readOne(raw).vevent_list
        self.assertEqual(event.summary.value, "Mentoring")
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), self.meeting.start)
        self.assertEqual(event.dtend.value.replace(tzinfo=None), self.meeting.stop)
        self.assertEqual(event.uid.value, self.meeting.uid)
        self.assertEqual(event.status.value, "CONFIRMED")
        names = {child.name for child in event.getChildren()}
        self.assertLessEqual({"SEQUENCE", "DTSTAMP", "CLASS"}, names)
        for name in ("LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE", "URL"):
            self.assertNotIn(name, names)
        for secret in (self.mentor.name, self.mentor.email, LINK, "METHOD"):
            self.assertNotIn(secret, raw)

    def test_with_names_it_says_who_and_where(self):
        self.own.with_names = True
        office = self._meet(days=9, location="At the office; room 2\nUpstairs")
        events = self._events()
        for meeting, place in ((self.meeting, LINK), (office, office.location)):
            event = events[meeting.uid]
            self.assertEqual(event["summary"], f"Mentoring with {self.mentor.name}")
            self.assertEqual(event["location"], place)

    def test_it_is_in_the_members_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.mentee.lang = "nl_NL"
        self.own.with_names = True
        summary = self._events()[self.meeting.uid]["summary"]
        self.assertEqual(summary, f"Mentorgesprek met {self.mentor.name}")

    def test_a_form_without_names_makes_no_address_with_names(self):
        addresses = self.env["mentorship.calendar.address"]
        self.own.with_names = True
        addresses._make(self.mentee)
        self.assertTrue(self.own.with_names)
        addresses._make(self.mentee, False)
        self.assertFalse(self.own.with_names)

    def test_what_is_moved_or_cancelled_changes_there(self):
        moved = self.meeting.start + timedelta(days=1)
        mine = self.meeting.with_user(self.mentor_user)
        mine._move({"start": moved, "stop": moved + timedelta(hours=1)})
        event = self._events()[self.meeting.uid]
        self.assertEqual(event["sequence"], 1)
        self.assertEqual(event["dtstart"].dt.replace(tzinfo=None), moved)
        mine.action_cancel()
        event = self._events()[self.meeting.uid]
        self.assertEqual((event["sequence"], event["status"]), (2, "CANCELLED"))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mentorship_meeting SET write_date = %s WHERE id = %s",
            [self.now - SHOWN_CANCELLED - timedelta(days=1), self.meeting.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._events(), {})

    def test_it_goes_back_two_months(self):
        days = SHOWN_BACK.days
        old, recent = self._meet(days=-days - 1), self._meet(days=1 - days)
        recent.with_user(self.mentee_user).action_hold()
        self.assertEqual(set(self._events()), {recent.uid, self.meeting.uid})
        self.assertNotIn(old.uid, self._events())

    def test_another_pairs_meeting_is_not_in_it(self):
        group, _mentor, _mentees, _users = self._group()
        theirs = self._meet(group.sudo(), days=3)
        self.assertNotIn(theirs.uid, self._events())
        # an invitation to a meeting of a pairing that the member is not in
        theirs.attendee_ids |= self.mentee
        self.assertNotIn(theirs.uid, self._events())

    def test_who_left_a_group_sees_its_meetings_no_longer(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            group.with_user(user).action_accept_offer()
        meeting = self._planned(group, self.mentor_user)
        self.addresses._make(users[0].partner_id)
        self.own = self.addresses._of(users[0].partner_id)
        self.assertEqual(list(self._events()), [meeting.uid])
        group.with_user(users[2]).action_accept_offer()
        group.with_user(users[0]).action_end()
        self.assertEqual(self._events(), {})

    def test_only_the_whole_token_opens_it(self):
        self.assertEqual(self._found(), self.own)
        for wrong in (
            "",
            ".ics",
            self.path.removesuffix(".ics"),
            self.path[:-5] + ".ics",
            self.path.swapcase().replace(".ICS", ".ics"),
            self.path.replace(".ics", ".ICS"),
            self.path.replace(".ics", "\x00.ics"),
            self.path.replace(".ics", "\n.ics"),
            self.path.replace(".ics", ".ics.ics"),
            f"{PATH}../{self.path.removeprefix(PATH)}",
            f"{PATH}{'a' * 100_000}.ics",
            f"{PATH}{'é' * 43}.ics",
            f"{PATH}{'%' * 43}.ics",
            f"{PATH}{self.own.token_hash}.ics",
            f"{PATH}{self.own.token_hash[:43]}.ics",
        ):
            with self.subTest(wrong[:60]):
                self.assertFalse(self._found(wrong))

    def test_the_token_is_stored_nowhere(self):
        token = self.path.removeprefix(PATH).removesuffix(".ics")
        self.assertGreaterEqual(len(token), 43)
        self.env.cr.execute(
            "SELECT row_to_json(a)::text FROM mentorship_calendar_address a"
        )
        for (row,) in self.env.cr.fetchall():
            self.assertNotIn(token, row)

    def test_a_new_one_ends_the_old_one_and_keeps_the_choice(self):
        self.own.with_names = True
        new = self.addresses._make(self.mentee)
        self.assertFalse(self._found())
        self.assertEqual(self._found(new), self.own)
        self.assertTrue(self.own.with_names)
        self.own.unlink()
        self.assertFalse(self._found(new))

    def test_an_archived_or_closed_member_has_none(self):
        for record in (self.mentee_user, self.mentee):
            record.active = False
            with self.subTest(record._name):
                self.assertFalse(self._found())
        self.mentee.active = True
        self.assertFalse(self._found())
        self.mentee_user.active = True
        self.assertEqual(self._found(), self.own)

    def test_erasure_deletes_it(self):
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.own.exists())
        self.assertFalse(self._found())

    def test_who_takes_part_in_nothing_loses_it(self):
        self.own.made_on = self.today - SHOWN_BACK - timedelta(days=1)
        sign_up = self.pairing.mentee_enrolment_ids
        self._run_day()
        self.assertTrue(self.own.exists())
        self.pairing.with_user(self.mentee_user).action_end()
        sign_up.action_withdraw()
        self._run_day()
        self.assertFalse(self.own.exists())

    def test_no_interface_reads_a_row(self):
        for user in (
            self.mentee_user,
            self.mentor_user,
            self.employee,
            self.coordinator,
            self.manager,
            self.administrator,
        ):
            mine = self.own.with_user(user)
            for attempt in (
                lambda mine=mine: mine.read(["id"]),
                lambda mine=mine: mine.search([]),
                lambda mine=mine: mine.write({"with_names": True}),
                lambda mine=mine: mine.unlink(),
            ):
                with self.subTest(user.name), self.assertRaises(AccessError):
                    attempt()
        self.assertNotIn("token_hash", self.own.with_user(self.manager).fields_get())

    def test_two_contacts_that_are_merged_have_one(self):
        double = self.mentee.copy({"name": "Mentee again"})
        self.addresses._make(double)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mentee | double).ids, self.mentee)
        self.env.invalidate_all()
        self.assertEqual(len(self.addresses._of(self.mentee)), 1)


@tagged("post_install", "-at_install")
class TestCalendarQueries(CalendarCase):
    """A calendar costs as many queries, however many meetings are in it."""

    def _queries(self, names):
        self.own.with_names = names
        self.env.flush_all()
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self._found()._calendar()
        return len(queries)

    def test_sixty_meetings_send_as_many_queries_as_one(self):
        few = [self._queries(names) for names in (False, True)]
        for number in range(59):
            self._meet(days=number)
        self.assertEqual(len(self._events()), 60)
        many = [self._queries(names) for names in (False, True)]
        self.assertEqual(many, few)
        self.assertLessEqual(max(many), MOST_QUERIES)


@tagged("post_install", "-at_install")
class TestCalendarPages(HttpCase, CalendarCase):
    """The section on the profile, and what a phone gets."""

    def _send(self, **form):
        page = self.url_open(PROFILE).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        before = re.search(r'name="before" value="([^"]*)"', page)[1]
        form = {"csrf_token": token, "before": before, **form}
        return self.url_open(PROFILE, data=form)

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def test_a_phone_gets_it_without_a_login(self):
        answer = self._get()
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/calendar"))
        self.assertEqual(answer.headers["Cache-Control"], "no-store, private")
        self.assertNotIn("Set-Cookie", answer.headers)
        (event,) = vobject.readOne(answer.text).vevent_list
        self.assertEqual(event.uid.value, self.meeting.uid)
        head = self._get(method="HEAD")
        self.assertEqual((head.status_code, head.text), (200, ""))

    def test_every_other_address_answers_the_same(self):
        self.own.unlink()
        answers = {
            (
                answer.status_code,
                answer.text,
                answer.headers["Content-Type"],
                answer.headers["Cache-Control"],
            )
            for path in (
                self.path,
                self.path[:-5] + ".ics",
                self.path.removesuffix(".ics"),
                f"{PATH}x",
                f"{PATH}x/y.ics",
                f"{PATH}{'a' * 5000}.ics",
                f"{PATH}%00.ics",
                f"{PATH}%ff%fe.ics",
                f"{PATH}{'a' * 43}.ics?token=1",
            )
            for answer in [self._get(path)]
        }
        self.assertEqual(
            answers,
            {(404, "Not found", "text/plain; charset=utf-8", "no-store, private")},
        )

    def test_fetching_it_writes_nothing(self):
        for _warm in range(2):
            self._get()
        with recorded_queries() as queries:
            self._get()
        wrote = [
            text
            for text, _rows in queries
            if re.match(r"\s*(INSERT|UPDATE|DELETE)", text, re.IGNORECASE)
        ]
        self.assertEqual(wrote, [])
        self.assertLessEqual(len(queries), 30)

    def test_no_form_changes_anything_there(self):
        for verb in ("POST", "PUT", "DELETE"):
            answer = self._get(method=verb)
            self.assertIn(answer.status_code, (400, 404, 405), verb)

    def test_a_member_makes_changes_and_stops_it(self):
        self.own.unlink()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.assertNotIn('value="calendar_names"', self.url_open(PROFILE).text)
        made = self._send(do="calendar")
        self.assertEqual(made.status_code, 200)
        self.assertIn("no-store", made.headers["Cache-Control"])
        first = re.search(rf"{PATH}[\w-]+\.ics", made.text)[0]
        self.assertIn(f'value="{self.mentee.get_base_url()}{first}"', made.text)
        self.assertIn('href="webcal://', made.text)
        self.assertEqual(self._get(first).status_code, 200)
        # shown once
        page = self.url_open(PROFILE).text
        self.assertNotIn(PATH, page)
        self.assertIn('value="calendar_names"', page)
        self.assertNotIn(LINK, self._get(first).text)
        self._send(do="calendar_names", with_names="1")
        self.assertIn(LINK, self._get(first).text)
        self._send(do="calendar_names")
        self.assertNotIn(LINK, self._get(first).text)
        second = re.search(rf"{PATH}[\w-]+\.ics", self._send(do="calendar").text)[0]
        self.assertEqual(self._get(first).status_code, 404)
        self.assertEqual(self._get(second).status_code, 200)
        self._send(do="calendar_stop")
        self.assertEqual(self._get(second).status_code, 404)
        for deed in ("calendar_stop", "calendar_names"):
            self.assertEqual(self._send(do=deed).status_code, 200)

    def test_a_page_with_a_new_address_that_is_reloaded_makes_no_other(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        for before in (self.own._mark(), ""):
            if not before:
                self.own.unlink()
            made = self._send(do="calendar", before=before)
            path = re.search(rf"{PATH}[\w-]+\.ics", made.text)[0]
            for again in (before, "", "x", "\x00"):
                answer = self._send(do="calendar", before=again)
                self.assertEqual(answer.status_code, 422)
                self.assertNotIn(PATH, answer.text)
                self.assertIn('value="calendar_names"', answer.text)
            self.assertEqual(self._get(path).status_code, 200)
            self.own = self.addresses._of(self.mentee)

    def test_the_export_tells_of_it_and_not_what_it_is(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = self.url_open("/my/mentorship/export").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"csrf_token": token, "format": "json"}
        answer = self.url_open("/my/mentorship/export", data=form).json()
        (told,) = answer["calendar_address"]
        self.assertEqual(told["since"], str(self.own.made_on))
        self.assertIn(told["with_names"], ("No", "Nee"))
        self.assertNotIn(self.own.token_hash, str(answer))
