"""A pair's room for the sealed page: who is in it, and what is for the member."""

NOTES = 50
"""Notes that are fetched at once."""


def room_values(pairing, partner, offset=0):
    """Return a room as a member of it sees it.

    :param pairing: one ``mentorship.pairing`` that the member is in, as superuser
    :param partner: the member
    :param int offset: notes that were fetched before
    :return: dict for JSON
    """
    people = pairing._room_people()
    uuid = partner._mentorship_member_uuid()
    notes = pairing._texts_for("mentorship.note", uuid, NOTES + 1, offset)
    return {
        "id": pairing.id,
        "uuid": pairing._room_name(),
        "edition": pairing.edition_id.display_name,
        "back": f"/my/mentorship/pairing/{pairing.id}",
        "writable": pairing.state == "active",
        "members": [member_values(name, person) for name, person in people.items()],
        "notes": [note_values(note, uuid) for note in notes[:NOTES]],
        "more": len(notes) > NOTES,
    }


def member_values(uuid, partner):
    """Return a member of a room, with their public keys where they have some."""
    identity = partner.mentorship_identity_ids.filtered(
        lambda each: each.state == "current"
    )
    return {
        "uuid": uuid,
        "name": partner.name or "",
        "recipient": identity.recipient or "",
        "signer": identity.signer or "",
        "succession": identity.succession or "",
    }


def note_values(note, reader):
    """Return a note as it is stored: what it says, its reader's browser finds out.

    :param str reader: uuid of the member who looks
    """
    copies = note._copies()
    return {
        "uuid": note.uuid,
        "kind": "note",
        "sealed": note.ciphertext or "",
        "revision": note.revision,
        "written": f"{note.written_on.isoformat()}Z" if note.written_on else "",
        "about": note.kind,
        "copy": copies.get(reader),
        "given": list(copies),
    }
