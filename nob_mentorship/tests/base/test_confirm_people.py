"""What staff read before they mail or erase single people, or close a past edition."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_confirm import AskCase


@tagged("post_install", "-at_install")
class TestConfirmPeople(AskCase):
    """Numbers and dates of what happens to these people."""

    def test_a_refusal_is_taken_back_after_its_day_was_read(self):
        self.edition.intake = True
        self._open()
        accepted = self._enrol(self.mentee, "mentee")
        accepted.action_accept()
        with self.assertRaisesRegex(UserError, "cannot become"):
            self._ask(accepted, "action_reconsider")
        other = self._enrol(self.member, "mentee")
        other.action_refuse("Full")
        asked = self._ask(other, "action_reconsider")
        self.assertIn(self._day_words(self.today), asked.consequences)
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 1)
        self.assertEqual(other.state, "submitted")
        other.action_refuse("Full")
        self.edition.state = "closed"
        with self.assertRaisesRegex(UserError, "has ended"):
            self._ask(other, "action_reconsider")

    def test_a_login_is_given_after_it_was_counted_who_gets_a_mail(self):
        self._open()
        people = self.env["res.partner"].create(
            [
                {"name": "With an address", "email": "with@test.example"},
                {"name": "Without one"},
            ]
        )
        for partner in people:
            self._line(partner)
        enrolments = self.env["mentorship.enrolment"]
        for partner in people | self.mentee:
            enrolments |= self._enrol(partner, "mentee", submit=False)
        asked = self._ask(enrolments, "action_give_portal_access")
        self.assertIn("(1)", asked.question)
        self.assertIn("link to choose a password: 1", asked.consequences)
        self.assertIn("without an email address: 1", asked.consequences)
        self.assertIn("have a login already: 1", asked.consequences)
        one = self._ask(enrolments[0], "action_give_portal_access")
        self.assertIn("With an address", one.question)
        self.assertEqual(one._name, asked._name)

    def test_who_is_asked_to_complete_a_sign_up_is_counted(self):
        self._open()
        drafts = self._enrol(self.mentee, "mentee", submit=False)
        drafts |= self._enrol(self.member, "mentee")
        asked = self._ask(drafts, "action_invite_sign_up")
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertIn("stay as they are: 1", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 1)

    def test_a_past_edition_is_closed_after_its_days_were_read(self):
        past = self._edition(
            name="2018",
            date_start=self.today - timedelta(days=500),
            date_end=self.today - timedelta(days=135),
            enrolment_start=False,
            enrolment_end=False,
        )
        with self.assertRaisesRegex(UserError, "not over"):
            self._ask(self.edition, "action_take_over")
        asked = self._ask(past, "action_take_over")
        for day in (past.date_start, past.date_end):
            self.assertIn(self._day_words(day), asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 0)
        self.assertEqual((past.state, past.taken_over), ("closed", True))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_person_is_erased_after_it_was_counted_what_ends(self):
        pairing = self._active_pair()
        for user in (self.coordinator, self.administrator, self.mentee_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.mentee.with_user(user).action_mentorship_ask_erase()
        asked = self._asked_to_erase()
        self.assertIn(self.mentee.name, asked.question)
        self.assertIn("Sign-ups that are emptied: 1", asked.consequences)
        self.assertIn("Active pairings that end: 1", asked.consequences)
        self.assertIn("told by email: 1", asked.consequences)
        for user in (self.coordinator, self.administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                asked.with_user(user).action_confirm()
        self.assertEqual(pairing.state, "active")
        asked.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(pairing.state, "ended")
        self.assertFalse(self.mentee.mentorship_enrolment_ids)
        # not even the question names them any more
        self.assertFalse(asked.exists())

    def test_a_manager_who_lost_the_role_meanwhile_erases_no_one(self):
        pairing = self._active_pair()
        asked = self._asked_to_erase()
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.manager.write({"group_ids": [(6, 0, role.ids)]})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "mentorship manager"):
            asked.action_confirm()
        self.assertEqual(pairing.state, "active")

    def _asked_to_erase(self):
        """Press the button on the contact of the mentee, as a manager."""
        opened = self.mentee.with_user(self.manager).action_mentorship_ask_erase()
        wizards = self.env[opened["res_model"]].with_user(self.manager)
        return wizards.browse(opened["res_id"])
