"""Archiving and duplicating always work, or a sentence says what to do first."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..each_model import EachModelCase


@tagged("post_install", "-at_install")
class TestArchive(EachModelCase):
    """Each record of staff: archived, restored, and copied, also when archived."""

    def _staffs(self):
        """Yield one record of each model that managers make, as a manager."""
        for model, record in self.records.items():
            mine = record.with_user(self.manager)
            if not model.startswith("mentorship.") or not mine.has_access("create"):
                continue
            yield mine

    def test_what_can_be_archived_is_archived_and_restored(self):
        tried = []
        for record in self._staffs():
            if "active" not in record._fields:
                continue
            with self.subTest(record._name), self.env.cr.savepoint() as savepoint:
                if record._name in ("mentorship.programme", "mentorship.edition"):
                    self.edition.action_close()
                record.action_archive()
                self.env.flush_all()
                self.assertFalse(record.active)
                record.action_unarchive()
                self.env.flush_all()
                self.assertTrue(record.active)
                record.action_archive()
                self.assertTrue(record.copy().id)
                self.env.flush_all()
                tried.append(record._name)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertLessEqual(
            {"mentorship.programme", "mentorship.topic", "mentorship.question"},
            {*tried},
        )

    def test_a_programme_with_an_edition_under_way_says_what_to_do_first(self):
        programme = self.programme.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, self.edition.name):
            programme.action_archive()
        self.assertTrue(programme.active)
        self.edition.action_close()
        programme.action_archive()
        self.assertFalse(programme.active)
        with self.assertRaisesRegex(UserError, "Restore the programme"):
            self._edition(name="2050").action_open_enrolment()
        programme.action_unarchive()
        self.assertTrue(programme.active)

    def test_a_copied_edition_is_empty_and_a_year_later(self):
        copied = self.edition.with_user(self.coordinator).copy()
        self.assertEqual(copied.state, "draft")
        for name in ("enrolment_ids", "pairing_ids", "invitee_ids", "activity_ids"):
            with self.subTest(name):
                self.assertFalse(copied[name])
        for name in ("enrolment_start", "enrolment_end", "date_start"):
            self.assertEqual(copied[name].year, self.edition[name].year + 1)
        self.assertEqual(copied.offer_days, self.edition.offer_days)
        self.assertEqual(len(copied.reminder_ids), len(self.edition.reminder_ids))
        self.assertFalse(copied.enrolment_opened_on)

    def test_lines_that_were_switched_off_stay_off_in_the_copy(self):
        self.edition.reminder_ids.active = False
        copied = self.edition.with_user(self.coordinator).copy()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(copied.reminder_ids)
        self.assertTrue(copied.with_context(active_test=False).reminder_ids)

    def test_a_programme_is_copied_again_and_again_though_it_is_archived(self):
        self.edition.action_close()
        programme = self.programme.with_user(self.manager)
        programme.action_archive()
        codes = [programme.copy().code for _n in range(3)]
        self.assertEqual(len({*codes, programme.code}), 4)
