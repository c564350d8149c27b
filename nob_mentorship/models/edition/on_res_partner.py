from odoo import fields, models


class ResPartner(models.Model):
    """What a member is invited to; of many members it is read at once."""

    _inherit = "res.partner"

    mentorship_invitee_ids = fields.One2many(
        "mentorship.invitee", "partner_id", "Invitations", groups=fields.NO_ACCESS
    )
