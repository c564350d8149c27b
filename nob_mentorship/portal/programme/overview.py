"""The overview: open editions, a member's participation, and the next steps."""

from ..base import words
from ..edition import page as edition_page
from ..edition import steps as edition_steps
from ..enrolment import again, progress, story
from ..enrolment import page as enrolment_page
from ..enrolment import steps as enrolment_steps
from ..evaluation import overview as evaluations
from ..pairing import people
from ..pairing import steps as pairing_steps
from ..sealed import serious
from . import coordinator


def values(env, partner, own=True):
    """Return the values of `/my/mentorship` for a member.

    :param bool own: whether the member is looking; staff who preview the page do not
        see which forms wait for an answer
    """
    pairings = people.pairings_of(env, partner, left=True)
    left = people.left_by(env, partner, pairings)
    pairings -= left.pairing_id
    ever = env["mentorship.enrolment"].search([("partner_id", "=", partner.id)])
    enrolments = ever.filtered(lambda enrolment: enrolment.state != "withdrawn")
    companies = partner._mentorship_companies()
    programmes = env["mentorship.programme"]
    programmes = programmes.search(programmes._member_domain(partner, companies))
    steps = [step for p in pairings for step in pairing_steps.of(env, p, partner)]
    steps += [step for e in enrolments for step in enrolment_steps.of(env, e)]
    steps += evaluations.steps(env, partner) if own else []
    editions = env["mentorship.edition"]
    editions = editions.search(
        [
            *editions._member_domain(partner, companies),
            ("programme_id", "in", programmes.ids),
            ("state", "in", ("not_planned", "enrolment", "matching", "running")),
        ]
    )
    editions = editions.filtered(lambda edition: edition._is_news(editions))
    cards = programme_cards(env, programmes, editions, enrolments, partner)
    if not steps and not any(not e._is_final() for e in enrolments):
        steps = again.steps(env, partner, editions)
        known = {step["url"] for step in steps}
        steps += [
            step
            for step in edition_steps.of_sign_up(env, cards)
            if step["url"] not in known
        ]
        steps = steps or edition_steps.to_renew(env, editions, partner)
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
        "programmes": cards,
        "takes_part": bool(pairings or enrolments),
        "summaries": evaluations.summaries(env, ever),
        "serious": serious.of_member(ever) if own else [],
    }


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


def programme_cards(env, programmes, editions, enrolments, partner):
    """Return the values of each programme on the overview, with its editions."""
    interests = env["mentorship.interest"].search([("partner_id", "=", partner.id)])
    return [
        {
            "id": programme.id,
            "name": programme.name,
            "summary": programme.summary,
            "interested": programme in interests.programme_id,
            "questions": coordinator.of(env, programme),
            "editions": [
                edition_page.line(
                    env,
                    edition,
                    edition not in enrolments.edition_id
                    and edition._accepts_enrolment()
                    and edition._welcomes(partner),
                )
                for edition in editions
                if edition.programme_id == programme
            ],
        }
        for programme in programmes
    ]
