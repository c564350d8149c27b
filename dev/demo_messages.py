"""A conversation of the demonstration with a coordinator; runs in Odoo's shell."""

import secrets
from uuid import uuid4

from odoo.addons.nob_mentorship.portal.sealed import forms
from odoo.addons.nob_mentorship.tools import sealed_trust

from . import demo_texts


def fill(env, author, reader, programme):
    """Let a member write to the coordinator, and the coordinator answer.

    :param author: ``demo_member.Member``, and so is the reader
    :param programme: one ``mentorship.programme``, as superuser
    """
    room, handle = str(uuid4()), secrets.token_hex(32)
    _enter(author, reader, room, [programme.id, handle])
    _enter(reader, author, room, [programme.id, ""])
    asked = _sent(author, reader, room, demo_texts.ASKED)
    messages = env["mentorship.message"].sudo()
    talk = messages._begin(programme, "coordinators", handle, asked)
    answer = _sent(reader, author, room, demo_texts.ANSWER)
    talk._add(answer, by_staff=True)
    # a demonstration sends no mail
    talk.is_told = True


def _enter(member, other, room, thread):
    """Let a member take the other person's keys, in a conversation."""
    names = {each.uuid: each.partner.name for each in (member, other)}
    trust = sealed_trust.pin_room(member.trust, room, names)
    trust = sealed_trust.take_keys(trust, other.uuid, other.halves, "first")
    member.trust = {**trust, "threads": {**trust.get("threads", {}), room: thread}}


def _sent(member, other, room, text):
    """Return a text as the page sends it, read by the same forms."""
    sent, digest = member.seal("message", room, {"text": text}, [other.uuid])
    member.see(sent, digest)
    return forms.read_message({**sent, "room": room, "readers": [other.uuid]})
