from odoo import fields, models

from ..programme.tags import SHOWN


class MentorshipEndReason(models.Model):
    """The reason why a pairing ended, chosen from a list so that it can be counted
    (R67).
    """

    _name = "mentorship.end.reason"
    _inherit = ["mentorship.tag"]
    _description = "Reason a mentorship pairing ended"

    _portal_readable = SHOWN | {"active"}

    active = fields.Boolean(default=True)
