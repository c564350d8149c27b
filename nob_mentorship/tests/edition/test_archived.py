from dateutil.relativedelta import relativedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestArchived(MentorshipCase):
    """An archived edition leaves the lists of staff, and nothing else changes."""

    def _past(self):
        edition = self._edition(name="2029")
        edition.action_not_planned()
        mine = edition.with_user(self.coordinator)
        mine.action_archive()
        return mine

    def test_an_edition_that_is_over_leaves_the_list_and_comes_back(self):
        past = self._past()
        editions = self.env["mentorship.edition"].with_user(self.coordinator)
        self.assertNotIn(past, editions.search([]))
        self.assertIn(past, editions.search([("active", "=", False)]))
        self.assertIn(past, past.programme_id.edition_ids)
        past.action_unarchive()
        self.assertIn(past, editions.search([]))

    def test_an_edition_that_members_take_part_in_is_not_archived(self):
        mine = self.edition.with_user(self.coordinator)
        for step in ("open_enrolment", "close_enrolment", "start"):
            getattr(self.edition, f"action_{step}")()
            with self.assertRaises(ValidationError):
                mine.action_archive()
            self.edition.invalidate_recordset()
        self.edition.action_close()
        mine.action_archive()
        self.assertFalse(self.edition.active)

    def test_an_archived_edition_does_not_open(self):
        with self.assertRaises(ValidationError):
            self._past().action_open_enrolment()

    def test_a_pairing_that_goes_on_keeps_its_edition_in_sight(self):
        pairing = self._active_pair()
        later = self.edition.date_end + relativedelta(months=6)
        pairing.action_prolong(later)
        self.edition.action_close()
        self.assertEqual(pairing.state, "active")
        mine = self.edition.with_user(self.coordinator)
        with self.assertRaises(ValidationError):
            mine.action_archive()
        self.edition.invalidate_recordset()
        pairing.action_complete()
        mine.action_archive()
        self.assertFalse(self.edition.active)

    def test_a_copy_is_in_the_list_and_its_name_is_free(self):
        past = self._past()
        copy = past.copy()
        self.assertTrue(copy.active)
        again = past.copy()
        self.assertEqual(len({past.name, copy.name, again.name}), 3)

    def test_its_texts_are_deleted_in_time(self):
        pairing = self._active_pair()
        sign_up = pairing.mentee_enrolment_ids
        self.edition.retention_months = 3
        self.edition.action_close()
        self.edition.action_archive()
        self.assertTrue(sign_up.question)
        with self._on(self.edition.date_end + relativedelta(months=3)):
            self._run_day()
        self.assertFalse(sign_up.question)
