from odoo import api, models

from ...portal.sealed import address, serious
from ..base.labels import field_labels
from ..pairing.room import STAGES


class MentorshipPortalPages(models.AbstractModel):
    """The pair's room, as far as everybody may know: no text passes through here."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _room(self, pairing, partner):
        """Return what every page of a room needs to know of it."""
        labels = field_labels(pairing, "stage")
        reached = STAGES.index(pairing.stage)
        return {
            "id": pairing.id,
            "page": address.entry(f"room/{pairing.id}"),
            "closes_on": self._day(pairing._room_closes_on()),
            "names": self._names_of_others(pairing, partner),
            "writable": pairing.state == "active",
            "cleared_on": self._day(pairing.room_cleared_on),
            "retention_months": pairing.edition_id.retention_months,
            "stages": [
                {
                    "name": labels[stage],
                    "number": number + 1,
                    "state": "done"
                    if number < reached
                    else "now"
                    if number == reached
                    else "later",
                }
                for number, stage in enumerate(STAGES)
            ],
            "serious": [serious.ways(pairing.programme_id)],
        }

    @api.model
    def _room_left(self, pairing, partner):
        """Return the way to the room for a member of a pairing that is over for them,
        None once it is closed to them."""
        if not pairing._has_room_for(partner):
            return None
        return {
            "page": address.entry(f"room/{pairing.id}"),
            "closes_on": self._day(pairing._room_closes_on()),
            "writable": False,
        }

    @api.model
    def _rooms_of(self, partner):
        """Return the pairings whose room a member can enter."""
        return self._pairings_of(partner, left=True).filtered(
            lambda pairing: pairing._has_room_for(partner)
        )
