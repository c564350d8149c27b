from odoo.fields import Command
from odoo.tests import tagged

from ..common import MentorshipCase, control


@tagged("post_install", "-at_install", "fault")
class TestFollowers(MentorshipCase):
    """The coordinators of a programme follow it; former coordinators no longer do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.coordinator_ids = cls.coordinator
        cls._open()
        cls.pairing = cls._pair(
            cls._enrol(cls.mentor, "mentor"), cls._enrol(cls.mentee, "mentee")
        )
        cls.followed = (
            cls.edition,
            cls.pairing,
            *cls.pairing.member_ids.enrolment_id,
        )
        for record in cls.followed:
            record.message_subscribe(cls.coordinator.partner_id.ids)
        cls.activity = cls.pairing.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.coordinator.id
        )

    def test_members_ask_the_coordinator_of_today(self):
        def asked():
            return self.programme._to_ask()

        self.assertEqual(asked(), self.coordinator.partner_id)
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            asked()
        self.programme.coordinator_ids = self.other_coordinator
        self.assertEqual(asked(), self.other_coordinator.partner_id)
        other = self.env["res.partner"].create({"name": "Same person"})
        self.other_coordinator.partner_id = other
        self.assertEqual(asked(), other)
        self.other_coordinator.active = False
        self.assertFalse(asked())

    def test_a_coordinator_whose_contacts_are_merged_is_asked(self):
        self.programme._to_ask()
        former = self.coordinator.partner_id
        kept = self.env["res.partner"].create({"name": "C.", "email": former.email})
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (kept | former).ids, kept
        )
        self.env.invalidate_all()
        self.assertEqual(self.programme._to_ask(), kept)

    def _follow(self, user):
        return {
            bool(user.partner_id & record.message_partner_ids)
            for record in self.followed
        }

    def test_a_successor_takes_the_place_of_who_is_replaced(self):
        self.programme.coordinator_ids = self.other_coordinator
        self.assertEqual(self._follow(self.coordinator), {False})
        self.assertIn(
            self.other_coordinator.partner_id, self.edition.message_partner_ids
        )
        self.assertEqual(self.activity.user_id, self.other_coordinator)

    def test_what_is_hidden_from_a_successor_is_not_handed_over(self):
        (third,) = self._users(third="nob_mentorship.group_mentorship_coordinator")
        preference = self.env["mentorship.preference"].create(
            {
                "enrolment_id": self.pairing.mentee_enrolment_ids.id,
                "text": "Liever niet.",
                "kind": "avoid",
            }
        )
        preference.hidden_from_ids = self.other_coordinator
        activity = preference.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.coordinator.id
        )
        self.programme.coordinator_ids = self.other_coordinator
        self.assertEqual(activity.user_id, self.manager)
        activity.user_id = self.coordinator
        self.programme.coordinator_ids = self.other_coordinator | third
        self.assertEqual(activity.user_id, third)

    @control
    def test_who_stays_keeps_what_they_follow(self):
        self.programme.coordinator_ids |= self.other_coordinator
        self.assertEqual(self._follow(self.coordinator), {True})
        self.assertEqual(self.activity.user_id, self.coordinator)

    def test_who_loses_the_role_coordinates_nothing(self):
        employee = self.env.ref("base.group_user")
        self.coordinator.group_ids = [Command.set(employee.ids)]
        self._left()

    def test_who_is_archived_coordinates_nothing(self):
        self.coordinator.active = False
        self._left()

    def test_who_lost_the_role_in_another_way_leaves_by_the_next_day(self):
        group = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.coordinator.group_ids |= self.env.ref("base.group_user")
        group.user_ids = [Command.unlink(self.coordinator.id)]
        self._run_day()
        self._left()

    def _left(self):
        self.assertEqual(self._follow(self.coordinator), {False})
