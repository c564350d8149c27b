"""Thanks by name: the question to a member, and the page that names those who said
yes (R69).
"""

from odoo import fields
from odoo.fields import Domain

from ...models.closure.on_enrolment_thanks import COMPLETED
from ...tools import thanks
from ..base import words

PATH = "/my/mentorship/thanks"
TOOK_PART = ("matched", "completed")
"""The states of a sign-up with which a former member still reads the names."""
ORDER = ("mentor", "mentee", "peer", "")
"""The order of the lists of an edition; the last one is of names without roles."""


def asked(env, enrolment):
    """Return what a member reads about being thanked by name, or None if they are not
    asked.

    :param enrolment: one ``mentorship.enrolment``, their own
    """
    if not enrolment or not enrolment._may_answer_thanks():
        return None
    named = enrolment.named_in_thanks
    owned = badges(env, enrolment.partner_id) if named == "yes" else ()
    told = {
        "yes": env._("You said yes: we may thank you by name."),
        "no": env._("You said no: we do not name you."),
    }
    return {
        "action": f"{enrolment._page_path()}/thanks",
        "answer": named,
        "told": told.get(named, ""),
        "badges": [env._("Your badge: %s. Only you see it.", name) for name in owned],
        "page": PATH,
        "edition": enrolment.edition_id.display_name,
    }


def said(env, enrolment):
    """Return a member's answer in words, or None without one; for their export."""
    answer = enrolment.named_in_thanks
    return None if answer == "unasked" else words.label(enrolment, "named_in_thanks")


def badges(env, partner):
    """Return the names of a member's badges of mentorship."""
    owned = env["gamification.badge.user"].with_context(mentorship_badges=True)
    found = owned.search(
        [
            ("user_id", "in", partner.user_ids.ids),
            ("badge_id.mentorship_role", "!=", False),
        ],
        order="id",
    )
    return found.badge_id.mapped("name")


def is_on(enrolments):
    """Tell whether the page of thanks can be of interest to a member: they completed
    something in an edition that thanks by name.

    :param enrolments: ``mentorship.enrolment`` of the member
    """
    return any(
        enrolment.state == "completed" and enrolment.edition_id.wall_of_thanks
        for enrolment in enrolments
    )


def may_read(env, partner):
    """Tell whether someone is a member today or took part once: in many databases,
    anyone can make themselves an account.
    """
    today = fields.Date.context_today(partner)
    if partner.with_env(env)._mentorship_member_since(today):
        return True
    own = [("partner_id", "=", partner.id), ("state", "in", TOOK_PART)]
    return bool(env["mentorship.enrolment"].search_count(own, limit=1))


def values(env, partner):
    """Return the values of `/my/mentorship/thanks` for a member: the closed editions
    that they can see and that name anyone, by programme, the latest first. Someone who
    is no member, and never took part, reads no name.
    """
    if not may_read(env, partner):
        return {"programmes": []}
    editions = env["mentorship.edition"].search(
        Domain(env["mentorship.edition"]._member_domain(partner))
        & Domain("state", "=", "closed")
        & Domain("wall_of_thanks", "=", True)
        & Domain("programme_id.active", "=", True)
    )
    enrolments = env["mentorship.enrolment"]
    enrolments = enrolments.search(
        Domain("edition_id", "in", editions.ids) & enrolments._thanked()
    )
    by_edition = enrolments.grouped("edition_id")
    programmes = []
    for programme, theirs in editions.grouped("programme_id").items():
        shown = [
            {"name": edition.name, "lists": found}
            for edition in theirs
            if (found := lists(env, by_edition.get(edition, enrolments.browse())))
        ]
        if shown:
            programmes.append({"name": programme.name, "editions": shown})
    return {"programmes": sorted(programmes, key=lambda one: one["name"].casefold())}


def lists(env, enrolments):
    """Return the lists of names of an edition: [{title, names}], [] if it names no one.

    :param enrolments: those of its members who are thanked
    """
    titles = {
        "mentor": env._("Mentors"),
        "mentee": env._("Mentees"),
        "peer": env._("Participants"),
        "": env._("Mentors and mentees"),
    }
    found = thanks.lists(
        [
            thanks.Thanked(
                enrolment.partner_id.id,
                enrolment.partner_id.name or "",
                enrolment.role,
                frozenset(
                    enrolment.member_ids.filtered_domain(COMPLETED).pairing_id.ids
                ),
            )
            for enrolment in enrolments
        ]
    )
    return [
        {"title": titles[role], "names": found[role]} for role in ORDER if role in found
    ]
