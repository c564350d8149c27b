from odoo import api, fields, models
from odoo.exceptions import UserError

ALWAYS_WRITABLE = frozenset({"user_id", "restrict_user_ids", "color"})
FORM = "mentorship"


class SurveySurvey(models.Model):
    """A form of our evaluations: a survey with its own type.

    Odoo's ways to answer it, to invite people and to see results are disabled for it;
    the evaluation that uses it has its own. Once it is open, the form cannot change.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(FORM, "Mentorship evaluation")],
        ondelete={FORM: lambda surveys: surveys.unlink()},
    )
    mentorship_evaluation_ids = fields.One2many(
        "mentorship.evaluation",
        "survey_id",
        "Evaluations",
        groups="nob_mentorship.group_mentorship_coordinator",
    )

    @api.depends("title", "mentorship_evaluation_ids")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_display_name(self):
        """Add the evaluation to the name, because copies of a form have the same
        title."""
        result = super()._compute_display_name()
        for survey in self.filtered(lambda survey: survey.survey_type == FORM):
            # sudo: names only those that the caller can see
            evaluations = survey.sudo().mentorship_evaluation_ids
            evaluations = evaluations.with_env(self.env)._filtered_access("read")
            if evaluations:
                edition = evaluations[0].edition_id.display_name
                survey.display_name = f"{survey.title} ({edition})"
        return result

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("nob_mentorship.group_mentorship_coordinator"):
            for survey in self:
                survey.allowed_survey_types = [
                    *(survey.allowed_survey_types or []),
                    FORM,
                ]
        return result

    @api.onchange("survey_type")
    def _onchange_survey_type(self):
        if self.survey_type == FORM:
            self.update(self._form_settings())
            return None
        return super()._onchange_survey_type()

    @api.model
    def _form_settings(self):
        """Return the survey settings that a form needs to be opened."""
        return {
            "questions_layout": "one_page",
            "questions_selection": "all",
            "access_mode": "token",
            "users_login_required": False,
            "users_can_go_back": False,
            "is_attempts_limited": False,
            "is_time_limited": False,
            "scoring_type": "no_scoring",
            "certification": False,
            "session_code": False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("survey_type") == FORM:
                vals.update(
                    {k: v for k, v in self._form_settings().items() if k not in vals}
                )
        return super().create(vals_list)

    def write(self, vals):
        # before any of these is mentioned
        self.check_access("write")
        if vals.keys() - ALWAYS_WRITABLE:
            self._check_not_in_use()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._check_not_in_use()
        # sudo: a form is kept for evaluations of any programme
        if evaluations := self.sudo().mentorship_evaluation_ids:
            seen = evaluations.with_env(self.env)._filtered_access("read")
            raise UserError(
                self.env._(
                    "This form belongs to %s; choose another form there first.",
                    seen[:1].display_name
                    or self.env._("an evaluation of another programme"),
                )
            )

    def _forms_in_use(self):
        """Return the forms that were opened for an evaluation."""
        # sudo: evaluations of every programme count
        evaluations = self.env["mentorship.evaluation"].sudo()
        used = evaluations.search(
            [("survey_id", "in", self.ids), ("state", "!=", "draft")]
        )
        return self & used.survey_id.with_env(self.env)

    def _check_not_in_use(self):
        """Raise if one of these forms is being, or has been, answered.

        :raises UserError: because no user can change a form from then on
        """
        if used := self._forms_in_use():
            raise UserError(
                self.env._(
                    "“%s” is being answered or has been answered, so it can no longer "
                    "be changed. Change a copy instead.",
                    used[0].title,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self.env.context.get("mentorship_same_title"):
            for survey, vals in zip(self, vals_list, strict=True):
                vals["title"] = survey.title
        return vals_list

    def _copy_form(self):
        """Return a copy of a form, under the same title in every language."""
        form = self.with_context(mentorship_same_title=True)
        return form.copy({"user_id": self.env.user.id}).with_env(self.env)

    def action_copy_form(self):
        """Open a copy of the form."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._copy_form().id,
            "views": [(False, "form")],
        }

    # methods of Odoo that would identify the respondents

    def _create_answer(self, *args, **kwargs):
        self._refuse_for_forms()
        return super()._create_answer(*args, **kwargs)

    def action_send_survey(self):
        self._refuse_for_forms()
        return super().action_send_survey()

    def action_start_session(self):
        self._refuse_for_forms()
        return super().action_start_session()

    def action_test_survey(self):
        if self.survey_type == FORM:
            return {
                "type": "ir.actions.act_url",
                "target": "new",
                "url": f"/mentorship/form/{self.id}",
            }
        return super().action_test_survey()

    def _refuse_for_forms(self):
        """Raise if this is one of our forms.

        :raises UserError: because members answer it only through its evaluation
        """
        self.check_access("read")
        if forms := self.filtered(lambda survey: survey.survey_type == FORM):
            raise UserError(
                self.env._(
                    "“%s” is answered anonymously: open an evaluation with it "
                    "instead. That asks all participants and keeps their answers.",
                    forms[0].title,
                )
            )


class SurveyQuestion(models.Model):
    """A question keeps its key in every copy of its form, so that editions can be
    compared.
    """

    _inherit = "survey.question"

    mentorship_key = fields.Char(index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        # afterwards, because the form may come from a default
        questions.survey_id._check_not_in_use()
        questions._name_keys()
        return questions

    def write(self, vals):
        # before any of these is mentioned
        self.check_access("write")
        forms = self.survey_id
        if vals.get("survey_id"):
            forms |= forms.browse(vals["survey_id"])
        forms._check_not_in_use()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_form_in_use(self):
        self.survey_id._check_not_in_use()

    def _name_keys(self):
        """Give the questions of forms a key, unless they have one."""
        for question in self:
            others = question.survey_id.question_and_page_ids - question
            if question.survey_id.survey_type == FORM and (
                not question.mentorship_key
                or question.mentorship_key in others.mapped("mentorship_key")
            ):
                question.mentorship_key = f"q{question.id}"


class SurveyQuestionAnswer(models.Model):
    """A possible answer, with a key that every copy keeps."""

    _inherit = "survey.question.answer"

    mentorship_key = fields.Char()

    def _forms(self):
        return self.question_id.survey_id | self.matrix_question_id.survey_id

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._forms()._check_not_in_use()
        for answer in answers:
            if FORM in answer._forms().mapped("survey_type"):
                answer.mentorship_key = answer.mentorship_key or f"a{answer.id}"
        return answers

    def write(self, vals):
        # before any of these is mentioned
        self.check_access("write")
        self._forms()._check_not_in_use()
        result = super().write(vals)
        self._forms()._check_not_in_use()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_form_in_use(self):
        self._forms()._check_not_in_use()


class SurveyUserInput(models.Model):
    """An answer from a ballot box: without a person, and not directly readable.

    A global rule closes it to all users; the results of the evaluation are computed
    from it.
    """

    _inherit = "survey.user_input"

    mentorship_evaluation_id = fields.Many2one(
        "mentorship.evaluation", readonly=True, index="btree_not_null", copy=False
    )
    mentorship_role = fields.Selection(
        [("mentor", "Mentor"), ("mentee", "Mentee"), ("peer", "Peer")],
        readonly=True,
        copy=False,
        help="Empty if fewer than the minimum answered in one of the roles.",
    )
