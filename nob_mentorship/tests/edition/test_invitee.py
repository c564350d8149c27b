from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MentorshipCase, control
from ..pages import Pages


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestInvitee(MentorshipCase):
    """Invited members get one mail a turn, and are not on the interest list (R28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.enrolment_mode = "invitation"

    def _invite(self, partners):
        self.edition.invited_ids = [Command.link(partner.id) for partner in partners]

    def _opened(self):
        return self._open(self.edition)

    def test_the_invited_are_mailed_when_it_opens_and_not_before(self):
        before = self._mails()
        self._invite(self.mentee | self.member)
        self.assertFalse(self._mails() - before)
        self._opened()
        for partner in (self.mentee, self.member):
            mails = self._mails(partner) - before
            self.assertEqual(len(mails), 1)
            self.assertIn(f"/my/mentorship/edition/{self.edition.id}", mails.body_html)
        self.assertFalse(self._mails(self.mentor) - before)

    def test_who_is_invited_after_the_opening_is_mailed_alone(self):
        self._invite(self.mentee)
        self._opened()
        before = self._mails()
        self._invite(self.member)
        self.assertEqual(len(self._mails(self.member) - before), 1)
        self.assertFalse(self._mails(self.mentee) - before)

    def test_who_is_invited_once_sign_up_is_over_is_mailed_where_late_ones_may(self):
        self.edition.late_enrolment = True
        self._opened()
        self.edition.action_close_enrolment()
        before = self._mails()
        self._invite(self.member)
        self.assertEqual(len(self._mails(self.member) - before), 1)
        self.edition.late_enrolment = False
        self._invite(self.mentee)
        self.assertFalse(self._mails(self.mentee) - before)

    @control
    def test_an_edition_that_opens_after_all_invites_anew(self):
        self._invite(self.mentee)
        self.edition.action_not_planned()
        before = self._mails(self.mentee)
        self._opened()
        self.assertEqual(len(self._mails(self.mentee) - before), 1)

    @control
    def test_who_signed_up_already_is_not_invited(self):
        self.edition.enrolment_mode = "open"
        self._opened()
        self._enrol(self.member, "mentee")
        self.edition.enrolment_mode = "invitation"
        before = self._mails(self.member)
        self._invite(self.member)
        self.assertFalse(self._mails(self.member) - before)

    def test_an_invitation_is_no_interest(self):
        self._invite(self.mentee)
        self._opened()
        self._invite(self.member)
        self.assertFalse(self.programme.interest_ids)

    @control
    def test_the_interested_are_told_of_no_edition_by_invitation(self):
        self.env["mentorship.interest"]._note(self.programme, self.member)
        before = self._mails(self.member)
        self._invite(self.mentee)
        self._opened()
        self.assertFalse(self._mails(self.member) - before)

    def test_who_cannot_be_reached_is_named_to_staff(self):
        self._opened()
        self.member.email = False
        self._invite(self.member)
        self.assertIn(self.member.name, self.edition.message_ids[:1].body)

    @control
    def test_who_is_invited_finds_the_edition_and_may_take_part(self):
        self._opened()
        editions = self.env["mentorship.edition"]
        for invited in (False, True):
            if invited:
                self._invite(self.member)
            found = editions.search([("invited_ids", "in", self.member.ids)])
            self.assertEqual(self.edition in found, invited)
            none = editions.search([("invited_ids", "=", False)])
            self.assertEqual(self.edition in none, not invited)
            reasons = self.edition._refused(
                self._enrol(self.member, "mentee", submit=False)
            )
            self.assertEqual(not reasons, invited)
            self.edition.enrolment_ids.unlink()

    def test_an_invitation_is_taken_back_by_a_coordinator(self):
        self._invite(self.mentee | self.member)
        edition = self.edition.with_user(self.coordinator)
        edition.invited_ids = [Command.unlink(self.mentee.id)]
        self.assertEqual(self.edition.invitee_ids.partner_id, self.member)
        with self.assertRaises(UserError):
            edition.invitee_ids.partner_id = self.mentee

    def test_erasure_takes_the_invitation(self):
        self._invite(self.mentee)
        self.mentee._mentorship_erase()
        self.assertFalse(self.edition.invitee_ids)

    def test_members_read_of_their_own_invitation(self):
        self._invite(self.mentee)
        self._opened()
        export = Pages(self.env).export(self.mentee)
        self.assertEqual(export["invited_to"], [self.edition.display_name])
        with self.with_user(self.mentee_user.login):
            self.assertFalse(self.env["mentorship.invitee"].has_access("read"))
