from odoo import api, models


class MentorshipLookback(models.Model):
    """What a member writes when a pair looks back together: what they set out to do,
    and what came of it (R68). Each writes one, and the others read it.
    """

    _name = "mentorship.lookback"
    _inherit = ["mentorship.sealed"]
    _description = "Look back of a member"
    _order = "id"

    _method_fields = frozenset()

    _once = models.UniqueIndex(
        "(pairing_id, author_id)",
        "You looked back in another tab or on another device. Reload the page to see "
        "it.",
    )

    @api.model
    def _check_room(self, pairing):
        pairing._check_look_back()
