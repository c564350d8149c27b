from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipQuestion(models.Model):
    """A question that staff ask at the sign-up, for use in matching (R48)."""

    _name = "mentorship.question"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship question"
    _order = "sequence, id"

    _method_fields = frozenset()
    _ranges = {"importance": (0, 10)}
    _portal_readable = frozenset(
        {"id", "name", "display_name", "help", "answer_ids", "sequence", "active"}
    )

    name = fields.Char("Question", required=True, translate=True)
    help = fields.Char("Explanation", translate=True, help="Shown below the question.")
    likeness = fields.Selection(
        [
            ("alike", "Members who answer alike"),
            ("complementary", "Members who answer differently"),
        ],
        "Good match",
        required=True,
        default="alike",
    )
    ordered = fields.Boolean(
        "The answers form a scale, in this order",
        default=False,
        help="If ticked, neighbouring answers count as closer than distant ones.",
    )
    importance = fields.Float(
        default=1.0,
        required=True,
        help="From 0 to 10. 1: counts as much as the other criteria.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    answer_ids = fields.One2many(
        "mentorship.question.answer", "question_id", "Answers", copy=True
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unanswered(self):
        self.answer_ids._unlink_only_ungiven()


class MentorshipQuestionAnswer(models.Model):
    """A possible answer to a question."""

    _name = "mentorship.question.answer"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship answer"
    _order = "question_id, sequence, id"

    _name_parts = ("question_id", "name")

    _method_fields = frozenset()
    _fixed_fields = frozenset({"question_id"})
    _portal_readable = frozenset(
        {"id", "name", "display_name", "question_id", "sequence"}
    )

    question_id = fields.Many2one(
        "mentorship.question", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Answer", required=True, translate=True)
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint(
        "UNIQUE(question_id, name)", "This question already has that answer."
    )

    @api.depends("name", "question_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = f"{answer.question_id.name}: {answer.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_ungiven(self):
        if given := self._given():
            raise UserError(
                self.env._(
                    "“%s” was answered in a sign-up, so you cannot delete it. Archive "
                    "the question instead; it will no longer be asked.",
                    given[0].display_name,
                )
            )

    def _is_fixed(self):
        return bool(self._given())

    def _given(self):
        """Return the answers that were given at a sign-up."""
        # sudo: looks at the sign-ups of all programmes; only reveals whether there is
        # one
        enrolments = self.env["mentorship.enrolment"].sudo()
        given = enrolments.search([("answer_ids", "in", self.ids)]).answer_ids
        return self.filtered(lambda answer: answer in given)
