from odoo import Command
from odoo.tests import TransactionCase, tagged

from ...portal.pairing import common, moments, people
from ...tools.names import initials
from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestInitials(TransactionCase):
    """A person without a picture has initials."""

    def test_first_and_last_name_count(self):
        for name, letters in (
            ("Anouk de Wit", "AW"),
            ("Jan-Willem van der Berg", "JB"),
            ("mr. Bas de Groot", "BG"),
            ("Élodie", "É"),
            ("de Vries", "V"),
            ("42", "?"),
            ("", "?"),
            (False, "?"),
        ):
            self.assertEqual(initials(name), letters, name)


@tagged("post_install", "-at_install")
class TestMoments(MentorshipCase):
    """Moments are shown when they are true, not when an address says so."""

    def _said(self, pairing, code, partner=None):
        own = pairing.member_ids.filtered(
            lambda member: member.partner_id == (partner or self.mentee)
        )
        return moments.of(self.env, pairing, own, code)

    def test_a_moment_is_only_shown_when_it_is_true(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        mentee = self._enrol(self.mentee, "mentee")
        pairing = self._pair(mentor, mentee, offer=True)
        self.assertIsNone(self._said(pairing, "paired"))
        for user in (self.mentor_user, self.mentee_user):
            pairing.with_user(user).action_accept_offer()
        self.assertIn("Call or write", self._said(pairing, "paired")["text"])
        first = self._said(pairing, "paired", self.mentor)
        self.assertIn("You will hear from", first["text"])
        self.assertEqual(len(first["faces"]), 2)
        self.assertIsNone(self._said(pairing, "contact"))
        pairing.with_user(self.mentee_user).action_first_contact()
        self.assertIsNone(self._said(pairing, "paired"))
        self.assertTrue(self._said(pairing, "contact"))
        self.assertIsNone(self._said(pairing, "nonsense"))
        pairing.action_complete()
        self.assertIn("completed this mentorship", self._said(pairing, None)["text"])

    def test_in_common_is_what_both_let_each_other_read(self):
        pairing = self._active_pair()
        mentor, mentee = pairing.member_ids.sorted(lambda m: m.role == "mentee")
        self.assertEqual(common.of(self.env, mentee, mentor), [])
        mentor.enrolment_id.topic_ids = self.topic
        self.assertEqual(common.of(self.env, mentee, mentor), [])
        mentee.enrolment_id.topic_ids = [Command.link(self.topic.id)]
        (said,) = common.of(self.env, mentee, mentor)
        self.assertIn(self.topic.name, said)

    def test_years_and_region_are_shown_to_the_other_if_allowed(self):
        pairing = self._active_pair()
        mentor, mentee = pairing.member_ids.sorted(lambda m: m.role == "mentee")
        region = self.env["res.country.state"].search([], limit=1)
        for member in (mentor, mentee):
            member.enrolment_id.region_id = region
        seen = people.person(self.env, mentee, mentor)
        self.assertFalse(seen["years"] or seen["region"])
        mentor.enrolment_id.shares_profile = True
        seen = people.person(self.env, mentee, mentor)
        self.assertIn("10 years", seen["facts"])
        self.assertIn(region.name, seen["facts"])
        self.assertEqual(common.of(self.env, mentee, mentor), [])
        mentee.enrolment_id.shares_profile = True
        (said,) = common.of(self.env, mentee, mentor)
        self.assertIn(region.name, said)
