from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipExtendWizard(models.TransientModel):
    """Give members more time to answer their offers (P19)."""

    _name = "mentorship.extend.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Give more time to answer"

    pairing_ids = fields.Many2many(
        "mentorship.pairing",
        string="Pairings",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    until = fields.Date(
        "Answer by", required=True, default=lambda self: self._default_until()
    )
    outlook = fields.Text("What happens", compute="_compute_outlook")

    @api.depends("pairing_ids")
    def _compute_outlook(self):
        for wizard in self:
            wizard.outlook = wizard.pairing_ids._origin._more_time_outlook()

    def _default_until(self):
        """Return the last day if the days of the edition are added."""
        ids = self.env.context.get("default_pairing_ids") or self.env.context.get(
            "active_ids"
        )
        numbers = [number for number in ids or [] if type(number) is int]
        pairings = self.env["mentorship.pairing"].search([("id", "in", numbers)])
        days = [pairing._more_time() for pairing in pairings]
        return max(days, default=False)

    def action_extend(self):
        """Extend the offers, and report the result to staff."""
        self.pairing_ids._check_staff()
        return self.pairing_ids._in_bulk(
            "action_extend_offer", self.until, name=self.env._("Give more time")
        )


class MentorshipQuestionWizard(models.TransientModel):
    """Answer a member's question about an offer (P19)."""

    _name = "mentorship.question.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Answer a question about an offer"

    question_id = fields.Many2one("mentorship.offer.question", required=True)
    text = fields.Text("Question", related="question_id.text")
    shown = fields.Boolean(related="question_id.shown")
    answer = fields.Text(required=True)

    def action_answer(self):
        """Answer it; the member who asked gets a mail."""
        question = self.question_id
        if not question.exists():
            raise UserError(
                self.env._("The offer is over, so its question was deleted.")
            )
        question.pairing_id.action_answer_question(self.answer, question.id)
        return {"type": "ir.actions.act_window_close"}
