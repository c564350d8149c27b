from types import MappingProxyType

from odoo.fields import Command
from odoo.tests import tagged

from .common import MentorshipCase

OURS = "nob_mentorship"
SURVEYS = "survey.group_survey_manager"
MODES = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestNeighbours(MentorshipCase):
    """What we store for the models of others works while only these are loaded.

    That is so while a module below us is updated, and where our folder is missing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        evaluation = cls.env["mentorship.evaluation"].create(
            {"edition_id": cls.edition.id, "audience": "mentee"}
        )
        form = evaluation.survey_id
        cls.answer = cls.env["survey.user_input"].create(
            {"survey_id": form.id, "mentorship_evaluation_id": evaluation.id}
        )
        question = form.question_ids[0]
        cls.line = cls.answer.user_input_line_ids.create(
            cls.answer._get_line_answer_values(
                question, question.suggested_answer_ids[0].id, "suggestion"
            )
        )
        cls.survey_manager = cls._user("survey_manager", SURVEYS)
        cls.users = (
            cls.manager,
            cls.coordinator,
            cls.employee,
            cls.administrator,
            cls.mentee_user,
            cls.env.ref("base.public_user"),
            cls._user("survey_user", "survey.group_survey_user"),
            cls.survey_manager,
            cls._user("both", f"{SURVEYS},{OURS}.group_mentorship_manager"),
        )
        cls.env.flush_all()

    def _stored(self, model):
        """Return the records of a model that came with our addon."""
        data = self.env["ir.model.data"].search(
            [("module", "=", OURS), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def _others(self):
        """Return the names of the models that are not ours."""
        return [
            name
            for name, model in self.registry.items()
            if model._original_module != OURS and not model._abstract
        ]

    def _forget_our_fields(self):
        """Take our fields out of every model of others until the test ends."""
        for name in self._others():
            model = self.registry[name]
            left = {
                name: field
                for name, field in model._fields.items()
                if set(field._modules) != {OURS}
            }
            self.patch(model, "_fields", MappingProxyType(left))
        self.addCleanup(self.registry.clear_cache)
        self.registry.clear_cache()

    def test_rules_need_no_field_of_ours_and_answers_stay_closed(self):
        rules = self._stored("ir.rule").filtered(
            lambda rule: rule.model_id.model in self._others()
        )
        models = {rule.model_id.model for rule in rules}
        for record in (self.answer, self.line):
            self.assertIn(record._name, models)
            # another addon, or the customer, shows all answers to a group
            self.env["ir.rule"].create(
                {
                    "name": "All answers",
                    "model_id": self.env["ir.model"]._get_id(record._name),
                    "domain_force": "[(1, '=', 1)]",
                    "groups": [Command.link(self.env.ref(SURVEYS).id)],
                }
            )
        self._forget_our_fields()
        self.assertNotIn("mentorship_evaluation_id", self.answer)
        wrong = []
        for user in self.users:
            for model in models:
                for mode in MODES:
                    try:
                        self.env["ir.rule"].with_user(user)._compute_domain(model, mode)
                    except ValueError as error:
                        wrong.append(f"{model} {user.name} {mode}: {error}")
            for record in () if wrong else (self.answer, self.line):
                mine = record.with_user(user)
                wrong += [
                    f"{record._name} {user.name} {mode}"
                    for mode in MODES
                    if mine.has_access(mode)
                ]
        self.assertFalse(wrong)

    def test_an_ordinary_answer_is_open_all_the_same(self):
        survey = self.env["survey.survey"].create({"title": "Lunch"})
        answer = self.env["survey.user_input"].create({"survey_id": survey.id})
        mine = answer.with_user(self.survey_manager)
        self.assertTrue(mine.has_access("read"))
        self._forget_our_fields()
        self.assertTrue(mine.has_access("read"))

    def test_no_row_of_others_needs_a_value_of_ours(self):
        self.env.cr.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_nullable = 'NO'"
        )
        needed = {column for (column,) in self.env.cr.fetchall()}
        ours = {
            f"{model._table}.{name}"
            for model in map(self.registry.get, self._others())
            for name, field in model._fields.items()
            if set(field._modules) == {OURS} and field.store and field.column_type
        }
        self.assertIn("survey_user_input.mentorship_evaluation_id", ours)
        self.assertFalse(needed & ours)

    def test_no_default_and_no_first_view_of_others_is_ours(self):
        others = self._others()
        views = self._stored("ir.ui.view").filtered(
            lambda view: view.model in others and view.mode == "primary"
        )
        self.assertTrue(views)
        for view in views:
            first = view.default_view(view.model, view.type)
            self.assertNotIn(first, views.ids, view.name)
        defaults = self.env["ir.default"].search([])
        self.assertFalse(
            defaults.filtered(
                lambda default: (
                    default.field_id.model in others
                    and default.field_id.modules == OURS
                )
            )
        )
