from odoo import fields, models
from odoo.exceptions import UserError

from .. import odoo_inside


class MentorshipEvaluation(models.Model):
    """What follows from an evaluation: changes, with an owner and a date (R66)."""

    _inherit = "mentorship.evaluation"

    change_ids = fields.One2many("mentorship.change", "evaluation_id", "Changes")

    def _has_results(self):
        """Tell whether enough people answered for results to be shown."""
        self.ensure_one()
        return self.state == "closed" and self.opened_count > 0

    def action_add_change(self):
        """Open the form of a new change that follows from this evaluation.

        It says where the change was heard, and takes over nothing of the results.

        :raises UserError: if there are no results
        """
        self._check_staff()
        self.ensure_one()
        if not self._has_results():
            raise UserError(
                self.env._(
                    "“%s” has no results, so nothing follows from it.",
                    self.display_name,
                )
            )
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_change_new_action"
        )
        return {
            **action,
            "context": {
                "default_edition_id": self.edition_id.id,
                "default_evaluation_id": self.id,
            },
        }
