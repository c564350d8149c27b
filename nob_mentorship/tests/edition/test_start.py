"""From an empty database to an open edition: the guided start, what is still to do,
and the confirmation with its numbers (P14, P22)."""

from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...models.edition import ready
from ..common import STAFF, MentorshipCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install", "mentorship")
class TestStart(MentorshipCase):
    """A new coordinator fills in one form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editions = cls.env["mentorship.edition"]
        cls.wizards = cls.env["mentorship.start.wizard"]

    def _wizard(self, user, **values):
        return self.wizards.with_user(user).create(
            {"contact_email": "vragen@test.example", **values}
        )

    def _made(self, wizard):
        """Return the edition that a wizard makes."""
        action = wizard.action_start()
        self.assertEqual(action["res_model"], "mentorship.edition")
        return self.editions.browse(action["res_id"])

    def test_the_day_of_an_empty_database_leads_to_the_form(self):
        self.editions.search([]).unlink()
        for user in (self.manager, self.coordinator):
            action = self.editions.with_user(user).action_open_day()
            self.assertEqual(action["res_model"], "mentorship.edition")
            self.assertIn("mentorship_start_wizard_action", action["help"])
        nobody = self._user("no_programme", STAFF)
        action = self.editions.with_user(nobody).action_open_day()
        self.assertNotIn("mentorship_start_wizard_action", action["help"])
        self.assertIn("manager", action["help"])
        with self.assertRaises(AccessError):
            self.editions.with_user(self.mentee_user).action_open_day()
        self._edition()
        action = self.editions.with_user(self.manager).action_open_day()
        self.assertEqual(action["res_model"], "mail.activity")

    def test_a_manager_sets_up_a_programme_and_its_edition(self):
        before = self._mails()
        with Form(self.wizards.with_user(self.manager)) as form:
            form.programme_name = "Jonge  adviseurs"
            form.contact_email = "vragen@test.example"
            self.assertTrue(form.has_one_coordinator)
            form.coordinator_ids.add(self.coordinator)
            self.assertFalse(form.has_one_coordinator)
            form.mentor_places = 12
        edition = self._made(form.record)
        programme = edition.programme_id
        self.assertEqual(programme.name, "Jonge adviseurs")
        self.assertEqual(programme.code, "JA")
        self.assertEqual(programme.coordinator_ids, self.manager | self.coordinator)
        self.assertEqual((edition.state, edition.mentor_places), ("draft", 12))
        self.assertEqual(edition.enrolment_start, self.today)
        self.assertGreater(edition.enrolment_end, self.today)
        self.assertGreater(edition.date_start, edition.enrolment_end)
        self.assertEqual(edition.date_start.day, 1)
        self.assertIn(str(edition.date_start.year), edition.name)
        # two clicks make one edition
        self.assertEqual(self._made(form.record), edition)
        self.assertEqual(programme.edition_ids, edition)
        self.assertEqual(self._mails(), before)
        # members see nothing of it yet
        seen = self.editions.with_user(self.member_user).search([])
        self.assertNotIn(edition, seen)

    def test_a_code_that_is_taken_gets_a_number(self):
        for code in ("TEST (2)", "TEST (3)"):
            wizard = self._wizard(self.manager, programme_name="Test", name="2040")
            self.assertEqual(self._made(wizard).programme_id.code, code)

    def test_a_coordinator_plans_an_edition_of_their_programme(self):
        with Form(self.wizards.with_user(self.coordinator)) as form:
            # the only one that they see
            self.assertEqual(form.programme_id, self.programme)
            self.assertEqual(form.contact_email, self.programme.contact_email)
            form.coordinator_ids.add(self.manager)
            form.name = "2041"
        edition = self._made(form.record)
        self.assertEqual(edition.programme_id, self.programme)
        both = self.coordinator | self.manager
        self.assertEqual(self.programme.coordinator_ids, both)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_coordinator_makes_no_programme_and_sees_no_others(self):
        new = {"programme_name": "New", "programme_id": False}
        wizard = self._wizard(self.coordinator, **new)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            wizard.action_start()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._wizard(self.coordinator, programme_id=self.other_programme.id)
        for user in (self.employee, self.mentee_user, self.administrator):
            with (
                self.subTest(user.name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                self._wizard(user, programme_name="New")

    @mute_logger("odoo.sql_db")
    def test_what_cannot_be_is_refused(self):
        good = {"programme_id": self.programme.id, "name": "2042"}
        for wrong in (
            {"mentor_places": -1},
            {"mentee_places": 10_001},
            {"name": "x" * 101},
            {"name": self.edition.name},
            {"contact_email": "no address"},
            {"date_start": "1015-01-01"},
            {"enrolment_end": self.today - DAY},
            {"date_end": self.today - DAY},
        ):
            # what the database refuses is told in words by Odoo
            by_database = wrong.keys() & {"enrolment_end", "date_end"} or (
                wrong == {"name": self.edition.name}
            )
            with (
                self.subTest(wrong),
                self.assertRaises(
                    psycopg2.IntegrityError if by_database else UserError
                ),
                self.env.cr.savepoint(),
            ):
                self._wizard(self.manager, **{**good, **wrong}).action_start()
                self.env.flush_all()
        wizard = self._wizard(self.manager, programme_id=False, name="2042")
        with self.assertRaisesRegex(UserError, "name of a new one"):
            wizard.action_start()


@tagged("post_install", "-at_install", "mentorship")
class TestReady(MentorshipCase):
    """The form of an edition says what is still to do, and disappears with it."""

    def _seen(self):
        self.env.invalidate_all()
        return self.edition.with_user(self.coordinator)

    def test_what_is_missing_is_named_until_it_is_there(self):
        self.edition.enrolment_end = False
        seen = self._seen()
        for name in ("dates", "second", "texts", "terms", "earlier"):
            self.assertTrue(seen[f"lacks_{name}"], name)
        self.edition.enrolment_end = self.today + 10 * DAY
        self.programme.write(
            {
                "coordinator_ids": [Command.link(self.manager.id)],
                "summary": "In short",
                "description": "<p>At length</p>",
                "terms": "<p>Be kind</p>",
            }
        )
        past = self._past_edition()
        self.env["mentorship.past.pair"].create(
            {
                "edition_id": past.id,
                "mentor_id": self.mentor.id,
                "mentee_id": self.mentee.id,
            }
        )
        seen = self._seen()
        for name in ("dates", "second", "texts", "terms", "earlier"):
            self.assertFalse(seen[f"lacks_{name}"], name)

    def test_a_coordinator_who_left_does_not_count(self):
        gone = self._user("gone", STAFF)
        self.programme.coordinator_ids += gone
        self.assertFalse(self._seen().lacks_second)
        gone.active = False
        self.assertTrue(self._seen().lacks_second)

    def test_a_mail_server_is_asked_for(self):
        servers = self.env["ir.mail_server"]
        servers.search([]).active = False
        for host, lacking in (("localhost", True), ("mail.test.example", False)):
            with patch.object(ready, "config", {"smtp_server": host}):
                self.assertEqual(self._seen().lacks_mail, lacking)
        servers.create({"name": "Test", "smtp_host": "mail.test.example"})
        with patch.object(ready, "config", {"smtp_server": "localhost"}):
            self.assertFalse(self._seen().lacks_mail)

    def test_an_edition_that_is_open_shows_nothing_of_it(self):
        self._open()
        seen = self._seen()
        for name in ("dates", "second", "texts", "mail", "terms", "earlier"):
            self.assertFalse(seen[f"lacks_{name}"], name)


@tagged("post_install", "-at_install", "mentorship")
class TestTakingOver(MentorshipCase):
    """An edition that ran before the app is closed at once, and no one hears of it."""

    def test_it_is_closed_without_a_word(self):
        before = self._mails()
        past = self._past_edition()
        self.assertEqual((past.state, past.taken_over), ("closed", True))
        self.assertFalse(past.evaluate)
        self.assertEqual(self._mails(), before)
        # a second click does nothing
        past.action_take_over()
        self.assertFalse(past.copy().taken_over)

    def test_what_is_not_over_or_not_empty_is_refused(self):
        with self.assertRaisesRegex(UserError, "not over"):
            self.edition.action_take_over()
        days = {
            "date_start": self.today - 100 * DAY,
            "date_end": self.today - DAY,
            "enrolment_start": False,
            "enrolment_end": False,
        }
        for name, fails in (("2050", True), ("2051", False)):
            edition = self._edition(name=name, **days)
            if fails:
                self._enrol(self.mentee, "mentee", edition=edition, submit=False)
                with self.assertRaisesRegex(UserError, "already sign-ups"):
                    edition.action_take_over()
            else:
                edition.action_take_over()
        self._open()
        with self.assertRaises(UserError):
            self.edition.action_take_over()

    def test_no_one_else_does_it_or_writes_it(self):
        past = self._edition(
            name="2052",
            date_start=self.today - 100 * DAY,
            date_end=self.today - DAY,
            enrolment_start=False,
            enrolment_end=False,
        )
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                past.with_user(user).action_take_over()
        with self.assertRaises(AccessError):
            past.with_user(self.manager).write({"taken_over": True})

    def test_last_year_is_proposed_by_its_name_and_days(self):
        self.edition.date_end = self.edition.date_start + 300 * DAY
        action = self.edition.with_user(self.coordinator).action_last_year()
        wizards = self.env[action["res_model"]].with_user(self.coordinator)
        wizard = wizards.with_context(**action["context"]).create({})
        self.assertEqual(wizard.name, "2029")
        self.assertLess(wizard.date_start, wizard.date_end)
        self.assertLess(wizard.date_end, self.today)
        opened = wizard.action_import()
        self.assertEqual(opened["params"]["active_model"], "mentorship.past.pair")
        number = opened["params"]["context"]["default_edition_id"]
        past = self.env["mentorship.edition"].browse(number)
        self.assertEqual((past.name, past.state), ("2029", "closed"))
        self.assertTrue(past.taken_over)
        # again, it is the same edition
        self.assertEqual(wizard.action_import(), opened)
        wizard.name = self.edition.name
        with self.assertRaises(UserError):
            wizard.action_import()
        wizard.write({"name": "2028", "date_end": self.today + DAY})
        with self.assertRaisesRegex(UserError, "not over"):
            wizard.action_import()
        with self.assertRaises(ValidationError):
            wizard.name = "x" * 101
