from odoo import fields, models


class MentorshipEdition(models.Model):
    """What needs a person today, on the board and the form of an edition."""

    _inherit = "mentorship.edition"

    lost_key_count = fields.Integer(
        "Evaluations whose key cannot be read",
        compute="_compute_lost_key_count",
        compute_sudo=True,
    )

    def _compute_lost_key_count(self):
        found = self.env["mentorship.evaluation"]._read_group(
            [
                ("edition_id", "in", self.ids),
                ("state", "=", "open"),
                ("box_trouble", "!=", False),
            ],
            ["edition_id"],
            ["__count"],
        )
        counts = {edition.id: count for edition, count in found}
        for edition in self:
            edition.lost_key_count = counts.get(edition.id, 0)
