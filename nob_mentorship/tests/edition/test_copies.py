from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.free_name import free_name, next_years
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestCopies(MentorshipCase):
    """What can be duplicated can be duplicated again."""

    def test_years_count_on(self):
        for name, following in (
            ("2030", "2031"),
            ("2027/2028", "2028/2029"),
            ("Najaar 2027", "Najaar 2028"),
            ("7", "8"),
            ("12345 deelnemers", "12345 deelnemers"),
            ("Proef", "Proef"),
        ):
            self.assertEqual(next_years(name), following)

    def test_a_name_that_is_taken_gets_a_number(self):
        taken = {"2031", "2031 (2)"}
        self.assertEqual(free_name("2031", taken), "2031 (3)")
        self.assertEqual(free_name("2031", taken), "2031 (4)")
        long = "x" * 100
        self.assertEqual(len(free_name(long, {long})), 100)

    def test_an_edition_is_copied_though_the_next_name_is_taken(self):
        mine = self.edition.with_user(self.coordinator)
        names = [mine.copy().name for _n in range(3)]
        self.assertEqual(names, ["2031", "2031 (2)", "2031 (3)"])
        both = (mine | self._edition(name="Proef").with_user(self.coordinator)).copy()
        self.assertEqual(both.mapped("name"), ["2031 (4)", "Proef (copy)"])
        season = self._edition(name="2027/2028")
        self.assertEqual(season.copy().name, "2028/2029")
        self.assertEqual(season.copy({"name": "Anders"}).name, "Anders")

    def test_a_name_of_full_length_is_copied(self):
        long = self._edition(name="x" * 100)
        self.assertEqual(len(long.copy().name), 100)
        self.assertEqual(len(long.copy().name), 100)

    @mute_logger("odoo.sql_db")
    def test_who_is_offered_a_copy_gets_one(self):
        """Each of our lists and forms: a copy and another one, or no *Duplicate*."""
        question = self._question()
        self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "audience": "mentee"}
        )
        self._enrol(self.mentee, "mentee", submit=False)
        for model, name in (
            ("mentorship.resource", "Reading"),
            ("mentorship.news", "News"),
        ):
            self.env[model].create({"name": name, "programme_id": self.programme.id})
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "mentorship.%"), ("type", "in", ("form", "list"))]
        )
        tried, wrong = {}, []
        for view in views.sorted("model"):
            model = self.env[view.model].with_user(self.manager)
            arch = etree.fromstring(view.arch)
            closed = {"0", "false"} & {arch.get("duplicate"), arch.get("create")}
            if model._transient or closed or not model.has_access("create"):
                continue
            record = model.search([], limit=1)
            if not record or view.model in tried:
                continue
            try:
                with self.env.cr.savepoint():
                    tried[view.model] = [record.copy().id, record.copy().id]
                    self.env.flush_all()
            except UserError as error:
                wrong.append(f"{view.model}: {error}")
        self.assertFalse(wrong)
        self.assertLessEqual(
            {"mentorship.edition", "mentorship.programme", "mentorship.topic"},
            set(tried),
        )
        self.assertTrue(question.exists())
