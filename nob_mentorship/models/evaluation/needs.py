from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

LAST_DAYS = timedelta(days=7)
"""Staff are asked to help in the last week of an evaluation."""


class MentorshipEvaluation(models.Model):
    """Why an evaluation needs a person (R19)."""

    _inherit = "mentorship.evaluation"

    @api.model
    def _needs_response(self, editions):
        """Find the evaluations that are about to close with too few answers for a
        result: {evaluation id: since when, a `date`}.
        """
        today = fields.Date.context_today(self)
        ending = self.search(
            Domain("edition_id", "in", editions.ids)
            & Domain("state", "=", "open")
            & Domain("closing", "=", False)
            & Domain("closes_on", ">=", today)
            & Domain("closes_on", "<=", today + LAST_DAYS)
        )
        return {
            evaluation.id: evaluation.closes_on - LAST_DAYS
            for evaluation in ending
            if evaluation.missing_count
        }
