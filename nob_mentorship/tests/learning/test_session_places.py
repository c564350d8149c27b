from datetime import timedelta

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sessions import SessionCase


@tagged("post_install", "-at_install")
class TestSessionPlaces(SessionCase):
    """Who has a place, who waits, and who gets the next one (R51)."""

    def test_a_place_comes_with_an_invitation_that_names_no_one_else(self):
        self._sign_up(self.mentor_user, self.mentee_user)
        method, event = self._event(self._last(self.mentee))
        self.assertEqual(method, "REQUEST")
        self.assertEqual(event["organizer"], f"mailto:{self.programme.contact_email}")
        raw = self._last(self.mentee).attachment_ids.raw.decode()
        self.assertNotIn(self.mentor.email, raw)
        self.assertNotIn(self.mentor.name, raw)

    def test_twice_is_once(self):
        before = self._mails()
        self._sign_up(self.mentee_user, self.mentee_user)
        self.assertEqual(self._lines(), {self.mentee: "going"})
        self.assertEqual(len(self._mails() - before), 1)

    def test_who_comes_when_it_is_full_waits_and_gets_the_first_free_place(self):
        first, second, third = self.guests
        self._sign_up(self.mentee_user, first, second, third)
        self.assertEqual(
            [*self._lines().values()], ["going", "going", "waiting", "waiting"]
        )
        before = self._mails()
        self.session.with_user(first)._sign_off()
        told = self._mails() - before
        self.assertEqual(
            told.recipient_ids.sorted(), (first.partner_id | second.partner_id).sorted()
        )
        self.assertEqual(self._event(self._last(first.partner_id))[0], "CANCEL")
        self.assertEqual(self._event(self._last(second.partner_id))[0], "REQUEST")
        states = self._lines()
        self.assertNotIn(first.partner_id, states)
        self.assertEqual(states[second.partner_id], "going")
        self.assertEqual(states[third.partner_id], "waiting")
        # who comes back is behind the others
        self._sign_up(first)
        self.session.with_user(self.mentee_user)._sign_off()
        self.assertEqual(self._lines()[third.partner_id], "going")
        self.assertEqual(self._lines()[first.partner_id], "waiting")

    def test_a_calendar_gets_a_higher_number_when_a_place_ends(self):
        self._sign_up(self.mentee_user, self.guests[0])
        (_method, begun) = self._event(self._last(self.mentee))
        self.session.with_user(self.mentee_user)._sign_off()
        method, over = self._event(self._last(self.mentee))
        self.assertEqual((method, over["uid"]), ("CANCEL", begun["uid"]))
        self.assertGreater(over["sequence"], begun["sequence"])
        self._sign_up(self.mentee_user)
        method, again = self._event(self._last(self.mentee))
        self.assertEqual(method, "REQUEST")
        self.assertGreaterEqual(again["sequence"], over["sequence"])
        self.sign_ups[0].with_user(self.guests[0]).action_withdraw()
        method, left = self._event(self._last(self.guests[0].partner_id))
        self.assertEqual(method, "CANCEL")
        self.assertGreater(left["sequence"], again["sequence"])

    def test_who_signs_off_twice_frees_one_place(self):
        self._sign_up(self.mentee_user, *self.guests)
        for _twice in range(2):
            self.session.with_user(self.mentee_user)._sign_off()
        self.assertEqual([*self._lines().values()].count("going"), 2)

    def test_more_places_are_given_at_once_and_fewer_take_no_one_off(self):
        self._sign_up(self.mentee_user, *self.guests)
        self.session.places = 3
        self.assertEqual([*self._lines().values()].count("going"), 3)
        self.session.places = 1
        self.assertEqual([*self._lines().values()].count("going"), 3)
        self.session.places = 0
        self.assertNotIn("waiting", self._lines().values())

    def test_it_is_for_its_audience_only(self):
        session = self._session(days=9, audience="mentor")
        for user in (self.mentee_user, self.member_user, self.employee, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                session.with_user(user)._sign_up()
        self._sign_up(self.mentor_user, session=session)
        self.assertEqual(self._lines(session), {self.mentor: "going"})

    def test_a_member_of_another_edition_neither_sees_it_nor_comes(self):
        user = self._member("elsewhere", years=1)
        other = self._open(self._edition(name="2031"))
        self._enrol(user.partner_id, "mentee", edition=other)
        seen = self.env["mentorship.session"]
        self.assertFalse(seen.search(seen._member_domain(user.partner_id)))
        self._now()
        mine, code = self.session.with_user(user), self.session.sudo().room_code
        for act in (mine._sign_up, lambda: mine._confirm(code)):
            self.assertRaises(AccessError, act)
        mine._sign_off()
        self.assertFalse(self._lines())

    def test_a_draft_is_there_for_no_member(self):
        draft = self._session(days=9, publish=False)
        with self.assertRaises(AccessError):
            draft.with_user(self.mentee_user)._sign_up()

    def test_no_one_comes_once_it_has_begun(self):
        self._sign_up(self.mentee_user)
        self._now()
        with self.assertRaisesRegex(UserError, "has begun"):
            self._sign_up(self.mentor_user)
        with self.assertRaisesRegex(UserError, "has begun"):
            self.session.with_user(self.mentee_user)._sign_off()

    def test_a_member_has_one_place_at_a_time(self):
        other = self._session(name="At the same time")
        self._sign_up(self.mentee_user)
        with self.assertRaisesRegex(UserError, "Your goals on paper"):
            self._sign_up(self.mentee_user, session=other)
        self.session.with_user(self.mentee_user)._sign_off()
        self._sign_up(self.mentee_user, session=other)

    def test_who_waits_signs_up_for_nothing_else_at_that_time(self):
        other = self._session(name="At the same time")
        first, second, third = self.guests
        self._sign_up(first, second, third)
        with self.assertRaisesRegex(UserError, "Your goals on paper"):
            self._sign_up(third, session=other)
        self.session.with_user(third)._sign_off()
        self._sign_up(third, session=other)
        self.session.with_user(first)._sign_off()
        self.assertNotIn(third.partner_id, self._lines())

    def test_who_is_marked_signs_off_no_more(self):
        self._sign_up(self.mentee_user)
        self._now(minutes=20)
        self.session.with_user(self.coordinator).line_ids.action_absent()
        with self.assertRaisesRegex(UserError, "has begun"):
            self.session.with_user(self.mentee_user)._sign_off()
        self.assertEqual(self._lines(), {self.mentee: "absent"})

    def test_a_row_of_a_cancelled_session_is_deleted_without_a_mail(self):
        self._sign_up(self.mentee_user)
        self.session.action_cancel()
        before = self._mails()
        self.session.line_ids.unlink()
        self.assertFalse(self._mails() - before)

    def test_who_leaves_the_edition_loses_the_place_and_who_waits_moves_up(self):
        first, second, third = self.guests
        self._sign_up(first, second, third)
        before = self._mails()
        self.sign_ups[0].with_user(first).action_withdraw()
        self.assertNotIn(first.partner_id, self._lines())
        self.assertEqual(self._lines()[third.partner_id], "going")
        (mail,) = (self._mails() - before).filtered(
            lambda mail: mail.recipient_ids == first.partner_id
        )
        self.assertIn(b"METHOD:CANCEL", mail.attachment_ids.raw)
        with self.assertRaises(AccessError):
            self._sign_up(first)

    def test_who_leaves_one_of_two_roles_keeps_the_place(self):
        self.mentee.professional_since = self.today - timedelta(days=9 * 366)
        second = self._enrol(self.mentee, "mentor")
        self._sign_up(self.mentee_user)
        line = self.session.sudo().line_ids
        other = {second, self.pairing.mentee_enrolment_ids} - {line.enrolment_id}
        line.enrolment_id.sudo().action_withdraw()
        self.assertEqual(self._lines(), {self.mentee: "going"})
        self.assertEqual({line.enrolment_id}, other)

    def test_staff_add_someone_to_a_full_session_and_take_someone_off(self):
        first, second, third = self.guests
        self._sign_up(first, second, third)
        added = self.pairing.mentee_enrolment_ids
        self.session.write({"line_ids": [Command.create({"enrolment_id": added.id})]})
        self.assertEqual(self._lines()[self.mentee], "going")
        self.assertEqual(self._event(self._last(self.mentee))[0], "REQUEST")
        off = self.session.line_ids.filtered(
            lambda line: line.partner_id == self.mentee
        )
        off.unlink()
        self.assertEqual(self._event(self._last(self.mentee))[0], "CANCEL")
        # the session was over its places
        self.assertEqual(self._lines()[third.partner_id], "waiting")

    @mute_logger("odoo.sql_db")
    def test_staff_add_no_one_twice_or_of_another_edition(self):
        self._sign_up(self.mentee_user)
        lines = self.env["mentorship.session.attendee"].with_user(self.coordinator)
        values = {"session_id": self.session.id}
        twice = {**values, "enrolment_id": self.pairing.mentee_enrolment_ids.id}
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            lines.create(twice)
        other = self._open(self._edition(name="2031"))
        foreign = self._enrol(self.mentee, "mentee", edition=other)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            lines.create({**values, "enrolment_id": foreign.id})
        gone = self.sign_ups[0]
        gone.action_withdraw()
        with self.assertRaisesRegex(UserError, "does not take part"):
            lines.create({**values, "enrolment_id": gone.id})

    def test_the_attendees_are_partners_as_those_of_a_meeting(self):
        self._sign_up(self.mentee_user, *self.guests)
        session = self.session.with_user(self.coordinator)
        self.assertEqual(session.attendee_ids, self.mentee | self.guests[0].partner_id)
        found = session.search([("attendee_ids", "in", self.mentee.ids)])
        self.assertEqual(found, session)
        waiting = self.guests[2].partner_id
        self.assertFalse(session.search([("attendee_ids", "in", waiting.ids)]))
        self.assertEqual((session.going_count, session.waiting_count), (2, 2))
