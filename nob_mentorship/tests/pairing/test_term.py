from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestTerm(MentorshipCase):
    """How long a pairing lasts (R5, R6)."""

    def setUp(self):
        super().setUp()
        self.pairing = self._active_pair()

    def test_a_pairing_ends_with_its_edition(self):
        self.assertEqual(self.pairing.date_end, self.edition.date_end)

    def test_a_pause_moves_what_is_due_and_gives_back_what_is_left(self):
        end = self.pairing.date_end
        until = self.today + timedelta(days=30)
        self.pairing.with_user(self.mentee_user).action_pause(until)
        self.assertEqual(self.pairing.date_end, end + timedelta(days=30))
        with self._on(self.today + timedelta(days=10)):
            self.pairing.with_user(self.mentor_user).action_resume()
        self.assertEqual(self.pairing.date_end, end + timedelta(days=10))
        self.assertFalse(self.pairing.paused_until)

    def test_a_pause_over_its_last_day_ends_by_itself(self):
        self.pairing.action_pause(self.today + timedelta(days=5))
        with self._on(self.today + timedelta(days=6)):
            self._run_day()
        self.assertFalse(self.pairing.paused_until)
        self.assertEqual(self.pairing.pause_days, 5)

    def test_nonsense_dates_are_refused(self):
        for until in ("1900-01-01", "nonsense", "", self.today, None):
            with self.subTest(until), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_pause(until)
            with self.subTest(until), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_prolong(until)

    def test_going_on_needs_the_wish_of_both(self):
        until = self.pairing.date_end + timedelta(days=90)
        self.assertFalse(self.pairing.with_user(self.mentee_user).action_prolong(until))
        self.assertFalse(self.pairing.prolonged_until)
        self.assertTrue(self.pairing.with_user(self.mentor_user).action_prolong(until))
        self.assertEqual(self.pairing.prolonged_until, until)

    def test_a_prolonged_pairing_outlives_its_edition_until_its_day(self):
        until = self.pairing.date_end + timedelta(days=90)
        self.pairing.action_prolong(until)
        with self._on(self.edition.date_end):
            self.edition.action_close()
        self.assertEqual(self.pairing.state, "active")
        with self._on(until):
            self._run_day()
        self.assertEqual(self.pairing.state, "active")
        with self._on(until + timedelta(days=1)):
            self._run_day()
        self.assertEqual(self.pairing.state, "completed")
        self.assertEqual(
            set(self.pairing.member_ids.enrolment_id.mapped("state")), {"completed"}
        )

    def test_only_the_pair_and_staff_decide(self):
        until = self.today + timedelta(days=5)
        for user in (self.member_user, self.employee, self.other_coordinator):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_pause(until)

    def test_staff_see_who_is_silent_or_met_too_little(self):
        self.assertTrue(self.pairing.no_first_contact)
        self.assertTrue(self.pairing.too_few_meetings)
        self.assertEqual(self.edition.no_contact_count, 1)
        self.pairing.with_user(self.mentee_user).action_first_contact()
        self.assertFalse(self.pairing.no_first_contact)
        self.edition.invalidate_recordset()
        self.assertEqual(
            (self.edition.no_contact_count, self.edition.too_few_count), (0, 0)
        )
        # in the first month, nobody has met too little
        self.pairing.date_start = self.today - timedelta(days=600)
        self.edition.invalidate_recordset()
        self.assertEqual(self.edition.too_few_count, 1)
