"""A pair's room for the sealed page: its people, and the texts for the member."""

from ...tools.colour import face_number

NOTES = 50
"""The number of notes that are fetched at once."""
GONE = ("withdrawn", "refused")
"""The states of a sign-up of which only the name is shown."""
MODELS = {
    "note": "mentorship.note",
    "goal": "mentorship.goal",
    "plan": "mentorship.plan",
    "lookback": "mentorship.lookback",
    "agreement": "mentorship.agreement",
}
"""{kind of a text: the model of its record}"""


def room_values(pairing, partner, offset=0):
    """Return a room as one of its members sees it.

    :param pairing: one ``mentorship.pairing`` that the member is in, as superuser
    :param partner: the member
    :param int offset: the number of notes already fetched
    :return: dict for JSON
    """
    people = pairing._room_people()
    # one query for the keys of all members
    pairing.env["res.partner"].concat(*people.values()).mentorship_identity_ids.mapped(
        "state"
    )
    uuid = partner._mentorship_member_uuid()
    notes = pairing._texts_for(MODELS["note"], uuid, NOTES + 1, offset)
    texts = [text_values("note", note, uuid, partner) for note in notes[:NOTES]]
    looked_back = ("lookback",) if pairing.looked_back_on else ()
    for kind in ("agreement", "goal", "plan", *looked_back):
        for record in pairing._texts_for(MODELS[kind], uuid):
            texts.append(text_values(kind, record, uuid, partner))
    return {
        "id": pairing.id,
        "programme": pairing.programme_id.id,
        "uuid": pairing._room_name(),
        "edition": pairing.edition_id.display_name,
        "back": f"/my/mentorship/pairing/{pairing.id}",
        "writable": pairing.state == "active",
        "lookback": pairing._may_look_back(),
        "closes": str(pairing._room_closes_on() or ""),
        "mentor": pairing.mentor_id == partner,
        "meetings": [meeting_values(meeting) for meeting in pairing.meeting_ids],
        "questions": questions_of(pairing, partner, people),
        "members": [member_values(name, person) for name, person in people.items()],
        "texts": texts,
        "more": len(notes) > NOTES,
    }


def questions_of(pairing, partner, people):
    """Return the questions from the sign-ups, for the form of the agreement: the
    member's own, and those that the pairing's page shows them.

    :param dict people: {uuid: partner} of the room
    """
    own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)[:1]
    uuids = {person: uuid for uuid, person in people.items()}
    return [
        {"uuid": uuids[member.partner_id], "text": member.enrolment_id.question}
        for member in pairing._shown_members()
        if member.partner_id in uuids
        and member.enrolment_id.question
        and member.enrolment_id.state not in GONE
        and (member == own or (own and "question" in own._reads(member)))
    ]


def meeting_values(meeting):
    """Return a meeting that a note can refer to."""
    return {
        "id": meeting.id,
        "start": f"{meeting.start.isoformat()}Z",
        "cancelled": meeting.state == "cancelled",
    }


def member_values(uuid, partner):
    """Return a member of a room, with their public keys if they have any."""
    identity = partner.mentorship_identity_ids.filtered(
        lambda each: each.state == "current"
    )
    return {
        "uuid": uuid,
        "name": partner.name or "",
        "colour": face_number(partner.id),
        "recipient": identity.recipient or "",
        "signer": identity.signer or "",
        "succession": identity.succession or "",
        "earlier": identity._earlier(),
    }


def text_values(kind, record, reader, partner):
    """Return a text as stored; only its reader's browser can open it.

    :param str kind: see :data:`MODELS`
    :param str reader: the uuid of the reading member
    :param partner: that member
    """
    copies = record._copies()
    return {
        "uuid": record.uuid,
        "kind": kind,
        "sealed": record.ciphertext or "",
        "revision": record.revision,
        "written": f"{record.written_on.isoformat()}Z" if record.written_on else "",
        "copies": list(copies.get(reader, {}).values()),
        "given": list(copies),
        "open": OPEN[kind](record, partner),
    }


def _note(note, _partner):
    return {"about": note.kind, "meeting": note.meeting_id.id or 0}


def _goal(goal, _partner):
    return {
        "term": goal.term,
        "due": str(goal.due_on or ""),
        "progress": goal.progress,
        "state": goal.state,
        "done": str(goal.done_on or ""),
    }


def _whose(record, partner):
    return {"own": record.author_id == partner}


def _agreement(version, _partner):
    return {
        "version": version.version,
        "state": version.state,
        "acceptances": version._acceptances(),
    }


OPEN = {
    "note": _note,
    "goal": _goal,
    "plan": _whose,
    "lookback": _whose,
    "agreement": _agreement,
}
"""{kind: function that returns the unsealed values of its record}"""
