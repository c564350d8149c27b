"""The overview: open editions, a member's participation, and the next steps."""

from ..base import words
from ..closure import certificate, thanks
from ..edition import steps as edition_steps
from ..enrolment import again, progress, story
from ..enrolment import page as enrolment_page
from ..enrolment import steps as enrolment_steps
from ..evaluation import overview as evaluations
from ..learning import news, ready, resources
from ..learning import session as sessions
from ..pairing import people
from ..pairing import steps as pairing_steps
from ..sealed import serious
from . import programmes


def values(env, partner, own=True):
    """Return the values of `/my/mentorship` for a member.

    :param bool own: whether the member is looking; staff who preview the page do not
        see which forms wait for an answer, which certificates count, what is not yet
        noted as read, or what is asked before the introduction
    """
    pairings = people.pairings_of(env, partner, left=True)
    left = people.left_by(env, partner, pairings)
    pairings -= left.pairing_id
    ever = env["mentorship.enrolment"]._search_whole([("partner_id", "=", partner.id)])
    enrolments = ever.filtered(lambda enrolment: enrolment.state != "withdrawn")
    takes_part = bool(pairings or enrolments)
    steps = [step for p in pairings for step in pairing_steps.of(env, p, partner)]
    steps += [step for e in enrolments for step in enrolment_steps.of(env, e)]
    asked = ready.lists(env, partner, enrolments) if own else []
    steps += ready.steps(env, asked)
    steps += evaluations.steps(env, partner) if own else []
    free = not steps and all(e._is_final() for e in enrolments)
    cards = []
    # the others find the programmes behind a link
    if free or not takes_part:
        offered, editions = programmes.seen(env, partner)
        cards = programmes.cards(env, offered, editions, enrolments, partner)
    if free:
        steps = to_start(env, cards, editions, partner)
    lines = [people.line(env, p, partner) for p in pairings]
    # a sign-up that waits leads the page if there is nothing to do
    waiting = [] if steps else [e for e in enrolments if progress.of(env, e)][:1]
    return {
        "step": steps[0] if steps else None,
        "more_steps": steps[1:],
        "waiting": [waiting_line(env, e) for e in waiting],
        "pairings": [line for line in lines if not line["over"]],
        "past": [line for line in lines if line["over"]],
        "left": [people.left_line(env, member) for member in left],
        "enrolments": [enrolment_page.line(env, e) for e in enrolments],
        "certificates": certificate.lines(env, ever) if own else [],
        "programmes": [] if takes_part else cards,
        "takes_part": takes_part,
        "summaries": evaluations.summaries(env, ever),
        "ready": asked,
        "now": resources.now(
            env,
            ever,
            resources.moments(enrolments, pairings, partner),
            ready.resources(asked),
        )
        if own
        else [],
        "news": news.of_member(env, enrolments),
        "learning": sessions.home(env, partner, enrolments) if own else None,
        "thanks_page": thanks.PATH if thanks.is_on(ever) else None,
        "serious": serious.of_member(ever) if own else [],
    }


def to_start(env, cards, editions, partner):
    """Return the steps of a member who has nothing to do: taking part, once more or for
    the first time, or becoming a member.

    :param cards: of the programmes that they see; see `programmes.cards`
    """
    steps = again.steps(env, partner, editions)
    known = {step["url"] for step in steps}
    steps += [
        step
        for step in edition_steps.of_sign_up(env, cards)
        if step["url"] not in known
    ]
    return steps or edition_steps.to_renew(env, editions, partner)


def waiting_line(env, enrolment):
    """Return the values of a sign-up that leads the page while the member waits."""
    return {
        **enrolment_page.line(env, enrolment),
        "story": story.of(env, enrolment),
        "progress": progress.of(env, enrolment),
    }


def preview(env, member):
    """Return the sentence for staff, above the pages of a member.

    :param member: one ``res.partner``
    """
    return env._(
        "This is what %s sees. You can only look: the pages of their mentorships stay "
        "closed to you.",
        words.bold(member.name),
    )
