"""Sealed conversations with the coordinators, for the page: ciphertext, public keys.

Nothing is recorded about the asking member, and the response depends on them only by
the programmes they take part in.
"""

from .identity import identity_values
from .room import member_values

WAYS = ("coordinators", "past")


def ways_values(programme):
    """Return the readers of a programme's messages, and the other ways to reach it.

    :param programme: one ``mentorship.programme``, as superuser
    :return: dict for JSON
    """
    return {
        "programme": programme.id,
        "name": programme.name,
        "email": programme.contact_email,
        "phone": (programme.company_id or programme.env.company).phone or "",
        "ways": {way: _way_values(programme, way) for way in WAYS},
    }


def _way_values(programme, way):
    people = programme._speak_people(way)
    users = programme._speak_to(way)
    having = users.browse(user.id for user in people.values())
    return {
        "people": [
            member_values(uuid, user.partner_id) for uuid, user in people.items()
        ],
        # names only: generating an identifier for them would be recorded at the time of
        # a visit
        "without": (users - having).mapped("name"),
    }


def conversation_values(message, partner):
    """Return a conversation as stored, with its current readers.

    :param message: one ``mentorship.message``, as superuser
    :param partner: the asking member: the author or a reader
    """
    people = message.programme_id._speak_people(message.addressee)
    now = message._readers()
    members = {uuid: user.partner_id for uuid, user in people.items() if user in now}
    identity = partner.mentorship_identity_ids._of(partner)
    if identity:
        members[identity.member_uuid] = partner
    return {
        **summary_values(message),
        "uuid": message.uuid,
        "members": [member_values(uuid, person) for uuid, person in members.items()],
        "texts": [
            {
                "uuid": text.uuid,
                "kind": "message",
                "sealed": text.ciphertext or "",
                "day": str(text.day),
                "staff": text.by_staff,
                "copies": [],
                "given": [],
            }
            for text in message.text_ids
        ],
    }


def summary_values(message):
    """Return the parts of a conversation that its readers may see unsealed."""
    return {
        "id": message.id,
        "programme": message.programme_id.id,
        "name": message.programme_id.name,
        "addressee": message.addressee,
        "state": message.state,
        "since": str(message.since),
        "last": str(message.last_on),
    }


def participants_values(programme):
    """Return all participants with keys, including their previous keys: the reader's
    browser looks up the author among them, so that the server is not asked.
    """
    partners = programme._speak_participants()
    current = partners.mentorship_identity_ids.filtered(
        lambda identity: identity.state == "current"
    )
    return [
        {
            **member_values(identity.member_uuid, identity.partner_id),
            "before": identity_values(identity)["before"],
        }
        for identity in current.sorted("member_uuid")
    ]
