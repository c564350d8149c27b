"""Moments that are worth a smile: a few words with the faces of the members."""

from ...tools.names import greeted
from ..base import face
from . import people

CODES = ("paired", "contact")
"""What was just done, where the moment says so itself."""


def of(env, pairing, own, code):
    """Return the moment to show on the page of a pairing, or None.

    :param own: the reader's ``mentorship.pairing.member``
    :param str code: what was just done, as it stands in the address, which anyone can
        type; a moment is only shown if it is true
    """
    said = None
    if pairing.state == "completed":
        said = thanks(env, pairing, own)
    elif pairing.state == "active" and own.answer == "accepted":
        if code == "paired" and not pairing.first_contact_on:
            said = paired(env, pairing, own)
        elif code == "contact" and pairing.first_contact_on:
            said = in_touch(env, pairing, own)
    if not said:
        return None
    title, text = said
    faces = [face.of(own.partner_id), *people.faces(pairing, own.partner_id)]
    return {"title": title, "text": text, "faces": faces}


def paired(env, pairing, own):
    """Return the words for members who have just all said yes: (title, text)."""
    names = _others(env, pairing, own)
    title = env._("You and %s: here you go!", names)
    if own.role == "mentor":
        return title, env._(
            "You will hear from %s: the mentee gets in touch first.", names
        )
    if own.role == "peer":
        return title, env._("Call or write, and propose a time. Either of you can.")
    first = greeted(pairing.mentor_id.name) or names
    return title, env._("Call or write to %s, and propose a time to meet.", first)


def in_touch(env, pairing, own):
    """Return the words after the first contact: (title, text)."""
    return (
        env._("You and %s are in touch", _others(env, pairing, own)),
        env._("Now plan your first meeting. An hour is enough."),
    )


def thanks(env, pairing, own):
    """Return the words for a member whose pairing is completed, with numbers only:
    (title, text).
    """
    said = [
        env._(
            "You and %s completed this mentorship.",
            _others(env, pairing, own),
        ),
        *(f"{line}." for line in pairing.with_env(env)._done_together()),
    ]
    if not pairing.held_meeting_count:
        said.append(env._("Not everything that matters can be counted."))
    return env._("Thank you, %s", greeted(own.partner_id.name)), " ".join(said)


def _others(env, pairing, own):
    others = pairing._shown_members().partner_id - own.partner_id
    return people.first_names(env, others) or env._("your mentorship")
