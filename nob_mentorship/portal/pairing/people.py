"""A member's pairings, and the people in them."""

from odoo.fields import Domain
from odoo.tools import format_list

from ...tools.names import greeted
from ..base import face, words
from . import common, profile

MOST_FACES = 4
"""The maximum number of faces in one line."""
LEFT = [
    ("introduced_on", "!=", False),
    ("left_on", "!=", False),
    ("left_at_end", "=", False),
]
"""The domain of members who left a pairing that goes on without them."""


def read_together(pairings, *others):
    """Read the people of pairings in one query, instead of one query for each.

    :param others: more people of the page, ``res.partner``
    """
    company = pairings.env.company.partner_id
    pairings.member_ids.partner_id.union(company, *others).mapped("name")


def names_of_others(env, pairing, partner):
    """Return the names of the others or, if all of them left, of those who were
    there."""
    others = pairing._shown_members().partner_id - partner
    if not others:
        joined = pairing.member_ids.filtered(lambda m: m.answer == "accepted")
        others = joined.partner_id - partner
    return format_list(env, others.mapped("name")) or env._("Your mentorship")


def first_names(env, people):
    """Return the first names of people as text, such as "Anouk and Daan".

    :param people: ``res.partner`` records
    """
    return format_list(env, [greeted(person.name) for person in people])


def pairings_of(env, partner, left=False):
    """Return the pairings that a member can see, open ones first.

    :param bool left: whether to include those that the member left
    """
    pairings = env["mentorship.pairing"]
    domain = Domain(pairings._member_domain(partner))
    if left:
        own = [("partner_id", "=", partner.id), *LEFT]
        domain |= Domain("member_ids", "any", own)
    found = pairings._search_whole(domain)
    read_together(found)
    return found.sorted(
        lambda p: ("offered", "active", "completed", "ended").index(p.state)
    )


def left_by(env, partner, pairings):
    """Return a member's rows in the pairings that they left."""
    places = pairings.member_ids.filtered_domain(LEFT)
    own = places.filtered(lambda member: member.partner_id == partner)
    return own.sorted("left_on", reverse=True)


def left_line(env, member):
    """Return the history line for a member who left, with the others at that time."""
    others = member.pairing_id.member_ids.filtered(
        lambda other: (
            other.introduced_on
            and (
                other.introduced_on < member.left_on
                or other.introduced_on == member.introduced_on
            )
            and (not other.left_on or other.left_on >= member.left_on)
            # a group continues, but is over for a member who left it
            and (member.pairing_id.kind != "group" or other.role != member.role)
        )
    )
    names = (others - member).partner_id.mapped("name")
    return {
        "name": ", ".join(names) or env._("Your mentorship"),
        "edition": member.edition_id.display_name,
        "left": env._("You left on %s.", words.day(env, member.left_on)),
        "url": member.pairing_id._has_room_for(member.partner_id)
        and f"/my/mentorship/pairing/{member.pairing_id.id}",
    }


def status(env, pairing, partner):
    """Return the state of a pairing, in words for one of its members."""
    own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
    if own.question_ids.waits:
        return env._("Proposal – waiting for the answer to your question")
    if pairing.state in ("offered", "active") and own & pairing._unanswered():
        return env._("Proposal – waiting for your answer")
    if pairing.state == "offered":
        return env._("Proposal – you said yes")
    return words.label(pairing, "state")


def line(env, pairing, partner):
    """Return the values of a pairing on the overview."""
    return {
        "name": names_of_others(env, pairing, partner),
        "edition": pairing.edition_id.display_name,
        "state": status(env, pairing, partner),
        "url": f"/my/mentorship/pairing/{pairing.id}",
        "faces": faces(pairing, partner),
        "over": pairing.state in ("completed", "ended"),
    }


def faces(pairing, partner):
    """Return the faces of the others in a pairing; see `face.of`."""
    others = pairing._shown_members().partner_id - partner
    return [face.of(other) for other in others[:MOST_FACES]]


def person(env, reader, member):
    """Return the data that a member can read of another; see `_reads`."""
    enrolment = member.enrolment_id
    # for members who withdrew or were refused, only the name is left
    gone = enrolment.state in ("withdrawn", "refused")
    reads = () if gone else reader._reads(member)
    contact = member._contact() if "email" in reads else {}
    read = {
        "employer": enrolment.employer,
        "years": profile.years(env, member.partner_id),
        "region": enrolment.region_id.name,
        "topics": enrolment.topic_ids._names(),
        "question": enrolment.question,
        "motivation": enrolment.motivation,
        "email": contact.get("email"),
        "phone": contact.get("phone"),
    }
    shown = {
        "name": member.partner_id.name,
        "face": face.of(member.partner_id),
        "common": [] if gone else common.of(env, reader, member),
        "role": words.label(member, "role"),
        **{name: value if name in reads else "" for name, value in read.items()},
    }
    return {**shown, "facts": profile.facts(shown)}
