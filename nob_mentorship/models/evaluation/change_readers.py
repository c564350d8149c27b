from odoo import models
from odoo.fields import Domain

TAKING_PART = (
    *("submitted", "waiting", "accepted"),
    *("matched", "completed", "unmatched"),
)
"""The states of a sign-up with which a member reads what changed."""


class MentorshipChange(models.Model):
    """Which members read a change: those who take part in a later edition of its
    programme (R66).
    """

    _inherit = "mentorship.change"

    def _readers(self):
        """Return the domain of the sign-ups whose members can read these changes once
        they are published.
        """
        later = Domain.OR(
            Domain("programme_id", "=", edition.programme_id.id)
            & Domain("edition_id.date_start", ">", edition.date_start)
            for edition in self.edition_id
            if edition.date_start
        )
        return Domain("state", "in", TAKING_PART) & later
