from odoo import fields, models


class MentorshipEdition(models.Model):
    """Which coordinators cannot read sealed messages yet: on the edition, where
    coordinators look each day."""

    _inherit = "mentorship.edition"

    keyless_names = fields.Char(related="programme_id.keyless_names")
    is_keyless = fields.Boolean(related="programme_id.is_keyless")

    def action_make_identity(self):
        """Lead to the page on which a coordinator makes their keys."""
        return self.env["mentorship.message"]._page("messages")
