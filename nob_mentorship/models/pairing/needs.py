from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipPairing(models.Model):
    """Why a pairing needs a person (R27, R67, P9). Each method returns
    {pairing id: since when, a `date` or None}.
    """

    _inherit = "mentorship.pairing"

    @api.model
    def _needs_silent(self, editions):
        """Find the pairings that are late: nothing happens any more."""
        late = Domain("edition_id", "in", editions.ids) & self._late_domain()
        return {
            pairing.id: pairing.reached_on
            for pairing in self.search_fetch(late, ["reached_on"])
        }

    @api.model
    def _needs_few_meetings(self, editions):
        """Find the pairings that meet too little; those that are late are called
        anyway.
        """
        behind = (
            Domain("edition_id", "in", editions.ids)
            & Domain("is_behind", "=", True)
            & Domain("paused_until", "=", False)
            & ~self._late_domain()
        )
        return {
            pairing.id: pairing.reached_on
            for pairing in self.search_fetch(behind, ["reached_on"])
        }

    @api.model
    def _needs_question(self, editions):
        """Find the offers about which a member asked something (P19)."""
        waiting = Domain("edition_id", "in", editions.ids) & self._question_waits()
        return {
            pairing.id: min(
                pairing.question_ids.filtered("waits").mapped("asked_on"), default=None
            )
            for pairing in self.search(waiting)
        }

    @api.model
    def _needs_unanswered(self, editions):
        """Find the offers that were not answered although a reminder went out."""
        today = fields.Date.context_today(self)
        waiting = (
            Domain("edition_id", "in", editions.ids)
            & self._unanswered_domain()
            & Domain("member_ids", "any", [("remind_on", "<", today)])
        )
        found = self.search_fetch(waiting, ["offered_on"])
        return {
            pairing.id: pairing.offered_on
            for pairing in found
            if any(
                member.remind_on and member.remind_on < today
                for member in pairing._unanswered()
            )
        }
