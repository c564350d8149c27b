"""Fills the rooms of the demonstration; runs in Odoo's shell."""

import secrets

from . import demo_messages, demo_shares, demo_texts, paths
from .demo_member import Member, Room

LIST = paths.ADDON / "client" / "words" / "nl.txt"


def fill(env):
    """Give members their keys, and let them write in their rooms."""

    def record(name):
        return env.ref(f"nob_mentorship.{name}").sudo()

    members = {name: _member(env, record(name)) for name in demo_texts.MEMBERS}
    for name, texts in demo_texts.ROOMS.items():
        state = "compared" if name in demo_texts.COMPARED else "first"
        room = Room(record(name), members, state)
        for text in texts:
            room.write(members[text.author], text, record)
    coordinator = _member(env, record(demo_texts.COORDINATOR).partner_id)
    asking = members[demo_texts.ASKING]
    demo_messages.fill(env, asking, coordinator, record("programme_nob"))
    demo_shares.fill(
        record("demo_pairing_1"),
        members[demo_texts.ANOUK],
        members[demo_texts.BAS],
        coordinator,
    )
    for member in (*members.values(), coordinator):
        member.save_list()
    env.cr.commit()


def _member(env, partner):
    """Return a member with keys, opened by the words of their login, or by words that
    are not kept."""
    login = env["res.users"].search([("partner_id", "=", partner.id)]).login
    words = LIST.read_text().split()
    drawn = " ".join(secrets.choice(words) for _each in range(5))
    return Member(partner, demo_texts.WORDS.get(login, drawn))
