from odoo import api, fields, models
from odoo.exceptions import AccessError

from .mentorship_kept_text import MANAGER


class MentorshipHealth(models.TransientModel):
    """Shows managers what is missing in the installation, because only administrators
    can open Odoo's settings.
    """

    _name = "mentorship.health"
    _description = "Health of the installation"

    health = fields.Html(compute="_compute_health", sanitize=False)
    key = fields.Char("Master key", compute="_compute_health")

    def _compute_health(self):
        # sudo: a manager reads lines about what is missing, and no member's data
        settings = self.env["res.config.settings"].sudo().new({})
        for health in self:
            health.health = settings.mentorship_health
            health.key = settings.mentorship_key

    def _compute_display_name(self):
        self.display_name = self.env._("Health of the installation")

    @api.model
    def action_open(self):
        """Show a manager what is missing.

        :raises AccessError: for all other users
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a mentorship manager can do this."))
        # sudo: a manager, checked above; users cannot create one directly
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health of the installation"),
            "res_model": self._name,
            "res_id": self.sudo().create({}).id,
            "views": [(False, "form")],
        }
