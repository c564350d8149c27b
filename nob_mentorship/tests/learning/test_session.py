from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .sessions import HOUR, SessionCase


@tagged("post_install", "-at_install")
class TestSession(SessionCase):
    """Staff plan, publish, move and cancel a session (R51)."""

    def _typed(self, day, clock, **values):
        sessions = self.env["mentorship.session"].with_user(self.coordinator)
        return sessions.create(
            {
                "edition_id": self.edition.id,
                "name": "A workshop",
                "day": day,
                "clock": clock,
                "minutes": 90,
                **values,
            }
        )

    def test_a_time_is_typed_in_the_time_zone_of_the_association(self):
        self.env.company.partner_id.tz = "Europe/Amsterdam"
        self.coordinator.tz = "America/New_York"
        session = self._typed("2035-07-02", "19.30")
        self.assertEqual(session.start, datetime(2035, 7, 2, 17, 30))
        self.assertEqual(session.stop - session.start, timedelta(minutes=90))
        self.assertEqual((session.clock, session.minutes), ("19:30", 90))
        self.assertEqual(session.zone, "Europe/Amsterdam")
        session.clock = "20:00"
        self.assertEqual(session.start, datetime(2035, 7, 2, 18))
        self.assertEqual(session.stop - session.start, timedelta(minutes=90))

    def test_a_time_that_the_clock_skips_is_refused_with_the_nearest_ones(self):
        with self.assertRaisesRegex(ValidationError, "01:59 and 03:00"):
            self._typed("2035-03-25", "02:30")
        session = self._typed("2035-03-25", "03:00")
        with self.assertRaisesRegex(ValidationError, "01:59 and 03:00"):
            session.clock = "02:30"

    def test_a_time_that_comes_twice_is_the_first_and_its_name_says_so(self):
        session = self._typed("2035-10-28", "02:30")
        self.assertEqual(session.start, datetime(2035, 10, 28, 0, 30))
        self.mentor.tz = "Europe/Amsterdam"
        self.assertIn("Summer", session._when(self.mentor))

    def test_what_cannot_be_a_time_comes_back_in_words(self):
        for day, clock in (
            ("2035-07-02", "half past seven"),
            ("2035-07-02", "25:00"),
            ("2035-07-02", "\0"),
            ("2035-02-31", "19:30"),
            ("gisteren", "19:30"),
            ("9999-12-31", "19:30"),
            (False, "19:30"),
        ):
            with self.subTest(day=day, clock=clock), self.assertRaises(ValidationError):
                self._typed(day, clock)
        for minutes in (0, -1, 10**9, "x"):
            with self.subTest(minutes=minutes), self.assertRaises(ValidationError):
                self._typed("2035-07-02", "19:30", minutes=minutes)

    def test_members_see_it_once_it_is_published_and_are_told_once(self):
        draft = self._session(days=9, publish=False, audience="mentor")
        seen = self.env["mentorship.session"]
        domain = seen._member_domain(self.mentor)
        self.assertNotIn(draft, seen.search(domain))
        before = self._mails()
        draft.action_publish()
        draft.action_publish()
        told = self._mails() - before
        self.assertEqual(told.recipient_ids, self.mentor)
        self.assertIn(draft.name, told.subject)
        self.assertIn(draft, seen.search(domain))
        self.assertNotIn(draft, seen.search(seen._member_domain(self.mentee)))

    def test_a_draft_that_is_cancelled_is_there_for_no_member(self):
        draft = self._session(days=9, publish=False)
        draft.action_cancel()
        self.session.action_cancel()
        seen = self.env["mentorship.session"]
        seen = seen.search(seen._member_domain(self.mentee))
        self.assertNotIn(draft, seen)
        self.assertIn(self.session, seen)

    def test_one_in_the_past_or_of_an_edition_that_is_over_is_not_published(self):
        past = self._session(days=-1, publish=False)
        with self.assertRaisesRegex(UserError, "has passed"):
            past.action_publish()
        ahead = self._session(days=3, publish=False)
        self.edition.sudo().state = "closed"
        with self.assertRaisesRegex(UserError, "not under way"):
            ahead.action_publish()

    def test_a_move_sends_everyone_who_signed_up_a_changed_invitation(self):
        self._sign_up(self.mentee_user, self.mentor_user, self.guests[0])
        method, first = self._event(self._last(self.mentee))
        self.assertEqual((method, first["sequence"]), ("REQUEST", 0))
        before = self._mails()
        moved = self.session.start + timedelta(days=1)
        self.session.write({"start": moved})
        self.assertEqual(self.session.stop, moved + HOUR)
        told = self._mails() - before
        waiting = self.guests[0].partner_id
        self.assertEqual(
            told.recipient_ids.sorted(), (self.mentee | self.mentor | waiting).sorted()
        )
        method, event = self._event(self._last(self.mentee))
        self.assertEqual((method, event["sequence"]), ("REQUEST", 1))
        self.assertEqual(event["uid"], first["uid"])
        self.assertEqual(event["dtstart"].dt.utctimetuple()[:5], moved.timetuple()[:5])
        self.assertFalse(self._last(waiting).attachment_ids)
        # the same time again is no change
        before = self._mails()
        self.session.write({"start": moved, "summary": "Bring your question."})
        self.assertFalse(self._mails() - before)
        self.assertEqual(self.session.sequence, 1)

    def test_a_larger_room_is_told_once_to_each(self):
        self._sign_up(self.mentee_user, self.mentor_user, self.guests[0])
        before = self._mails()
        self.session.write({"location": "A larger room", "places": 10})
        told = self._mails() - before
        waited = self.guests[0].partner_id
        self.assertEqual(len(told), 3)
        for partner, words in (
            (self.mentee, "Changed"),
            (self.mentor, "Changed"),
            (waited, "There is a place for you"),
        ):
            mail = told.filtered(lambda one, to=partner: one.recipient_ids == to)
            self.assertIn(words, mail.subject)
            self.assertIn("A larger room", mail.body_html)
            self.assertEqual(self._event(mail)[1]["sequence"], 1)

    def test_it_is_not_moved_to_the_past_nor_once_it_has_begun(self):
        with self.assertRaisesRegex(ValidationError, "has passed"):
            self.session.write({"start": self.now - HOUR})
        self._now()
        with self.assertRaisesRegex(UserError, "has begun"):
            self.session.write({"start": self.now + timedelta(days=1)})

    def test_cancelling_removes_it_from_every_calendar(self):
        self._sign_up(self.mentee_user, self.mentor_user, self.guests[0])
        before = self._mails()
        self.session.action_cancel()
        self.session.action_cancel()
        told = self._mails() - before
        self.assertEqual(len(told), 3)
        method, event = self._event(self._last(self.mentee))
        self.assertEqual((method, event["sequence"]), ("CANCEL", 1))
        self.assertEqual(event["status"], "CANCELLED")
        self.assertEqual(event["uid"], self.session.uid)
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._sign_up(self.guests[1])
        with self.assertRaisesRegex(UserError, "cancelled"):
            self.session.write({"start": self.now + timedelta(days=20)})

    def test_what_is_published_is_cancelled_before_it_is_deleted(self):
        with self.assertRaisesRegex(UserError, "Cancel this session"):
            self.session.unlink()
        self.session.action_cancel()
        self.session.unlink()

    def test_staff_read_that_the_host_is_away_or_busy(self):
        self.coordinator.write(
            {
                "out_of_office_from": self.now + timedelta(days=19),
                "out_of_office_to": self.now + timedelta(days=21),
            }
        )
        session = self._session(days=20, publish=False)
        self.assertIn("out of office", session.clash)
        with self.subTest("two at once"):
            other = self._session(days=20, publish=False, name="Another one")
            session.invalidate_recordset(["clash"])
            self.assertIn("Another one", session.clash)
            session.audience, other.audience = "mentor", "mentee"
            self.assertNotIn("Another one", session.clash)
        asking = session.with_context(mentorship_action="action_publish")
        asked = self.env["mentorship.confirm.wizard"].browse(
            asking.action_ask()["res_id"]
        )
        self.assertIn("out of office", asked.consequences)

    def test_an_edition_that_is_cancelled_cancels_its_sessions(self):
        self._sign_up(self.mentee_user)
        self.edition.with_user(self.coordinator).action_cancel()
        self.assertEqual(self.session.state, "cancelled")
        cancelled = [
            self._event(mail)[0]
            for mail in self._mails(self.mentee)
            if mail.attachment_ids and len(mail.attachment_ids) == 1
        ]
        self.assertIn("CANCEL", cancelled)

    def test_only_staff_of_the_programme_plan_and_cancel(self):
        for user in (
            self.other_coordinator,
            self.employee,
            self.administrator,
            self.mentor_user,
            self.mentee_user,
        ):
            mine = self.session.with_user(user)
            for act in (
                mine.action_publish,
                mine.action_cancel,
                mine.action_everyone_attended,
                mine.action_view_attendees,
                lambda mine=mine: mine.write({"name": "Mine"}),
                lambda mine=mine: mine.read(["name"]),
                mine.unlink,
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    act()
        for name, value in (
            ("state", "draft"),
            ("uid", "x"),
            ("sequence", 9),
            ("room_code", "x"),
            ("organizer_email", "x@test.example"),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                self.session.with_user(self.manager).write({name: value})
