from odoo import models


class MentorshipPlan(models.Model):
    """The development plan of a mentee, or of a peer (R37)."""

    _name = "mentorship.plan"
    _inherit = ["mentorship.sealed"]
    _description = "Development plan"
    _order = "id"

    _method_fields = frozenset()

    _once = models.UniqueIndex(
        "(pairing_id, author_id)",
        "You wrote your plan in another tab or on another device. Reload the page to "
        "see it.",
    )
