from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MentorshipCase, control


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestMerge(MentorshipCase):
    """Contacts are merged with all of their mentorship, or the word says why not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls.double = cls.env["res.partner"].create(
            {
                "name": "M. Mentee",
                "email": cls.mentee.email,
                "professional_since": cls.mentee.professional_since,
            }
        )
        cls._line(cls.double)
        # Odoo copies every field of a contact, a limit of credit too
        contacts = "base.group_partner_manager,base.group_system"
        contacts += ",account.group_account_readonly"
        staff = f"{contacts},nob_mentorship.group_mentorship_manager"
        cls.clerk, cls.staff = cls._users(clerk=contacts, merging_manager=staff)

    def _merge(self, user=None, into=None):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        user, kept = user or self.staff, into or self.mentee
        wizard = wizard.with_user(user).create({})
        wizard._merge((self.mentee | self.double).ids, kept.with_user(user))
        self.env.invalidate_all()

    def _refused(self, **how):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._merge(**how)
        return str(caught.exception)

    def test_two_sign_ups_in_one_role_are_named(self):
        self._enrol(self.mentee, "mentee")
        second = self._enrol(self.double, "mentee")
        said = self._refused()
        for word in (self.mentee.name, "M. Mentee", "Test programme 2030", "Withdraw"):
            self.assertIn(word, said)
        # a user who may not see the sign-ups reads the name, and not the place
        said = self._refused(user=self.clerk)
        self.assertIn("M. Mentee", said)
        self.assertNotIn("2030", said)
        self.assertNotIn("Test programme", said)
        second.action_withdraw()
        self._merge()
        self.assertFalse(self.double.exists())
        self.assertEqual(second.partner_id, self.mentee)

    def test_namesakes_are_told_apart(self):
        self.double.write({"name": self.mentee.name, "email": "ander@test.example"})
        self._enrol(self.mentee, "mentee")
        self._enrol(self.double, "mentee")
        said = self._refused()
        self.assertIn(self.mentee.email, said)
        self.assertIn("ander@test.example", said)

    @control
    def test_two_roles_become_one_persons(self):
        mine = self._enrol(self.mentee, "mentee") | self._enrol(
            self.double, "mentor", submit=False
        )
        self._merge()
        self.assertEqual(mine.partner_id, self.mentee)

    def test_of_two_rows_in_one_session_the_one_that_says_most_is_kept(self):
        mine = self._enrol(self.mentee, "mentee")
        other = self._enrol(self.double, "mentor", submit=False)
        session = self.env["mentorship.session"].create(
            {
                "edition_id": self.edition.id,
                "name": "A briefing",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
            }
        )
        for sign_up, state in ((mine, "going"), (other, "attended")):
            session.line_ids.create(
                {
                    "session_id": session.id,
                    "enrolment_id": sign_up.id,
                    "state": state,
                }
            )
        self._merge()
        self.assertEqual(session.line_ids.partner_id, self.mentee)
        self.assertEqual(session.line_ids.mapped("state"), ["attended"])

    def test_a_pair_of_the_two_is_named(self):
        self._pair(
            self._enrol(self.double, "mentor", submit=False),
            self._enrol(self.mentee, "mentee"),
        )
        said = self._refused()
        self.assertIn("M. Mentee", said)
        self.assertIn("paired with each other", said)

    def test_no_interest_is_lost(self):
        interests = self.env["mentorship.interest"]
        for partner, programme in (
            (self.mentee, self.programme),
            (self.double, self.programme),
            (self.double, self.other_programme),
        ):
            interests |= interests.create(
                {"programme_id": programme.id, "partner_id": partner.id}
            )
        self._merge()
        kept = interests.exists()
        self.assertEqual(kept.programme_id, self.programme | self.other_programme)
        self.assertEqual(kept.partner_id, self.mentee)
        self.assertEqual(len(kept), 2)

    def test_no_exclusion_is_lost(self):
        exclusions = self.env["mentorship.exclusion"].with_user(self.coordinator)
        for partner, other in (
            (self.mentee, self.mentor),
            (self.mentor, self.double),
            # in one column with the double one, which Odoo would empty as a whole
            (self.member, self.double),
            (self.mentee, self.double),
        ):
            exclusions |= exclusions.create(
                {"partner_id": partner.id, "other_partner_id": other.id}
            )
        self._merge()
        kept = exclusions.sudo().exists()
        self.assertEqual(len(kept), 2)
        for other in (self.mentor, self.member):
            self.assertTrue(exclusions._between(self.mentee | other), other.name)

    def test_who_answered_an_evaluation_does_not_follow(self):
        evaluation = self.env["mentorship.evaluation"].create(
            {
                "edition_id": self.edition.id,
                "audience": "mentee",
                "opens_on": self.today - timedelta(days=1),
            }
        )
        invitations = self.env["mentorship.evaluation.invitation"]
        mine = {"evaluation_id": evaluation.id}
        for partner in (self.mentee, self.double):
            invitations |= invitations.create({**mine, "partner_id": partner.id})
        said = {self._refused()}
        for invitation in invitations:
            invitation.responded = True
            said.add(self._refused())
        self.assertEqual(len(said), 1)
        self.assertIn("M. Mentee", said.pop())
