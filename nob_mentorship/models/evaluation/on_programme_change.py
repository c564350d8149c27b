from odoo import api, fields, models


class MentorshipProgramme(models.Model):
    """The changes of a programme; those of staff who left get another owner (R66)."""

    _inherit = "mentorship.programme"

    change_ids = fields.One2many("mentorship.change", "programme_id", "Changes")
    change_count = fields.Integer("Number of changes", compute="_compute_change_count")

    @api.depends("change_ids")
    def _compute_change_count(self):
        counts = dict(
            self.env["mentorship.change"]._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
        )
        for programme in self:
            programme.change_count = counts.get(programme, 0)

    def action_view_changes(self):
        """Open the changes of this programme."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changes"),
            "res_model": "mentorship.change",
            "view_mode": "list,kanban,form",
            "context": {"search_default_programme_id": self[:1].id},
        }

    def _hand_over_changes(self, staff):
        """Give the open changes of users who left to a coordinator, if there is one.

        :param staff: the coordinators and managers who are left, ``res.users``
        """
        left = self.env["mentorship.change"].search(
            [
                ("programme_id", "=", self.id),
                ("state", "=", "agreed"),
                ("owner_id", "!=", False),
                ("owner_id", "not in", staff.ids),
            ]
        )
        for change in left:
            change.owner_id = change.edition_id._responsible()
