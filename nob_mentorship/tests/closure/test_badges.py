from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_thanks_by_name import ThanksCase


class BadgeCase(ThanksCase):
    """Two badges, for the roles in which members are thanked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor_badge, cls.mentee_badge = (
            cls.env.ref(f"nob_mentorship.badge_{role}") for role in ("mentor", "mentee")
        )

    def _owned(self, user, reader=None):
        """Return a user's badges of ours: all of them, or those that a reader finds."""
        owned = self.env["gamification.badge.user"]
        owned = (
            owned.with_user(reader)
            if reader
            else owned.with_context(mentorship_badges=1)
        )
        both = self.mentor_badge | self.mentee_badge
        return owned.search([("user_id", "=", user.id), ("badge_id", "in", both.ids)])


@tagged("post_install", "-at_install", "mentorship")
class TestBadges(BadgeCase):
    """A badge comes with a yes, goes with it, and is its owner's alone (R69)."""

    def test_a_badge_comes_with_a_yes_and_goes_with_it(self):
        before = self._mails()
        messages = self.env["mail.message"].search_count([])
        mentor, mentee = self.users[0], self.users[3]
        self.assertFalse(self._owned(mentor))
        for _twice in range(2):
            self._say("yes", 0, 3)
        self.assertEqual(self._owned(mentor).badge_id, self.mentor_badge)
        self.assertEqual(len(self._owned(mentor)), 1)
        self.assertEqual(self._owned(mentee).badge_id, self.mentee_badge)
        self._say("no", 0)
        self.assertFalse(self._owned(mentor))
        self.assertTrue(self._owned(mentee))
        # no one is mailed or notified, and no one is ranked
        self.assertEqual(self._mails(), before)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(self.mentor_badge.challenge_ids)
        self.assertFalse(self.mentor_badge.goal_definition_ids)
        self.assertEqual(mentee.karma, 0)

    def test_it_stays_until_the_last_yes_is_taken_back(self):
        other = self._edition(name="2033", wall_of_thanks=True)
        self._open(other)
        mentor = self._enrol(self.users[0].partner_id, "mentor", edition=other)
        mentee = self._enrol(self.mentee, "mentee", edition=other)
        self._pair(mentor, mentee, accept=True).action_complete()
        self._say("yes", 0)
        mentor.with_user(self.users[0]).action_answer_thanks("yes")
        self._say("no", 0)
        self.assertEqual(len(self._owned(self.users[0])), 1)
        mentor.with_user(self.users[0]).action_answer_thanks("no")
        self.assertFalse(self._owned(self.users[0]))

    def test_an_erased_member_has_none(self):
        self._say("yes", 0)
        self.users[0].partner_id.with_user(self.manager).action_mentorship_erase()
        self.env.invalidate_all()
        self.assertFalse(self._owned(self.users[0]))

    def test_a_badge_that_was_deleted_stops_nothing(self):
        self.mentor_badge.unlink()
        self._say("yes", 0, 3)
        self.assertEqual(self.enrolments[0].named_in_thanks, "yes")
        self.assertTrue(
            self.env["gamification.badge.user"]
            .with_context(mentorship_badges=True)
            .search([("user_id", "=", self.users[3].id)])
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else_reads_who_has_a_badge(self):
        self._say("yes", *range(6))
        self.env.flush_all()
        row = self._owned(self.users[0])
        self.assertEqual(self._owned(self.users[0], self.users[0]), row)
        for reader in (
            self.users[3],
            self.member_user,
            self.employee,
            self.coordinator,
            self.manager,
            self.administrator,
            self.env.ref("base.public_user"),
        ):
            self.env.invalidate_all()
            with self.subTest(reader.login):
                owned = (
                    row.browse().with_user(reader).with_context(mentorship_badges=False)
                )
                self.assertFalse(self._owned(self.users[0], reader))
                # nor by code of Odoo that reads with the server's rights
                everyone = owned.sudo().search([("badge_id", "=", row.badge_id.id)])
                self.assertFalse(everyone - self._owned(reader))
                forced = owned.with_context(mentorship_badges=True)
                self.assertNotIn(row.id, forced.search([]).ids)
                with self.assertRaises(AccessError):
                    row.with_user(reader).read(["user_id"])
                badge = self.mentor_badge.with_user(reader)
                self.assertEqual(
                    (badge.granted_count, badge.granted_users_count), (0, 0)
                )
                self.assertFalse(badge.unique_owner_ids)
                self.assertFalse(badge.owner_ids)
        self.env.invalidate_all()
        seen = self.users[0].with_user(self.employee)
        self.assertFalse(seen.badge_ids)
        levels = seen.bronze_badge, seen.silver_badge, seen.gold_badge
        self.assertEqual(levels, (0, 0, 0))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_gives_one_or_makes_one_of_another(self):
        owned = self.env["gamification.badge.user"]
        for user in (
            self.administrator,
            self.coordinator,
            self.employee,
            self.users[0],
        ):
            values = {"badge_id": self.mentor_badge.id, "user_id": user.id}
            with self.subTest(user.login), self.assertRaises(UserError):
                owned.with_user(user).create(values)
        other = self.env["gamification.badge"].create({"name": "Helpful"})
        row = owned.create({"badge_id": other.id, "user_id": self.users[0].id})
        with self.assertRaises(AccessError):
            row.with_user(self.users[0]).badge_id = self.mentor_badge
        self._say("yes", 0)
        mine = self._owned(self.users[0], self.users[0])
        with self.assertRaises(AccessError):
            mine.user_id = self.users[1]
        self.assertFalse(self._owned(self.users[1]))
