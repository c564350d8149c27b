"""A session that is an event: what follows what, and who reads who comes (R51)."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.nob_mentorship.tests.learning.sessions import HOUR, SessionCase

from .. import hooks


@tagged("post_install", "-at_install", "mentorship")
class TestSessionEvent(SessionCase):
    """A briefing with two places, a coordinator who makes events, and someone at the
    registration desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator.group_ids += cls.env.ref("event.group_event_user")
        cls.coordinator.lang = "en_US"
        (cls.desk,) = cls._users(desk="event.group_event_registration_desk")
        cls.env.flush_all()

    def _event_of(self, session=None):
        session = session or self.session
        opened = session.with_user(self.coordinator).action_make_event()
        return self.env[opened["res_model"]].browse(opened["res_id"])

    def _rows(self, event):
        """Return {person: state of the registration} of an event."""
        rows = self.env["event.registration"].search([("event_id", "=", event.id)])
        self.assertEqual(len(rows.partner_id), len(rows))
        return {row.partner_id: row.state for row in rows}

    def _row(self, event, partner, user=None):
        rows = self.env["event.registration"].search(
            [("event_id", "=", event.id), ("partner_id", "=", partner.id)]
        )
        return rows.with_user(user) if user else rows

    def test_an_event_has_the_times_of_its_session_and_no_mails(self):
        event = self._event_of()
        self.assertEqual(event.date_begin, self.session.start)
        self.assertEqual(event.date_end, self.session.stop)
        self.assertEqual(event.name, self.session.name)
        self.assertFalse(event.event_mail_ids)
        self.assertFalse(event.seats_limited)
        self.assertEqual(event.with_user(self.desk).mentorship_place, "Brugstraat 12")
        # twice is once
        self.assertEqual(self._event_of(), event)

    def test_staff_are_asked_first_and_read_what_others_will_see(self):
        self._sign_up(self.mentee_user)
        mine = self.session.with_user(self.coordinator)
        asked = mine.with_context(mentorship_action="action_make_event").action_ask()
        wizard = self.env[asked["res_model"]].browse(asked["res_id"])
        self.assertIn("Names that users of Events will read: 1", wizard.consequences)
        self.assertFalse(self.session.sudo().event_id)
        opened = wizard.with_user(self.coordinator).action_confirm()
        self.assertEqual(opened["res_model"], "event.event")
        self.assertTrue(self.session.sudo().event_id)

    def test_who_has_a_place_is_registered_by_name_alone(self):
        self._sign_up(self.mentee_user)
        event = self._event_of()
        self._sign_up(self.mentor_user, self.guests[0])
        self.assertEqual(self._rows(event), {self.mentee: "open", self.mentor: "open"})
        row = self._row(event, self.mentee)
        self.assertEqual(row.name, self.mentee.name)
        self.assertFalse(row.email or row.phone or row.company_name)

    def test_who_signs_off_is_cancelled_and_who_waits_is_registered(self):
        event = self._event_of()
        self._sign_up(self.mentee_user, self.mentor_user, self.guests[0])
        self.session.with_user(self.mentee_user)._sign_off()
        guest = self.guests[0].partner_id
        self.assertEqual(
            self._rows(event),
            {self.mentee: "cancel", self.mentor: "open", guest: "open"},
        )
        # who comes back has one registration
        self.session.with_user(self.mentor_user)._sign_off()
        self._sign_up(self.mentee_user)
        self.assertEqual(self._rows(event)[self.mentee], "open")

    def test_a_move_and_a_cancellation_follow(self):
        event = self._event_of()
        self._sign_up(self.mentee_user)
        start = self.session.start + timedelta(days=1)
        self.session.with_user(self.coordinator).start = start
        self.assertEqual(event.date_begin, start)
        self.assertEqual(event.date_end, start + HOUR)
        self.session.with_user(self.coordinator).action_cancel()
        self.assertEqual(event.kanban_state, "cancel")
        self.assertEqual(self._rows(event), {self.mentee: "cancel"})

    def test_an_event_that_was_made_of_it_ends_with_its_choice(self):
        event = self._event_of()
        other = self.env["event.event"].create(
            {
                "name": "Chosen",
                "date_begin": self.session.start,
                "date_end": self.session.stop,
                "event_mail_ids": [Command.clear()],
            }
        )
        self.session.with_user(self.coordinator).event_id = other
        self.assertEqual(event.kanban_state, "cancel")
        # one that was there before is of whoever made it
        self.session.with_user(self.coordinator).event_id = False
        self.assertNotEqual(other.kanban_state, "cancel")

    def test_who_signed_off_and_came_is_added_in_the_session(self):
        event = self._event_of()
        self._sign_up(self.mentee_user)
        self.session.with_user(self.mentee_user)._sign_off()
        row = self._row(event, self.mentee, self.desk)
        self._now()
        with self.assertRaisesRegex(UserError, "done in the session"):
            row.write({"state": "done"})

    def test_a_draft_that_is_deleted_cancels_its_event(self):
        draft = self._session(days=9, publish=False)
        event = self._event_of(draft)
        draft.unlink()
        self.assertEqual(event.kanban_state, "cancel")

    def test_who_was_there_comes_back(self):
        event = self._event_of()
        self._sign_up(self.mentee_user, self.mentor_user)
        row = self._row(event, self.mentee, self.desk)
        with self.assertRaisesRegex(UserError, "not begun"):
            row.action_set_done()
        self._now()
        for _twice in range(2):
            row.action_set_done()
        self.assertEqual(self._lines(), {self.mentee: "attended", self.mentor: "going"})
        there = self.edition.enrolment_ids._attended("briefing")
        self.assertEqual(there.partner_id, self.mentee)
        # and what staff note in the session is seen in the event
        lines = self.session.with_user(self.coordinator).line_ids
        lines.filtered(lambda line: line.partner_id == self.mentor).action_attended()
        self.assertEqual(self._rows(event), {self.mentee: "done", self.mentor: "done"})

    def test_the_session_leads(self):
        event = self._event_of()
        self._sign_up(self.mentee_user)
        row = self._row(event, self.mentee, self.desk)
        for change in (
            row.action_cancel,
            row.action_set_draft,
            row.action_confirm,
            lambda: row.write({"partner_id": self.mentor.id}),
            lambda: row.write({"active": False}),
        ):
            with self.assertRaisesRegex(UserError, "done in the session"):
                change()
        self.coordinator.group_ids += self.env.ref("event.group_event_manager")
        with self.assertRaisesRegex(UserError, "done in the session"):
            row.with_user(self.coordinator).unlink()
        mine = event.with_user(self.coordinator)
        for vals in (
            {"date_begin": event.date_begin - HOUR},
            {"kanban_state": "cancel"},
            {"active": False},
        ):
            with self.assertRaisesRegex(UserError, "its coordinators"):
                mine.write(vals)
        mine.name = "Another name"
        # a guest who is no participant is theirs
        guest = self.env["event.registration"].with_user(self.desk)
        guest = guest.create({"event_id": event.id, "name": "Gast"})
        guest.action_cancel()
        guest.action_confirm()
        guest.action_set_done()
        self.assertEqual(self._lines(), {self.mentee: "going"})

    def test_no_participant_gets_a_second_mail(self):
        event = self._event_of()
        before = self._mails(self.mentee)
        self._sign_up(self.mentee_user)
        self.assertEqual(len(self._mails(self.mentee) - before), 1)
        template = self.env.ref("event.event_subscription")
        mail = {
            "event_id": event.id,
            "interval_type": "after_sub",
            "interval_unit": "now",
            "template_ref": f"mail.template,{template.id}",
        }
        with self.assertRaisesRegex(ValidationError, "its own emails"):
            self.env["event.mail"].create(mail)

    def _other_event(self, **values):
        return self.env["event.event"].create(
            {
                "name": "An evening",
                "date_begin": self.now,
                "date_end": self.now + HOUR,
                "company_id": self.edition.company_id.id,
                "event_mail_ids": [Command.clear()],
                **values,
            }
        )

    def test_an_event_that_is_there_is_chosen(self):
        event = self._other_event()
        guest = self.env["event.registration"].create(
            {"event_id": event.id, "name": "Gast"}
        )
        self._sign_up(self.mentee_user)
        mine = self.session.with_user(self.coordinator)
        mine.event_id = event
        self.assertEqual(event.date_begin, self.session.start)
        self.assertEqual(event.name, "An evening")
        rows = event.registration_ids
        self.assertEqual(rows.partner_id, self.mentee)
        mine.event_id = False
        self.assertEqual(event.registration_ids, guest)
        # one session each
        mine.event_id = event
        other = self._session(days=9)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            other.event_id = event
            self.env.flush_all()

    def test_an_event_that_does_not_fit_is_refused(self):
        default = self.env["event.event"].create(
            {
                "name": "With mails",
                "date_begin": self.now,
                "date_end": self.now + HOUR,
                "company_id": self.edition.company_id.id,
            }
        )
        self.assertTrue(default.event_mail_ids)
        limited = self._other_event(seats_limited=True, seats_max=3)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = self._other_event(
            company_id=other.id, organizer_id=False, address_id=False
        )
        sessions = self.session.sudo()
        for event, words in (
            (default, "its own emails"),
            (limited, "number of places"),
            (elsewhere, "another company"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                sessions.event_id = event
            self.env.invalidate_all()
        event = self._event_of()
        with self.assertRaisesRegex(ValidationError, "number of places"):
            event.seats_limited = True

    def test_only_users_of_events_read_who_comes(self):
        event = self._event_of()
        self._sign_up(self.mentee_user)
        row = self._row(event, self.mentee)
        self.assertEqual(row.with_user(self.desk).name, self.mentee.name)
        for user in (
            self.other_coordinator,
            self.employee,
            self.mentor_user,
            self.mentee_user,
            self.env.ref("base.public_user"),
        ):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.session.with_user(user).read(["event_id"])
        # nor do users of events read the session by it
        for name in ("mentorship_session_id", "mentorship_session_ids"):
            records = row if name in row._fields else event
            with self.assertRaises(AccessError):
                records.with_user(self.desk).read([name])

    def test_an_event_is_made_by_staff_who_use_events(self):
        self.coordinator.group_ids -= self.env.ref("event.group_event_user")
        with self.assertRaises(AccessError):
            self.session.with_user(self.coordinator).action_make_event()
        for user in (self.desk, self.other_coordinator, self.mentee_user):
            with self.assertRaises(AccessError):
                self.session.with_user(user).action_make_event()
        self.assertFalse(self.session.sudo().event_id)
        # who uses no events still moves and cancels a session that is one
        self.coordinator.group_ids += self.env.ref("event.group_event_user")
        event = self._event_of()
        self.coordinator.group_ids -= self.env.ref("event.group_event_user")
        self._sign_up(self.mentee_user)
        start = self.session.start + HOUR
        self.session.with_user(self.coordinator).start = start
        self.assertEqual(event.date_begin, start)
        self.session.with_user(self.coordinator).action_cancel()
        self.assertEqual(event.kanban_state, "cancel")

    def test_an_erased_person_has_no_name_in_events(self):
        event = self._event_of()
        self._sign_up(self.mentee_user)
        self._now()
        self._row(event, self.mentee, self.desk).action_set_done()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(event.registration_ids)
        # nor when the session is written later
        self.session.sudo().name = "Another"
        self.assertFalse(event.registration_ids)
        self.assertEqual(set(self._lines().values()), {"attended"})

    def test_uninstalled_it_leaves_no_name_and_the_sessions_as_they_are(self):
        made = self._event_of()
        chosen = self._other_event()
        other = self._session(days=9)
        other.event_id = chosen
        self._sign_up(self.mentee_user)
        self._sign_up(self.mentor_user, session=other)
        guest = self.env["event.registration"].create(
            {"event_id": chosen.id, "name": "Gast"}
        )
        hooks.uninstall_hook(self.env)
        self.assertFalse(made.exists())
        self.assertEqual(chosen.registration_ids, guest)
        self.assertEqual(self._lines(), {self.mentee: "going"})
        self.assertEqual(self._lines(other), {self.mentor: "going"})
        self.assertEqual(other.start, chosen.date_begin)
