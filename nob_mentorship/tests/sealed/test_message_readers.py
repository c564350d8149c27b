from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...models.sealed.trust import Newer
from ..common import MentorshipCase

COORDINATOR = "nob_mentorship.group_mentorship_coordinator"


@tagged("post_install", "-at_install", "mentorship")
class TestMessageReaders(MentorshipCase):
    """The readers of messages, and who chooses them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mentorship.message"]

    def _lose(self, user, what):
        """Take the role from a member of staff, or the company, or their login."""
        if what == "role":
            groups = self.env.ref(COORDINATOR) | self.env.ref(
                "nob_mentorship.group_mentorship_manager"
            )
            user.group_ids -= groups
        elif what == "company":
            other = self.env["res.company"].create({"name": f"Of {user.name}"})
            user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        else:
            user.active = False

    def test_who_lost_the_role_or_the_company_reads_no_more(self):
        self.programme.company_id = self.env.company
        for way in ("coordinators", "past"):
            for what in ("role", "company", "login"):
                user = self._user(f"leaver_{way}_{what}", COORDINATOR)
                if way == "past":
                    self.programme.appeal_user_id = user
                else:
                    self.programme.coordinator_ids += user
                one = self._conversation(user, way)
                with self.subTest(way=way, what=what):
                    self.assertEqual(one._readers(), user)
                    self.assertIn(user, self.programme._speak_to(way))
                    self._lose(user, what)
                    self.assertNotIn(user, self.programme._speak_to(way))
                    self.assertFalse(one._readers())
                    self.assertFalse(self.messages._read_by(user))
                    with self.assertRaises(AccessError):
                        one.with_user(user).action_done()
                    with self.assertRaises(Newer):
                        self._conversation(user, way)

    def test_managers_alone_choose_who_is_past_the_coordinators(self):
        values = {"appeal_user_id": self.other_coordinator.id}
        with self.assertRaises(AccessError):
            self.programme.with_user(self.coordinator).write(values)
        self.programme.with_user(self.manager).write(values)
        self.assertEqual(self.programme.appeal_user_id, self.other_coordinator)
        described = self.programme.with_user(self.coordinator).fields_get(
            ["appeal_user_id"], ["readonly"]
        )
        self.assertTrue(described["appeal_user_id"]["readonly"])

    def test_who_is_past_the_coordinators_has_the_role_and_the_company(self):
        other = self.env["res.company"].create({"name": "Elders"})
        away = self._user("away", COORDINATOR)
        away.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.programme.company_id = self.env.company
        for user in (self.mentee_user, self.employee, away):
            with self.subTest(user.name), self.assertRaises(ValidationError):
                self.programme.appeal_user_id = user
        self.programme.appeal_user_id = self.other_coordinator
        with self.assertRaises(ValidationError):
            self.programme.company_id = other

    def test_a_programme_with_nobody_past_the_coordinators_is_named(self):
        def named():
            lines = self.env["res.config.settings"]._mentorship_keyless(self.env)
            return [line for line in lines if "would not reach anyone" in line]

        self.assertFalse(self.programme.has_nobody_past)
        self.assertFalse(named())
        managers = self.env.ref("nob_mentorship.group_mentorship_manager")
        self.programme.coordinator_ids += managers.all_user_ids
        self.assertTrue(self.programme.has_nobody_past)
        self.assertEqual(len(named()), 1)
        self.assertIn(self.programme.name, named()[0])

    def test_a_programme_where_no_one_past_the_coordinators_has_a_key_is_named(self):
        def named():
            lines = self.env["res.config.settings"]._mentorship_keyless(self.env)
            return [
                line
                for line in lines
                if self.programme.name in line and "past the coordinators" in line
            ]

        (line,) = named()
        self.assertIn(self.manager.name, line)
        self.assertNotIn(self.coordinator.name, line)
        self.programme.appeal_user_id = self.other_coordinator
        (line,) = named()
        self.assertIn(self.other_coordinator.name, line)
        self._identity(self.other_coordinator.partner_id)
        self.assertFalse(named())

    def test_without_a_named_contact_the_managers_get_it_and_no_coordinator(self):
        self.programme.coordinator_ids += self.manager
        second = self._user("second", "nob_mentorship.group_mentorship_manager")
        readers = self.programme._speak_to("past")
        self.assertIn(second, readers)
        # a manager who coordinates it is a coordinator
        self.assertFalse(readers & self.programme.coordinator_ids)
        past = self._conversation(second, "past")
        before = self.env["mail.mail"].search([])
        self.messages._cron_tell()
        told = self.env["mail.mail"].search([]) - before
        self.assertEqual(told.mapped("email_to"), [second.email_formatted])
        lines = self.env["mail.activity"]
        kind = self.env.ref("nob_mentorship.activity_message")
        found = lines.search([("activity_type_id", "=", kind.id)])
        self.assertEqual(found.user_id, second)
        for user in (self.coordinator, self.manager):
            with self.subTest(user.name):
                self.assertFalse(self.messages.with_user(user).search([]))
                self.assertFalse(
                    lines.with_user(user).search([("activity_type_id", "=", kind.id)])
                )
        self.assertEqual(self.messages._read_by(second), past)

    def test_coordinators_without_a_key_are_named_until_they_have_one(self):
        def named():
            lines = self.env["res.config.settings"]._mentorship_keyless(self.env)
            return [line for line in lines if self.programme.name in line]

        # past the coordinators, someone can read
        self._identity(self.manager.partner_id)
        second = self._user("second", COORDINATOR)
        self.programme.coordinator_ids += second
        self._identity(second.partner_id)
        mine = self.edition.with_user(self.coordinator)
        hers = self.edition.with_user(second)
        self.assertEqual((mine.is_keyless, hers.is_keyless), (True, False))
        self.assertEqual(hers.keyless_names, self.coordinator.name)
        self.assertEqual(len(named()), 1)
        self.assertIn(self.coordinator.name, named()[0])
        self.assertNotIn(second.name, named()[0])
        self.assertIn("to=messages", mine.action_make_identity()["url"])
        self._identity(self.coordinator.partner_id)
        self.env.invalidate_all()
        self.assertFalse(mine.is_keyless or mine.keyless_names or named())

    def test_who_was_past_the_coordinators_lists_nothing_any_more(self):
        self.programme.appeal_user_id = self.other_coordinator
        past = self._conversation(self.other_coordinator, "past")
        mine = self.messages.with_user(self.other_coordinator)
        self.assertEqual(mine.search([]), past)
        self.programme.appeal_user_id = False
        self.assertFalse(mine.search([]))
        manager = self._conversation(self.manager, "past")
        mine = self.messages.with_user(self.manager)
        self.assertEqual(mine.search([]), manager)
        self.programme.appeal_user_id = self.other_coordinator
        self.assertFalse(mine.search([]))
