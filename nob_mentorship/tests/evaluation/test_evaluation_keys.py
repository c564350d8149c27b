import runpy
import shutil
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.evaluation import box
from ...models.evaluation.looking_after import JOB, LOOKED
from ...tools import apart
from .test_evaluation_closing import ClosingCase

OF_ODOO = ("no_folder", "unseen", "came_back", "no_answer", "not_started")
"""Codes that are not the program's own."""


class KeysCase(ClosingCase):
    """The daily job on a server with a ballot folder, and on one without."""

    def setUp(self):
        super().setUp()
        # the folder is the class's, and knows the keys of other tests
        for inner in Path(*box.folders()).iterdir():
            shutil.rmtree(inner)

    def _job(self):
        """Run the job in a transaction of its own."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr)["mentorship.evaluation"]._cron_keys()
        self.env.invalidate_all()

    def _sql(self, statement):
        """Change the row of the evaluation past Odoo."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE mentorship_evaluation SET {statement} WHERE id = %s",
            [self.evaluation.id],
        )
        self.env.invalidate_all()

    def _told(self):
        """Return what activities on the evaluation tell the manager."""
        activities = self.evaluation.activity_ids
        return activities.filtered(lambda a: a.user_id == self.manager)

    @contextmanager
    def _elsewhere(self):
        """Be a server that has no ballot folder."""
        with patch.object(box, "folders", return_value=[]):
            yield

    def _planned(self):
        """Return when the job runs besides its day."""
        job = self.env.ref(JOB)
        return self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])

    @contextmanager
    def _away(self):
        """Have the ballot folder gone, as a disk that is not mounted."""
        folder = Path(*box.folders())
        away = folder.with_suffix(".away")
        folder.rename(away)
        try:
            yield
        finally:
            away.rename(folder)


@tagged("post_install", "-at_install")
class TestWords(KeysCase):
    """Each code has a sentence, which says what is the case at that moment."""

    def test_each_code_of_the_program_has_a_sentence(self):
        codes = runpy.run_path(str(apart.PROGRAM / "box" / "refused.py"))["CODES"]
        evaluation = self.evaluation.with_context(lang="en_US")
        unknown = evaluation._box_problem("x").partition(" (x)")[0]
        for code in (*codes, *OF_ODOO):
            with self.subTest(code):
                said = evaluation._box_problem(code)
                self.assertGreater(len(said), 50)
                self.assertNotIn(unknown, said)
                self.assertNotIn("%", said)

    def test_people_can_answer_is_said_only_while_they_can(self):
        evaluation = self.evaluation.with_context(lang="en_US")
        still = "people can still answer"
        self.assertNotIn(still, evaluation._box_problem("folder_missing"))
        self.evaluation.action_open()
        self.assertIn(still, evaluation._box_problem("folder_missing"))
        self.evaluation.closing = True
        for code in ("folder_missing", "folder_empty", "damaged", "no_answer"):
            self.assertNotIn(still, evaluation._box_problem(code))

    def test_what_mends_a_folder_is_said(self):
        evaluation = self.evaluation.with_context(lang="en_US")
        for code in ("folder_empty", "damaged", "conflict", "no_box"):
            self.assertIn("mentorship_key mend", evaluation._box_problem(code))

    def test_a_server_without_the_folder_names_the_one_that_opened_the_last(self):
        self.env["mentorship.evaluation"].search([]).box_node = False
        with self._elsewhere(), self.assertRaises(UserError) as refused:
            self.evaluation.action_open()
        self.assertNotIn(box.node(), str(refused.exception))
        other = self._evaluation(audience="mentor")
        other.action_open()
        with self._elsewhere(), self.assertRaises(UserError) as refused:
            self.evaluation.action_open()
        self.assertIn(box.node(), str(refused.exception))


@tagged("post_install", "-at_install")
class TestLookedAfter(KeysCase):
    """Managers hear of a key that is lost, and that it is back, and of nothing else."""

    def setUp(self):
        super().setUp()
        self._answered(6)

    def test_what_was_told_goes_when_it_is_over(self):
        for lang in ("nl_NL", "en_US"):
            with self.subTest(lang):
                self.manager.lang = lang
                with self._away():
                    self._job()
                    self._job()
                    self.assertEqual(len(self._told()), 1)
                    self.assertTrue(self.evaluation.box_warning)
                    # it is looked at again before the day is over
                    self.assertTrue(self._planned())
                self._job()
                self.assertFalse(self._told())
                self.assertFalse(self.evaluation.box_warning)

    def test_a_server_without_the_folder_judges_nothing_and_leaves_the_day(self):
        with self._away():
            self._job()
        self._planned().unlink()
        with self._elsewhere():
            self._job()
        self.assertTrue(self.evaluation.box_warning)
        (planned,) = self._planned()
        self.assertLess(planned.call_at, fields.Datetime.now() + timedelta(minutes=10))
        self._job()
        self.assertFalse(self.evaluation.box_warning)
        with self._elsewhere():
            self._job()
        self.assertFalse(self.evaluation.box_warning)

    def test_that_no_server_looks_any_more_is_told_after_a_day(self):
        self._job()
        self._sql("opened_on = opened_on - interval '3 days'")
        with self._elsewhere():
            self._job()
            self.assertFalse(self._told())
            past = fields.Datetime.now() - timedelta(days=2)
            parameters = self.env["ir.config_parameter"]
            parameters.set_param(LOOKED, fields.Datetime.to_string(past))
            self._job()
        self.assertIn("ballot_dir", self._told().note)
        self.assertIn(box.node(), self.evaluation.box_warning)
        self._job()
        self.assertFalse(self._told())

    def test_closing_on_the_wrong_server_marks_nothing(self):
        # not with `assertRaises`, which rolls back what was committed
        with self._elsewhere(), suppress(UserError):
            self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.state, "open")
        self.assertFalse(self.evaluation.box_warning)

    def test_a_server_with_the_folder_closes_what_the_daily_job_left(self):
        self._job()
        self._sql("opens_on = current_date - 9, closes_on = current_date - 1")
        with self._elsewhere():
            self.evaluation._day_close()
        self.assertEqual(self.evaluation.state, "open")
        self.assertFalse(self.evaluation.activity_ids)
        self._job()
        self.assertEqual(self.evaluation.state, "closed")
        self.assertEqual(len(self._inputs()), 6)

    def test_the_key_that_signs_is_looked_at_too_and_holds_no_closing_up(self):
        self._key().with_name("box.key").unlink()
        self._job()
        self.assertTrue(self.evaluation.box_warning)
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(len(self._inputs()), 6)
