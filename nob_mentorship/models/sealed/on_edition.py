from odoo import fields, models


class MentorshipEdition(models.Model):
    """Coordinators who cannot read sealed messages yet, shown on the edition, which
    coordinators open every day.
    """

    _inherit = "mentorship.edition"

    keyless_names = fields.Char(related="programme_id.keyless_names")
    is_keyless = fields.Boolean(related="programme_id.is_keyless")

    def action_make_identity(self):
        """Open the page on which a coordinator creates their keys."""
        return self.env["mentorship.message"]._page("messages")
