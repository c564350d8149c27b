"""What happens after a sign-up was sent: when, and by whom."""

from datetime import timedelta

from odoo import fields

from ...tools.names import greeted
from ..base import words


def next_steps(env, enrolment):
    """Return what happens next, in order: [sentence]; nothing if the member is in an
    offer, in a pairing, or no longer taking part.
    """
    edition = enrolment.edition_id
    waits = enrolment.state in ("submitted", "waiting", "accepted")
    if not waits or enrolment.held_places or edition.state == "closed":
        return []
    name = coordinator(env, edition)
    steps = []
    if enrolment.state == "submitted":
        steps.append(env._("%s reads your sign-up and sends you an email.", name))
    steps.append(
        env._(
            "You ask a mentor of your choice, who has %s days to answer.",
            edition.offer_days,
        )
        if enrolment._has_own_choice()
        else matching(env, edition, name)
    )
    steps.append(start(env, edition))
    return steps


def matching(env, edition, name):
    """Return the sentence on when an offer can be expected, and from whom."""
    today = fields.Date.context_today(edition)
    start_on, end = edition.date_start, edition.enrolment_end
    comes = start_on and start_on > today
    if edition.state == "enrolment" and end and comes and start_on > end:
        return env._(
            "%(name)s looks for someone who suits you from %(first)s on. Expect an "
            "offer by email before %(last)s.",
            name=name,
            first=words.day(env, end + timedelta(days=1)),
            last=words.day(env, start_on),
        )
    if edition.state != "running" and comes:
        return env._(
            "%(name)s looks for someone who suits you. Expect an offer by email before "
            "%(last)s.",
            name=name,
            last=words.day(env, start_on),
        )
    return env._(
        "%s looks for someone who suits you, and sends you an offer by email.", name
    )


def start(env, edition):
    """Return the sentence on when the mentorship begins."""
    today = fields.Date.context_today(edition)
    if edition.date_start and edition.date_start > today:
        return env._(
            "You begin once everyone has said yes. The programme starts on %s.",
            words.day(env, edition.date_start),
        )
    return env._("You begin once everyone has said yes.")


def coordinator(env, edition):
    """Return the first name of the coordinator, or what they are."""
    name = greeted(edition._responsible().name)
    return name or env._("The coordinator")
