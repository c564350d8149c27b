from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestEligibility(MentorshipCase):
    """Eligibility, live from the membership records (R2–R4, N6, promise 8)."""

    def _verdicts(self, partner, role="mentee", stated=None, edition=None):
        edition = edition or self.edition
        return {
            finding.code: finding.verdict
            for finding in edition._eligibility(partner, role, stated)
        }

    def _partner(self, **values):
        return self.env["res.partner"].create({"name": "Somebody", **values})

    def test_a_paying_member_may_take_part(self):
        self.assertEqual(self._verdicts(self.mentee), {})

    def test_a_stranger_may_not(self):
        self.assertEqual(self._verdicts(self._partner()), {"not_member": "no"})

    def test_membership_counts_by_its_dates(self):
        cases = {
            "lapsed yesterday": ({"stop": -1}, False),
            "ends today": ({"stop": 0}, True),
            "starts today": ({"start": 0}, True),
            "starts next month": ({"start": 30}, False),
            "cancelled yesterday": (
                {"date_cancel": self.today - timedelta(days=1)},
                False,
            ),
            "cancelled from tomorrow": (
                {"date_cancel": self.today + timedelta(days=1)},
                True,
            ),
            "waiting for its invoice": ({"state": "waiting"}, False),
            "invoiced": ({"state": "invoiced"}, True),
        }
        for name, (line, expected) in cases.items():
            with self.subTest(name):
                partner = self._partner()
                self._line(partner, **line)
                self.assertEqual(not self._verdicts(partner), expected)
                # asked of many at once, the answer is the same
                members = partner._mentorship_members_since(self.today)
                self.assertEqual(bool(members), expected)

    def test_the_stored_state_being_stale_does_not_matter(self):
        partner = self._partner()
        line = self._line(partner)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE membership_membership_line SET date_to = %s WHERE id = %s",
            (self.today - timedelta(days=1), line.id),
        )
        line.invalidate_recordset()
        self.assertEqual(partner.membership_state, "paid")
        self.assertEqual(self._verdicts(partner), {"not_member": "no"})

    def test_a_free_member_may_take_part_in_any_category(self):
        partner = self._partner(free_member=True)
        self.assertEqual(self._verdicts(partner), {})
        self.edition.membership_category_ids = self.member_category
        self.assertEqual(self._verdicts(partner), {"category": "unknown"})

    def test_an_associate_lends_the_membership(self):
        partner = self._partner(associate_member_id=self.mentor.id)
        self.assertEqual(self._verdicts(partner), {})

    def test_the_category_decides_where_the_edition_names_one(self):
        other = self.env["membership.membership_category"].create({"name": "Aspirant"})
        self.edition.membership_category_ids = other
        self.assertEqual(self._verdicts(self.mentee), {"category": "no"})
        self.edition.membership_category_ids |= self.member_category
        self.assertEqual(self._verdicts(self.mentee), {})

    def test_a_mentor_has_strictly_more_than_five_years(self):
        for since, expected in (
            (self.today - relativedelta(years=5), {"experience": "no"}),
            (self.today - relativedelta(years=5, days=1), {}),
            (self.today - relativedelta(years=4), {"experience": "no"}),
            (False, {"experience": "unknown"}),
        ):
            with self.subTest(since):
                self.mentee.professional_since = since
                self.assertEqual(self._verdicts(self.mentee, "mentor"), expected)

    def test_a_leap_day_counts_from_the_end_of_february(self):
        self.mentee.professional_since = date(2020, 2, 29)
        with self._on(date(2025, 2, 28)):
            self.assertIn("experience", self._verdicts(self.mentee, "mentor"))
        with self._on(date(2025, 3, 1)):
            self.assertNotIn("experience", self._verdicts(self.mentee, "mentor"))

    def test_what_the_member_says_counts_where_the_records_are_silent(self):
        self.mentee.professional_since = False
        long_ago = {"professional_since": self.today - relativedelta(years=9)}
        self.assertEqual(self._verdicts(self.mentee, "mentor", long_ago), {})
        self.mentee.professional_since = self.today - relativedelta(years=1)
        self.assertEqual(
            self._verdicts(self.mentee, "mentor", long_ago), {"experience": "no"}
        )

    def test_the_condition_knows_yes_no_and_unknown(self):
        self.edition.eligibility_domain = "[('gender', '=', 'female')]"
        for gender, stated, expected in (
            ("female", None, {}),
            ("male", None, {"condition": "no"}),
            (False, None, {"condition": "unknown"}),
            (False, {"gender": "female"}, {}),
            (False, {"gender": "male"}, {"condition": "no"}),
        ):
            with self.subTest((gender, stated)):
                self.mentee.gender = gender
                self.assertEqual(self._verdicts(self.mentee, stated=stated), expected)

    def test_a_negative_condition_does_not_hold_the_unknown_against_a_member(self):
        self.edition.eligibility_domain = "[('gender', '!=', 'male')]"
        self.mentee.gender = "male"
        self.assertEqual(self._verdicts(self.mentee), {"condition": "no"})
        self.mentee.gender = "female"
        self.assertEqual(self._verdicts(self.mentee), {})
        self.mentee.gender = False
        self.assertNotEqual(self._verdicts(self.mentee), {"condition": "no"})

    def test_by_invitation_only_the_invited(self):
        self.edition.enrolment_mode = "invitation"
        self.assertEqual(self._verdicts(self.mentee), {"not_invited": "no"})
        self.edition.invited_ids = self.mentee
        self.assertEqual(self._verdicts(self.mentee), {})

    def test_an_unreadable_condition_is_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "nonsense", "[("):
            with self.subTest(domain), self.assertRaises(UserError):
                self.edition.eligibility_domain = domain

    def test_who_may_not_cannot_sign_up(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentor", submit=False)
        with self.assertRaisesRegex(UserError, "more than 5 years"):
            enrolment.action_submit()
        self.assertEqual(enrolment.state, "draft")

    def test_a_lapse_is_told_once_after_the_grace_and_ends_nothing(self):
        pairing = self._active_pair()
        self.mentee.member_line_ids.date_to = self.today + timedelta(days=1)
        grace = self.edition.lapse_grace_days
        for days, activities in ((grace, 0), (grace + 2, 1), (grace + 3, 1)):
            with self._on(self.today + timedelta(days=days)):
                self._run_day()
            lines = pairing.mentee_enrolment_ids.activity_ids
            self.assertEqual(len(lines), activities)
        self.assertEqual(
            lines.activity_type_id, self.env.ref("nob_mentorship.activity_lapsed")
        )
        self.assertEqual(lines.user_id, self.coordinator)
        self.assertEqual(pairing.state, "active")
