from datetime import timedelta

import icalendar

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase

SECRET = "She is looking for another job"


class CheckinCase(MentorshipCase):
    """A pair, and a coordinator who talks with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.name, cls.mentee.name = "Anouk de Wit", "Bas de Groot"
        cls.coordinator.name = "Coen Verhagen"
        cls.env["res.lang"]._activate_lang("en_US")
        everyone = cls.mentor | cls.mentee | cls.coordinator.partner_id
        everyone.lang = "en_US"
        cls.pairing = cls._active_pair().sudo()
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.env.flush_all()

    def _plan(self, days=7, kind="both", user=None, **values):
        """Return a check-in that a coordinator plans, as that coordinator."""
        checkins = self.env["mentorship.checkin"].with_user(user or self.coordinator)
        return checkins.create(
            {
                "pairing_id": self.pairing.id,
                "kind": kind,
                "date": self.now + timedelta(days=days),
                **values,
            }
        )

    def _held(self, **values):
        checkin = self._plan(days=-1, **values)
        checkin.action_hold()
        return checkin

    def _calendar(self, partner):
        """Return the newest calendar file that a person got, and its event."""
        raw = self._mails(partner).attachment_ids.sorted("id")[-1].raw
        file = icalendar.Calendar.from_ical(raw)
        (event,) = file.walk("VEVENT")
        return file, event

    def _mailed(self):
        """Return how many mails each person got since the last call."""
        before = getattr(self, "_seen", 0)
        mails = self._mails().filtered(lambda mail: mail.id > before)
        self._seen = max(self._mails().ids, default=0)
        people = {
            "mentor": self.mentor,
            "mentee": self.mentee,
            "coordinator": self.coordinator.partner_id,
        }
        counts = {
            name: len(mails.filtered(lambda mail, p=partner: p in mail.recipient_ids))
            for name, partner in people.items()
        }
        return {name: count for name, count in counts.items() if count}


@tagged("post_install", "-at_install")
class TestCheckin(CheckinCase):
    """The coordinators plan talks with a pair, and note them (R65)."""

    def test_a_talk_is_planned_moved_held_and_noted(self):
        self._mailed()
        everyone = {"mentor": 1, "mentee": 1, "coordinator": 1}
        with Form(
            self.env["mentorship.checkin"]
            .with_user(self.coordinator)
            .with_context(default_pairing_id=self.pairing.id)
        ) as form:
            self.assertEqual(form.kind, "both")
            form.date = self.now + timedelta(days=7)
            form.mode = "in_person"
            form.location = "Brugstraat 12"
        checkin = form.record
        self.assertEqual(checkin.partner_ids, self.mentor | self.mentee)
        self.assertEqual(checkin.minutes, 30)
        self.assertEqual(checkin.partner_id, self.coordinator.partner_id)
        self.assertEqual(self._mailed(), everyone)
        checkin.date += timedelta(days=1)
        self.assertEqual(self._mailed(), everyone)
        with self.assertRaisesRegex(UserError, "not taken place yet"):
            checkin.action_hold()
        checkin.date = self.now - timedelta(hours=1)
        self._mailed()
        with Form(checkin, "nob_mentorship.mentorship_checkin_view_form_note") as note:
            note.summary = "They get on well."
        checkin.action_hold()
        checkin.action_hold()
        self.assertEqual(checkin.state, "held")
        self.assertEqual(checkin.summary, "They get on well.")
        self.assertEqual(self._mailed(), {})
        self.assertEqual(self.pairing.with_user(self.coordinator).checkin_count, 1)

    def test_a_call_is_noted_in_one_step(self):
        self._mailed()
        with Form(
            self.env["mentorship.checkin"]
            .with_user(self.coordinator)
            .with_context(default_pairing_id=self.pairing.id, mentorship_note=True),
            "nob_mentorship.mentorship_checkin_view_form_note",
        ) as form:
            form.kind = "mentee"
            form.summary = "All is well."
        checkin = form.record
        checkin.action_hold()
        self.assertEqual(checkin.state, "held")
        self.assertEqual(checkin.partner_ids, self.mentee)
        self.assertEqual(self._mailed(), {})

    def test_a_summary_is_kept_when_the_talk_cannot_be_noted(self):
        checkin = self._plan()
        checkin.summary = "Draft"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            checkin.action_hold()
        self.assertEqual(checkin.summary, "Draft")

    def test_the_small_form_is_of_this_talk(self):
        checkin = self._plan(days=-1)
        action = checkin.action_note()
        self.assertEqual((action["res_id"], action["target"]), (checkin.id, "new"))

    def test_each_kind_invites_its_people(self):
        for kind, people in (
            ("mentor", self.mentor),
            ("mentee", self.mentee),
            ("both", self.mentor | self.mentee),
        ):
            with self.subTest(kind):
                self.assertEqual(self._plan(kind=kind).partner_ids, people)

    def test_in_a_group_some_are_left_out(self):
        pairing, _mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users):
            user.partner_id.lang = "en_US"
            pairing.with_user(user).action_accept_offer()
        checkin = self._plan(pairing_id=pairing.id, kind="mentee")
        self.assertEqual(len(checkin.partner_ids), 3)
        self._mailed()
        checkin.partner_ids = [Command.unlink(users[0].partner_id.id)]
        off = self._mails(users[0].partner_id)[-1]
        self.assertIn("Cancelled", off.subject)
        subjects = self._mails(users[1].partner_id).mapped("subject")
        self.assertEqual(len([one for one in subjects if "alk with Coen" in one]), 1)
        rest = mentees[1].partner_id | mentees[2].partner_id
        self.assertEqual(checkin.partner_ids, rest)

    def test_nobody_else_is_invited(self):
        for partner in (self.member, self.employee.partner_id):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._plan(partner_ids=[Command.set(partner.ids)])
        with self.assertRaisesRegex(ValidationError, "at least one"):
            self._plan(partner_ids=[Command.clear()])

    def test_who_left_can_still_be_talked_with(self):
        self.pairing.with_user(self.mentee_user).action_end()
        self._mailed()
        checkin = self._plan(partner_ids=[Command.set(self.mentee.ids)], kind="mentee")
        self.assertEqual(checkin.partner_ids, self.mentee)
        self.assertEqual(self._mailed(), {"mentee": 1, "coordinator": 1})

    def test_it_is_about_a_pairing_that_has_started(self):
        self.edition.late_enrolment = True
        other = self._pair(
            self.pairing.mentor_enrolment_id, self._enrol(self.member, "mentee")
        )
        for _state in ("proposed", "offered"):
            with (
                self.assertRaisesRegex(ValidationError, "has started"),
                self.env.cr.savepoint(),
            ):
                self._plan(pairing_id=other.id)
            if other.state == "proposed":
                other.action_offer()

    def test_only_its_methods_write_a_state(self):
        checkin = self._plan()
        for values in (
            {"state": "held"},
            {"version": 3},
            {"shared_report": "x"},
            {"uid": "x"},
            {"sequence": 5},
            {"partner_id": self.manager.partner_id.id},
            {"answer_ids": [Command.create({"agrees": "yes"})]},
        ):
            with (
                self.subTest(str(values)),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                checkin.write(values)
        with self.assertRaises(AccessError):
            self._plan(state="held")

    def test_what_happened_stays_as_it_was(self):
        checkin = self._held()
        for values in ({"kind": "mentor"}, {"pairing_id": False}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                checkin.write(values)
        with self.assertRaises(UserError):
            checkin.action_cancel()
        off = self._plan()
        off.action_cancel()
        with self.assertRaises(UserError):
            off.action_hold()

    def test_a_planned_one_is_cancelled_before_it_is_deleted(self):
        checkin = self._plan()
        with self.assertRaisesRegex(UserError, "Cancel this check-in first"):
            checkin.unlink()
        checkin.action_cancel()
        checkin.unlink()
        self.assertFalse(checkin.exists())

    @mute_logger("odoo.sql_db")
    def test_dates_and_numbers_have_bounds(self):
        for values in (
            {"date": "0001-01-01 10:00:00"},
            {"date": "9999-12-31 23:59:59"},
            {"date": "yesterday"},
            {"minutes": 0},
            {"minutes": -5},
            {"minutes": 10**9},
            {"kind": "nobody"},
            {"mode": "\0"},
            {"summary": "a" * 5001},
            {"location": "a" * 201},
            {"video_url": "javascript:alert(1)"},
        ):
            with (
                self.subTest(str(values)[:60]),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self._plan(**values)

    def test_a_character_that_no_database_stores_is_left_out(self):
        checkin = self._plan(summary="a\0b", location="c\0")
        checkin.report = "d\0e"
        self.assertEqual(checkin.summary + checkin.report, "abde")

    def test_it_is_found_by_the_name_on_the_screen(self):
        checkin = self._plan()
        found = checkin.search([("display_name", "=", checkin.display_name)])
        self.assertEqual(found, checkin)
        self.assertEqual(checkin.name_search("Bas planned")[0][0], checkin.id)
        self.assertFalse(checkin.name_search("Bas held"))
        self.assertFalse(checkin.name_search("zzz"))

    def test_it_is_copied_without_what_was_written(self):
        checkin = self._held(summary="Mine")
        copied = checkin.copy({"date": self.now + timedelta(days=3)})
        self.assertFalse(copied.summary or copied.report or copied.version)
        self.assertEqual(copied.state, "planned")
        self.assertNotEqual(copied.sudo().uid, checkin.sudo().uid)

    def test_the_end_of_the_pairing_leaves_it_planned(self):
        checkin = self._plan()
        self.pairing.with_user(self.mentee_user).action_end()
        self.assertEqual(checkin.state, "planned")
        self.assertEqual(checkin.partner_ids, self.mentor | self.mentee)
