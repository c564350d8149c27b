from datetime import datetime, timedelta

import icalendar
from freezegun import freeze_time

from odoo.tests import tagged

from ...portal.learning import session as session_page
from ..pages import Pages
from ..queries import recorded_queries
from .sessions import SessionCase


@tagged("post_install", "-at_install")
class TestSessionLeaving(SessionCase):
    """Calendars, reminders, the export, and what stays of a person (P24, N9, R63)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addresses = cls.env["mentorship.calendar.address"]
        cls.addresses._make(cls.mentee, True)
        cls.own = cls.addresses._of(cls.mentee)

    def _events(self):
        calendar = icalendar.Calendar.from_ical(self.own._calendar())
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    def test_a_place_is_in_the_members_calendar_and_follows(self):
        self.assertNotIn(self.session.uid, self._events())
        self._sign_up(self.mentee_user)
        event = self._events()[self.session.uid]
        self.assertEqual(event["summary"], "Your goals on paper")
        self.assertEqual(event["location"], "Brugstraat 12")
        self.session.write({"start": self.session.start + timedelta(hours=2)})
        self.assertEqual(self._events()[self.session.uid]["sequence"], 1)
        self.session.action_cancel()
        self.assertEqual(self._events()[self.session.uid]["status"], "CANCELLED")

    def test_without_names_a_calendar_says_only_mentoring(self):
        self.own.with_names = False
        self._sign_up(self.mentee_user)
        event = self._events()[self.session.uid]
        self.assertEqual(event["summary"], "Mentoring")
        self.assertNotIn("location", event)

    def test_who_waits_has_nothing_in_the_calendar(self):
        self._sign_up(self.guests[0], self.guests[1], self.mentee_user)
        self.assertNotIn(self.session.uid, self._events())

    def _hour(self, days):
        moment = datetime.combine(self.today, datetime.min.time())
        moment += timedelta(days=days, hours=11)
        with freeze_time(moment), self._on(self.today + timedelta(days=days)):
            self._run_timetable()

    def test_the_timetable_reminds_those_who_have_a_place_the_day_before(self):
        noon = datetime.combine(self.today, datetime.min.time()) + timedelta(hours=13)
        session = self._session(places=1, name="Tomorrow")
        session.sudo().write(
            {
                "start": noon + timedelta(days=9),
                "stop": noon + timedelta(days=9, hours=1),
            }
        )
        self._sign_up(self.mentee_user, self.mentor_user, session=session)
        for days in (7, 8, 8, 9, 10):
            self._hour(days)
        ledger = self.env["mentorship.reminder.sent"].search(
            [("event", "=", "session_ahead")]
        )
        self.assertEqual(ledger.partner_id, self.mentee)
        self.assertEqual(ledger.due_on, self.today + timedelta(days=8))
        self.assertIn("Tomorrow", self._last(self.mentee).subject)

    def test_who_got_the_place_today_is_not_reminded_as_well(self):
        morning = datetime.combine(self.today, datetime.min.time())
        noon = morning + timedelta(days=1, hours=13)
        session = self._session(name="Tomorrow")
        session.sudo().write({"start": noon, "stop": noon + timedelta(hours=1)})
        self._sign_up(self.mentee_user, self.mentor_user, session=session)
        self.env.flush_all()
        lines = session.sudo().line_ids
        for line, hours in zip(lines.sorted("id"), (9, -9), strict=True):
            self.env.cr.execute(
                "UPDATE mentorship_session_attendee SET write_date = %s WHERE id = %s",
                [morning + timedelta(hours=hours), line.id],
            )
        self.env.invalidate_all()
        self._hour(0)
        ledger = self.env["mentorship.reminder.sent"].search(
            [("event", "=", "session_ahead")]
        )
        self.assertEqual(ledger.partner_id, self.mentor)

    def _cost(self):
        """Return how many queries the calendar sends."""
        self.env.flush_all()
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self.addresses._of(self.mentee)._calendar()
        return len(queries)

    def test_many_places_cost_the_calendar_no_query_more(self):
        self._sign_up(self.mentee_user)
        few = self._cost()
        for days in (11, 12, 13):
            self._sign_up(self.mentee_user, session=self._session(days=days))
        self.assertEqual(len(self._events()), 4)
        self.assertEqual(self._cost(), few)

    def test_the_export_has_ones_own_sessions_and_topics(self):
        self._sign_up(self.mentee_user)
        requests = self.env["mentorship.session.request"]
        requests.with_user(self.mentee_user)._propose(self.edition, "A topic of mine")
        answer = Pages(self.env, self.mentee_user).export(self.mentee)
        (session,) = answer["sessions"]
        self.assertEqual(session["name"], "Your goals on paper")
        self.assertEqual(answer["session_requests"][0]["topic"], "A topic of mine")
        self.assertEqual(answer["session_voices"], ["A topic of mine"])
        others = Pages(self.env, self.mentor_user).export(self.mentor)
        self.assertNotIn("A topic of mine", str(others))

    def test_erasure_frees_the_place_and_keeps_the_numbers(self):
        past = self._session(days=3)
        self._sign_up(self.mentee_user, session=past)
        self._now(past)
        past.with_user(self.mentee_user)._confirm(past.sudo().room_code)
        self._sign_up(self.mentee_user, *self.guests)
        requests = self.env["mentorship.session.request"].with_user(self.mentee_user)
        proposed = requests._propose(self.edition, "A topic of mine")
        opened = requests._propose(self.edition, "Another one").sudo()
        opened.action_approve()
        self.env["mentorship.session.try"]._count(self.session, self.mentee)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(proposed.exists())
        self.assertFalse(opened.partner_id)
        self.assertEqual(opened.voice_count, 0)
        self.assertNotIn(self.mentee, self._lines())
        self.assertEqual(self._lines()[self.guests[1].partner_id], "going")
        self.assertEqual(past.attended_count, 1)
        self.assertNotIn(self.mentee, past.sudo().line_ids.partner_id)
        self.assertFalse(
            self.env["mentorship.session.try"].search(
                [("partner_id", "=", self.mentee.id)]
            )
        )

    def test_erasure_takes_a_member_who_is_done_off_what_is_to_come(self):
        self._sign_up(self.mentee_user, *self.guests)
        self.pairing.mentee_enrolment_ids.sudo().state = "completed"
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(len(self._lines()), len(self.guests))
        self.assertEqual(self._lines()[self.guests[1].partner_id], "going")

    def test_contacts_that_become_one_person_have_one_place(self):
        first, second = self.guests[0].partner_id, self.guests[1].partner_id
        self._sign_up(self.guests[0], self.guests[1], self.guests[2])
        sessions = self.env["mentorship.session"].sudo()
        sessions._make_one((first | second).ids)
        self.assertNotIn(second, self._lines())
        self.assertEqual(self._lines()[first], "going")
        self.assertEqual(self._lines()[self.guests[2].partner_id], "going")


@tagged("post_install", "-at_install")
class TestSessionPage(SessionCase):
    """What members read of a session: how many come, and never who (R51)."""

    def _page(self, user, session=None):
        session = (session or self.session).sudo()
        return Pages(self.env, user).session(session, user.partner_id)["session"]

    def test_members_read_how_many_others_come(self):
        self._sign_up(self.mentee_user, self.guests[0])
        shown = self._page(self.mentee_user)
        self.assertEqual(shown["others"], "1 other comes.")
        self.assertEqual(self._page(self.mentor_user)["others"], "2 others come.")
        for user in (self.mentee_user, self.mentor_user):
            self.assertNotIn(self.guests[0].name, str(self._page(user)))

    def test_the_link_is_for_those_who_have_a_place(self):
        link = "https://video.example/briefing"
        session = self._session(days=9, mode="video", video_url=link)
        self.assertNotIn(link, str(self._page(self.mentee_user, session)))
        self._sign_up(self.mentee_user, session=session)
        self.assertEqual(self._page(self.mentee_user, session)["join"], link)

    def test_the_overview_shows_what_is_ahead(self):
        values = Pages(self.env, self.mentee_user).overview(self.mentee)
        (line,) = values["learning"]["lines"]
        self.assertEqual(line["name"], "Your goals on paper")
        self.assertIsNone(line["state"])
        self._sign_up(self.mentee_user)
        values = Pages(self.env, self.mentee_user).overview(self.mentee)
        self.assertEqual(values["learning"]["lines"][0]["state"], "You have a place")
        stranger = Pages(self.env, self.member_user).overview(self.member)
        self.assertIsNone(stranger["learning"])

    def test_without_a_session_ahead_the_overview_costs_no_query(self):
        self._sign_up(self.mentee_user)
        own = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", self.mentee.id)]
        )
        for act, found in (
            (lambda: None, 1),
            (self.session.action_cancel, 0),
        ):
            act()
            self.env.flush_all()
            self.env.invalidate_all()
            own.mapped("state")
            own.edition_id.mapped("state")
            with recorded_queries() as queries:
                shown = session_page.home(self.env, self.mentee, own)
            self.assertEqual(len(shown["lines"]), found)
            self.assertEqual(bool(queries), bool(found))

    def test_of_one_that_was_cancelled_no_place_is_left(self):
        self._sign_up(self.mentee_user, *self.guests[:2])
        self.session.action_cancel()
        for user in (self.mentee_user, self.guests[1]):
            shown = self._page(user)
            self.assertTrue(shown["cancelled"])
            self.assertFalse(shown["state"])
            self.assertFalse(shown["waits"] or shown["may_sign_off"])

    def test_what_can_be_done_follows_from_the_moment(self):
        shown = self._page(self.mentee_user)
        self.assertTrue(shown["may_sign_up"])
        self.assertFalse(shown["may_sign_off"] or shown["asks_code"])
        self._sign_up(self.mentee_user)
        shown = self._page(self.mentee_user)
        self.assertTrue(shown["may_sign_off"] and shown["calendar"])
        self._now()
        shown = self._page(self.mentee_user)
        self.assertTrue(shown["asks_code"])
        self.assertFalse(shown["may_sign_off"])
