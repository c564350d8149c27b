from odoo import fields, models


class ResPartner(models.Model):
    """The editions a member is invited to, read for many members at once."""

    _inherit = "res.partner"

    mentorship_invitee_ids = fields.One2many(
        "mentorship.invitee", "partner_id", "Invitations", groups=fields.NO_ACCESS
    )
