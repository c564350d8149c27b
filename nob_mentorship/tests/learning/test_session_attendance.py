from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ...models.learning.session_attendance import LATE, MOST_TRIES
from ...models.learning.session_attendee import EARLY
from ...tools import room_code
from .sessions import HOUR, SessionCase


@tagged("post_install", "-at_install")
class TestRoomCode(BaseCase):
    """The code of a room, as people type it."""

    def test_case_blanks_and_dashes_do_not_matter(self):
        code = room_code.new()
        self.assertEqual(len(code), room_code.LETTERS)
        shown = room_code.shown(code)
        for typed in (code, shown, shown.lower(), f"  {shown} ", "-".join(code)):
            self.assertTrue(room_code.is_same(code, typed), typed)
        for typed in ("", " ", code[:-1], f"{code}X", "é" * 6, "\0", "x" * 9999):
            self.assertFalse(room_code.is_same(code, typed), typed)
        # without a code, nothing is right
        self.assertFalse(room_code.is_same("", ""))


@tagged("post_install", "-at_install")
class TestSessionAttendance(SessionCase):
    """Who was there: by a list of staff, or a code in the room (R51)."""

    def _confirm(self, user, typed=None):
        code = self.session.sudo().room_code
        typed = code if typed is None else typed
        return self.session.with_user(user)._confirm(typed)

    def test_with_people_in_the_room_it_is_not_moved_and_outlives_its_edition(self):
        self._sign_up(self.mentee_user)
        self._now(minutes=20)
        self.assertTrue(self._confirm(self.mentee_user))
        mine = self.session.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "marked as present"):
            mine.start += timedelta(days=7)
        other = self._session(days=9)
        self.edition.with_user(self.coordinator).action_cancel()
        self._run_jobs()
        self.assertEqual(other.state, "cancelled")
        self.assertEqual(self.session.state, "published")
        self.assertEqual(self.edition.state, "not_planned")
        self.assertEqual(self.sign_ups[0].state, "withdrawn")

    def test_the_code_in_the_room_notes_who_is_there_once(self):
        self._sign_up(self.mentee_user)
        self._now()
        shown = self.session.with_user(self.coordinator).shown_code
        for _twice in range(2):
            self.assertTrue(self._confirm(self.mentee_user, f" {shown.lower()} "))
        self.assertEqual(self._lines(), {self.mentee: "attended"})

    def test_who_comes_in_without_a_place_is_there_all_the_same(self):
        self._sign_up(*self.guests)
        self._now()
        for user in (self.mentee_user, self.guests[2]):
            self.assertTrue(self._confirm(user))
        self.assertEqual(self._lines()[self.mentee], "attended")
        self.assertEqual(self._lines()[self.guests[2].partner_id], "attended")

    def test_who_has_a_place_confirms_it_once_the_mentorship_is_completed(self):
        self._sign_up(self.mentee_user)
        self._now()
        self.pairing.member_ids.enrolment_id.sudo().state = "completed"
        self.env.flush_all()
        self.assertTrue(self._confirm(self.mentee_user))
        with self.assertRaises(AccessError):
            self._confirm(self.mentor_user)
        self.assertEqual(self._lines(), {self.mentee: "attended"})

    def test_a_code_counts_only_around_the_session(self):
        self._sign_up(self.mentee_user)
        early, late = EARLY + timedelta(minutes=5), LATE + timedelta(minutes=5)
        for start in (early, -HOUR - late):
            self._now(minutes=start.total_seconds() / 60)
            self.assertFalse(self._confirm(self.mentee_user))
        self.assertEqual(self._lines(), {self.mentee: "going"})
        # what was tried at another time does not count
        self.assertFalse(self.env["mentorship.session.try"].search([]))

    def test_guessing_ends_after_a_few_tries_and_the_answer_is_the_same(self):
        self._sign_up(self.mentee_user)
        self._now()
        for number in range(MOST_TRIES):
            self.assertFalse(self._confirm(self.mentee_user, f"wrong {number}"))
        self.assertFalse(self._confirm(self.mentee_user))
        self.assertEqual(self._lines(), {self.mentee: "going"})
        # nobody else is kept from it
        self.assertTrue(self._confirm(self.mentor_user))
        line = self.session.line_ids.filtered(
            lambda line: line.partner_id == self.mentee
        )
        line.with_user(self.coordinator).action_attended()
        self.assertTrue(self._confirm(self.mentee_user))

    def test_a_code_opens_nothing_to_people_it_is_not_for(self):
        session = self._session(days=9, audience="mentor")
        self._now(session)
        code = session.sudo().room_code
        for user in (self.mentee_user, self.member_user, self.coordinator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                session.with_user(user)._confirm(code)
        self.assertFalse(session.sudo().line_ids)

    def test_no_member_reads_the_code_or_the_list(self):
        self._sign_up(self.mentee_user)
        for user in (self.mentee_user, self.mentor_user, self.employee):
            for record in (self.session, self.session.line_ids):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_staff_mark_a_list_and_correct_it(self):
        self._sign_up(self.mentee_user, self.mentor_user, self.guests[0])
        lines = self.session.line_ids.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "not begun"):
            lines.action_attended()
        self._now()
        self.session.action_everyone_attended()
        self.assertEqual([*self._lines().values()], ["attended", "attended", "waiting"])
        lines[0].action_absent()
        lines[0].action_absent()
        self.assertEqual(self._lines()[self.mentee], "absent")
        # what staff noted stands
        self.assertFalse(self._confirm(self.mentee_user))
        lines[0].action_attended()
        self.assertEqual(self._lines()[self.mentee], "attended")
        with self.assertRaisesRegex(UserError, "marked as present"):
            self.session.action_cancel()

    def test_staff_of_another_programme_mark_no_one(self):
        self._sign_up(self.mentee_user)
        self._now()
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            for method in ("action_attended", "action_absent"):
                line = self.session.sudo().line_ids.with_user(user)
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(line, method)()
        with self.assertRaises(AccessError):
            self.session.line_ids.with_user(self.manager).write({"state": "attended"})

    def test_who_was_at_a_briefing_is_known_to_what_asks_for_it(self):
        everyone = self.pairing.member_ids.enrolment_id | self.sign_ups[0]
        self.assertFalse(everyone._attended("briefing"))
        self._sign_up(self.mentee_user)
        self._now()
        self.assertFalse(everyone._attended("briefing"))
        self._confirm(self.mentee_user)
        mentee = self.pairing.mentee_enrolment_ids
        self.assertEqual(everyone._attended("briefing"), mentee)
        self.assertFalse(everyone._attended("workshop"))

    def test_a_briefing_of_mentors_prepares_no_mentee(self):
        self.mentee.professional_since = self.today - timedelta(days=9 * 366)
        mentor = self._enrol(self.mentee, "mentor")
        mentee = self.pairing.mentee_enrolment_ids
        session = self._session(days=9, audience="mentor")
        self._now(session)
        session.with_user(self.mentee_user)._confirm(session.sudo().room_code)
        self.assertEqual((mentor | mentee)._attended("briefing"), mentor)
