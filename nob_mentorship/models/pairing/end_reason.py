from odoo import fields, models


class MentorshipEndReason(models.Model):
    """The reason why a pairing ended, chosen from a list so that it can be counted
    (R67).
    """

    _name = "mentorship.end.reason"
    _inherit = ["mentorship.guarded"]
    _description = "Reason a mentorship pairing ended"
    _order = "sequence, id"

    _portal_readable = frozenset({"id", "name", "display_name", "sequence", "active"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
