"""The public side of the pair's room: no text passes through here."""

from ...models.base.labels import field_labels
from ...models.pairing.room import STAGES
from ...models.sealed import address
from ..base import words
from ..sealed import serious
from . import people


def values(env, pairing, partner):
    """Return the values that every page of a room needs."""
    labels = field_labels(pairing, "stage")
    reached = STAGES.index(pairing.stage)
    return {
        "id": pairing.id,
        "page": address.entry(f"room/{pairing.id}"),
        "closes_on": words.day(env, pairing._room_closes_on()),
        "names": people.names_of_others(env, pairing, partner),
        "writable": pairing.state == "active",
        "cleared_on": words.day(env, pairing.room_cleared_on),
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


def left(env, pairing, partner):
    """Return the link to the room for a member whose pairing is over, or None once it
    is closed to them.
    """
    if not pairing._has_room_for(partner):
        return None
    return {
        "page": address.entry(f"room/{pairing.id}"),
        "closes_on": words.day(env, pairing._room_closes_on()),
        "writable": False,
    }


def rooms_of(env, partner):
    """Return the pairings with a room that a member can enter."""
    return people.pairings_of(env, partner, left=True).filtered(
        lambda pairing: pairing._has_room_for(partner)
    )
