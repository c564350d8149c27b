"""Sharing, for the sealed page: the people involved, and the data that each can see."""

from ...models.sealed.consent import ITEM_KINDS
from . import room
from .forms import LONGEST_TEXT, RECIPIENT, UUID, Wrong, coded, text

MOST_CHOICES = 100
"""The maximum number of texts to choose from."""
LONGEST_ANSWER = 100_000
"""The maximum number of characters of a signed yes or no, including its purpose."""
KINDS = {model: kind for kind, model in room.MODELS.items()}
"""{model: the kind of its texts}, as the page names them"""


def sharing_values(pairing, partner):
    """Return the subjects that a request in a pairing can have.

    :param pairing: one ``mentorship.pairing``, as superuser
    :param partner: the asker: a present member, or a coordinator
    :return: dict for JSON
    """
    people = pairing._room_people()
    uuids = {each: uuid for uuid, each in people.items()}
    givers = pairing._consent_givers(partner)
    coordinators = pairing._coordinators() - pairing._room_members().partner_id
    return {
        "id": pairing.id,
        "uuid": pairing._room_name(),
        "edition": pairing.edition_id.display_name,
        "writable": pairing.state == "active",
        "member": partner in uuids,
        "givers": [
            room.member_values(uuids[giver], giver)
            for giver in givers
            if giver in uuids
        ],
        "decides": [
            room.member_values(uuids[giver], giver)
            for giver in pairing._consent_giver(partner)
            if giver in uuids
        ],
        "coordinators": [person_values(each) for each in coordinators],
    }


def person_values(partner):
    """Return a person outside a room, with their public keys if they have any."""
    return room.member_values(partner._mentorship_member_uuid(), partner)


def line_values(consent, partner):
    """Return the values of a consent that all people involved may know.

    :param consent: one ``mentorship.consent``, as superuser
    :param partner: the reading partner
    """
    return {
        "id": consent.id,
        "uuid": consent.uuid or "",
        "kind": KINDS[consent.item_kind],
        "state": consent.state,
        "because": consent.ended_because or "",
        "gives": consent.giver_id == partner,
        "asks": consent.author_id == partner,
        "reads": consent.recipient_id == partner,
        "asker": consent.author_id.name or "",
        "giver": consent.giver_id.name or "",
        "recipient": consent.recipient_id.name or "",
        "askerUuid": consent.author_id._mentorship_member_uuid(),
        "giverUuid": consent.giver_id._mentorship_member_uuid(),
        "recipientUuid": consent.recipient_id._mentorship_member_uuid(),
        "asked": _moment(consent.asked_on),
        "answered": _moment(consent.answered_on),
        "opened": _moment(consent.opened_on),
        "ended": _moment(consent.revoked_on),
    }


def consent_values(consent, partner):
    """Return a consent as one of its people sees it, with the texts sealed for them.

    For the parameters, see :func:`line_values`.
    """
    people = consent.author_id | consent.giver_id | consent.recipient_id
    line = line_values(consent, partner)
    answer, given = consent._parts("signed_answer"), consent._parts("given")
    reads = line["reads"] and consent.state == "granted"
    pairing = consent.pairing_id
    return {
        **line,
        "members": [person_values(each) for each in people],
        "room": pairing.id if pairing._has_room_for(partner) else 0,
        "roomUuid": pairing._room_name(),
        "edition": consent.edition_id.display_name,
        "ask": ((line["gives"] or line["asks"]) and consent.ciphertext) or "",
        "answer": answer if {"uuid", "sealed"} <= answer.keys() else None,
        "given": given if reads and "text" in given else None,
        "written": _moment(consent._shared_item().written_on) if reads else "",
        "texts": choices(consent, partner) if line["gives"] else [],
        "meetings": [room.meeting_values(each) for each in pairing.meeting_ids]
        if line["gives"]
        else [],
        "follows": reads and partner in pairing._coordinators(),
    }


def choices(consent, partner):
    """Return the texts that can be shared: the one offered, or those that the giver
    wrote.
    """
    pairing, uuid = consent.pairing_id, partner._mentorship_member_uuid()
    kind = KINDS[consent.item_kind]
    if consent.item:
        texts = consent._shared_item()
        texts = texts.filtered(lambda each: each._is_for(partner))
    elif consent.state == "asked":
        texts = pairing._texts_for(consent.item_kind, uuid)
        texts = texts.filtered(lambda each: each.author_id == partner)[:MOST_CHOICES]
    else:
        return []
    return [room.text_values(kind, each, uuid, partner) for each in texts]


def read_kind(sent):
    """Return the model of a kind of text.

    :raises Wrong: if it cannot be shared
    """
    model = room.MODELS.get(text(sent, "kind"))
    if model not in dict(ITEM_KINDS):
        raise Wrong("kind")
    return model


def read_asked(sent):
    """Return {``uuid``, ``sealed``, ``readers``} of a question."""
    readers = sent.get("readers")
    if not isinstance(readers, list) or not 1 <= len(readers) <= 2:
        raise Wrong("readers")
    if not all(isinstance(each, str) and UUID.fullmatch(each) for each in readers):
        raise Wrong("readers")
    return {
        "uuid": text(sent, "uuid", UUID),
        "sealed": coded(sent, "sealed", LONGEST_TEXT),
        "readers": readers,
    }


def read_answer(sent):
    """Return {``uuid``, ``sealed``} of a signed yes or no."""
    answer = sent.get("answer")
    if not isinstance(answer, dict):
        raise Wrong("answer")
    return {
        "uuid": text(answer, "uuid", UUID),
        "sealed": coded(answer, "sealed", LONGEST_ANSWER),
    }


def read_given(sent):
    """Return ({``text``, ``ask``} as sealed for the recipient, the recipient's public
    key).
    """
    given = sent.get("given")
    if not isinstance(given, dict):
        raise Wrong("given")
    parts = {"text": coded(given, "text", LONGEST_TEXT)}
    if given.get("ask"):
        parts["ask"] = coded(given, "ask", LONGEST_TEXT)
    return parts, text(given, "to", RECIPIENT)


def _moment(value):
    return f"{value.isoformat()}Z" if value else ""
