"""A member's resources: those that matter now, the page of all of them, and the page of
each (P12, R61).
"""

from odoo.fields import Domain
from odoo.tools import is_html_empty

from ...models.base.labels import field_labels
from ..base import words
from . import guide, reading, ready

PATH = "/my/mentorship/resources"
MOST_NOW = 3
"""The maximum number of resources on the overview, and on the page of a pairing."""
WAITING = ("draft", "submitted", "waiting", "accepted")
"""The states of a sign-up before the introduction."""
UNDER_WAY = ("enrolment", "matching", "running")


def moments(enrolments, pairings, partner):
    """Return what matters to a member now: a set of (programme id, role, moment).

    :param enrolments: ``mentorship.enrolment`` of the member
    :param pairings: ``mentorship.pairing`` of the member
    """
    found = {
        (enrolment.programme_id.id, enrolment.role, "before")
        for enrolment in enrolments
        if enrolment.state in WAITING and enrolment.edition_id.state in UNDER_WAY
    }
    for pairing in pairings:
        own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)[:1]
        if moment := of_pairing(pairing, own):
            found.add((pairing.programme_id.id, own.role, moment))
    return found


def of_pairing(pairing, own):
    """Return the moment that a pairing is in for one of its members, or None.

    :param own: the member's ``mentorship.pairing.member``
    """
    if pairing.state == "offered" or own.answer == "pending":
        return "before"
    if pairing.state == "active":
        return pairing.stage or None
    over = pairing.state == "completed" and pairing._may_look_back()
    return "closure" if over else None


def now(env, enrolments, matters, asked=()):
    """Return the lines of the resources that matter now and are not noted as read.

    :param enrolments: all ``mentorship.enrolment`` of the member
    :param matters: see :func:`moments`
    :param asked: the ids of those that are in another list of the page
    """
    if not matters:
        return []
    matter = Domain.OR(
        Domain("programme_id", "=", programme)
        & Domain("moment", "=", moment)
        & Domain("audience", "in", [False, role])
        for programme, role, moment in matters
    )
    found = env["mentorship.resource"].search_fetch(
        matter
        & env["mentorship.resource.read"]._unread(enrolments)
        & Domain("kind", "!=", "guide")
        & Domain("id", "not in", list(asked))
        # of a pairing that is over, it can be archived, and has no pages then
        & Domain("programme_id.active", "=", True),
        reading.COLUMNS,
        limit=MOST_NOW,
    )
    return lines(found)


def fits(resource, matters):
    """Tell whether a resource matters now; see :func:`moments`."""
    return any(
        resource.programme_id.id == programme
        and resource.moment == moment
        and resource.audience in (False, role)
        for programme, role, moment in matters
    )


def lines(resources, done=(), several=False):
    """Return the lines of a list of resources.

    :param done: those that the member noted as read
    :param bool several: whether they are of several programmes
    """
    kinds = field_labels(resources, "kind")
    return [
        {
            "name": resource.name,
            "summary": resource.summary or "",
            "url": reading.path(resource),
            "kind": kinds[resource.kind],
            "done": resource in done,
            "programme": resource.programme_id.name if several else "",
        }
        for resource in resources
    ]


def values(env, partner):
    """Return the values of the page of all resources of a member: what matters now
    first, and the rest by the moment that it is for.
    """
    enrolments = env["mentorship.enrolment"]._search_whole(
        [("partner_id", "=", partner.id)]
    )
    taking = enrolments.filtered(lambda e: e.state not in ("withdrawn", "refused"))
    programmes = env["mentorship.programme"]
    seen = Domain(programmes._member_domain(partner))
    if taking:
        # who takes part reads what is for them; the others may look around
        seen &= Domain("id", "in", taking.programme_id.ids)
    programmes = programmes.search_fetch(seen, ["name"])
    found = env["mentorship.resource"].search_fetch(
        [("programme_id", "in", programmes.ids)], reading.COLUMNS
    )
    found = found.filtered(lambda resource: is_for(resource, taking))
    done = env["mentorship.resource.read"]._read_by(enrolments, found)
    pairings = env["mentorship.pairing"]
    pairings = pairings._search_whole(pairings._member_domain(partner))
    matters = moments(taking, pairings, partner)
    first = found.filtered(lambda r: r.kind != "guide" and fits(r, matters))
    groups = [(env._("For you now"), first), *by_moment(env, found - first)]
    several = len(programmes) > 1
    return {
        "groups": [
            {"title": title, "lines": lines(resources, done, several)}
            for title, resources in groups
            if resources
        ],
        "self_check": not taking or "mentor" in taking.mapped("role"),
    }


def is_for(resource, enrolments):
    """Tell whether a resource is for a member in a role that they have.

    :param enrolments: those with which they take part; without one in its programme,
        every resource is
    """
    roles = {e.role for e in enrolments if e.programme_id == resource.programme_id}
    return not resource.audience or not roles or resource.audience in roles


def by_moment(env, resources):
    """Return resources by the moment that they are for: [(title, resources)]."""
    guides = resources.filtered(lambda resource: resource.kind == "guide")
    titles = field_labels(resources, "moment")
    by_key = (resources - guides).grouped("moment")
    none = resources.browse()
    return [
        (env._("At any time"), by_key.get(False, none)),
        *((title, by_key.get(moment, none)) for moment, title in titles.items()),
        (env._("Guides for your talks"), guides),
    ]


def page(env, resource, partner):
    """Return the values of the page of a resource.

    :param resource: one ``mentorship.resource`` that the member can see
    """
    notes = env["mentorship.resource.read"]
    enrolments = notes._own(partner, resource.programme_id)
    address = reading.path(resource)
    asking = enrolments._asks_to_read(resource)
    noted = bool(notes._read_by(enrolments, resource))
    told = notes._told(asking) if asking else ()
    seen = all((each.id, resource.id) in told for each in asking)
    return {
        "resource": {
            "name": resource.name,
            "summary": resource.summary or "",
            "kind": words.label(resource, "kind"),
            "programme": resource.programme_id.name,
            "url": resource.url or "",
            "file": f"{address}/file" if resource.file_type else "",
            "file_label": env._("Download the file (%s)", resource.file_type.upper())
            if resource.file_type
            else "",
            "questions": guide.read_lines(resource.questions),
            "to_agree": guide.read_lines(resource.to_agree),
            "body": "" if is_html_empty(resource.body) else resource.body,
            "action": f"{address}/read",
            "may_note": bool(enrolments),
            "done": noted and seen,
            # noted before anyone asked for it: no one has seen that
            "unseen": noted and not seen,
            "told": ready.told(env, asking.edition_id) if asking else "",
        }
    }
