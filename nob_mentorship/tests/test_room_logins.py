from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..room import items, keys, logins
from .common import MentorshipCase


@tagged("post_install", "-at_install")
class TestLogins(MentorshipCase):
    """A login that changes without its owner's proof closes messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls._message(cls.pairing, cls.mentee)

    @property
    def keys(self):
        return keys.Keys(self.env)

    def _stands(self, user=None):
        user = (user or self.mentee_user).sudo()
        return logins.standing(
            self.keys,
            self.pairing,
            user,
            lambda: items.were_for(self.pairing, user),
        )

    def _told(self):
        return self._mails(self.mentor).filtered(
            lambda mail: mail.subject.endswith(f": {self.mentee.name}")
        )

    def test_a_login_that_stays_the_same_stays_in(self):
        self.assertTrue(self._stands().is_open)

    def test_a_password_set_by_somebody_else_closes_the_room_and_tells(self):
        before = len(self._told())
        self.mentee_user.password = "another-password"
        self.assertEqual(len(self._told()), before + 1)
        self.assertFalse(self._stands().is_open)
        self.assertTrue(self._stands(self.mentor_user).is_open)
        self.assertEqual(
            self._stands(self.mentor_user).others.user_id, self.mentee_user
        )

    def test_login_address_and_contact_close_it_too(self):
        for change in (
            lambda: self.mentee_user.write({"login": "somebody_else"}),
            lambda: self.mentee.write({"email": "somebody@else.example"}),
            lambda: self.mentee_user.write({"partner_id": self.member.copy().id}),
        ):
            with self.subTest(change), self.env.cr.savepoint() as point:
                change()
                self.assertFalse(self._stands().is_open)
                point.rollback()
                self.env.invalidate_all()

    def test_a_password_changed_by_who_knows_the_old_one_keeps_it_open(self):
        self.mentee_user.password = "first-password"
        rows = self.env["mentorship.room.access"].search(
            [("user_id", "=", self.mentee_user.id)]
        )
        logins.confirm(self.keys, rows)
        before = len(self._told())
        self.env["res.users"].with_user(self.mentee_user).change_password(
            "first-password", "second-password"
        )
        self.assertTrue(self._stands().is_open)
        self.assertEqual(len(self._told()), before)

    def test_another_member_confirms_or_objects(self):
        self.mentee_user.password = "another-password"
        (row,) = self._stands(self.mentor_user).others
        logins.object_to(self.keys, row)
        later = fields.Datetime.now() + timedelta(days=3)
        with patch.object(fields.Datetime, "now", lambda: later):
            self.assertTrue(self._stands().objected)
            self.assertFalse(self._stands().is_open)
        logins.confirm(self.keys, row)
        self.assertTrue(self._stands().is_open)

    def test_without_a_word_it_opens_after_a_day(self):
        self.mentee_user.password = "another-password"
        now = fields.Datetime.now()
        for hours, is_open in ((23, False), (25, True)):
            later = now + timedelta(hours=hours)
            with patch.object(fields.Datetime, "now", lambda later=later: later):
                self.assertEqual(self._stands().is_open, is_open)

    def test_rows_that_are_forged_or_removed_open_nothing(self):
        self.mentee_user.password = "another-password"
        self.assertFalse(self._stands().is_open)
        row = self.env["mentorship.room.access"].search(
            [("user_id", "=", self.mentee_user.id)]
        )
        row.closed_on = fields.Datetime.now() - timedelta(days=9)
        self.assertFalse(self._stands().is_open, "backdated")
        mentors = row.search([("user_id", "=", self.mentor_user.id)])
        row.trusted = mentors.trusted
        self.assertFalse(self._stands().is_open, "somebody else's signature")
        row.unlink()
        self.assertFalse(self._stands().is_open, "no row, but something is there")

    def test_who_never_chose_a_password_comes_in_the_first_time(self):
        newcomer = self._member("newcomer", years=1)
        self.env.cr.execute(
            "UPDATE res_users SET password = NULL WHERE id = %s", [newcomer.id]
        )
        self.edition.late_enrolment = True
        enrolment = self._enrol(newcomer.partner_id, "mentee")
        self.pairing = self._pair(
            self.pairing.mentor_enrolment_id, enrolment, accept=True
        )
        self._message(self.pairing, newcomer.partner_id)
        newcomer.password = "chosen-password"
        self.assertTrue(self._stands(newcomer).is_open)

    def test_a_second_login_of_the_same_contact_is_not_trusted(self):
        twin = self.mentee_user.copy(
            {"login": "twin", "partner_id": self.mentee.id, "password": "twin-password"}
        )
        self.assertFalse(self._stands(twin).is_open)
