"""The public side of the pair's room: no text passes through here."""

from ...models.base.labels import field_labels
from ...models.pairing.stage import STEPS
from ...models.sealed import address
from ..base import points, words
from . import people


def values(env, pairing, partner):
    """Return the values that every page of a room needs, with the stages (R44)."""
    labels = field_labels(pairing, "stage")
    stages = list(dict.fromkeys(STEPS.values()))
    reached = stages.index(pairing.stage)
    names = people.names_of_others(env, pairing, partner)
    return {
        "id": pairing.id,
        "page": address.entry(f"room/{pairing.id}"),
        "names": names,
        "title": env._("Your room with %s", names),
        "writable": pairing.state == "active",
        "cleared": bool(pairing.room_cleared_on),
        "about": about(env, pairing, names),
        "retention": env._(
            "The texts of this room are destroyed %s months after the end.",
            pairing.edition_id.retention_months,
        ),
        "stages": [
            {
                "name": labels[stage],
                "number": number + 1,
                "state": points.state(number, reached),
            }
            for number, stage in enumerate(stages)
        ],
    }


def about(env, pairing, names):
    """Return the sentence on the texts in the room: their readers, or how long they
    are kept.

    :param str names: the names of the others
    """
    if pairing.room_cleared_on:
        return env._(
            "The texts of this room were destroyed on %s.",
            words.day(env, pairing.room_cleared_on),
        )
    if pairing.state == "active":
        return env._("Only %s and you read your room.", names)
    return readable(env, pairing)


def readable(env, pairing):
    """Return the sentence on how long a room that is over can be read."""
    return env._(
        "You can read what you wrote here until %s, and download it.",
        words.bold(words.day(env, pairing._room_closes_on())),
    )


def left(env, pairing, partner):
    """Return the link to the room for a member whose pairing is over, or None once it
    is closed to them.
    """
    if not pairing._has_room_for(partner):
        return None
    return {
        "page": address.entry(f"room/{pairing.id}"),
        "writable": False,
        "about": readable(env, pairing),
    }


def rooms_of(env, partner):
    """Return the pairings with a room that a member can enter."""
    return people.pairings_of(env, partner, left=True).filtered(
        lambda pairing: pairing._has_room_for(partner)
    )
