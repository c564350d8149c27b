"""The mentors from which a mentee can choose (R50)."""

from odoo.addons.portal.controllers.portal import pager

from ..base import words

MENTORS = 20
"""The number of mentors on a page."""


def values(env, enrolment, topic="", typed=None, page=1):
    """Return the values of `/my/mentorship/enrolment/<id>/mentors` for a mentee.

    It shows what a mentor offers, but never contact data.

    :param str topic: the id of a topic as typed, to show only mentors who offer it
    :param typed: the choices just made, if they could not be sent
    :param int page: the page of the list of mentors
    """
    may_choose = enrolment._may_choose()
    mentors = enrolment._mentors_to_choose() if may_choose else enrolment.browse()
    topics = mentors.topic_ids.sorted("name")
    chosen = topics.filtered(lambda t: str(t.id) == topic)
    seen = mentors.filtered(lambda m: chosen <= m.topic_ids)
    pages = pager(
        f"{enrolment._page_path()}/mentors",
        len(seen),
        page,
        MENTORS,
        url_args={"topic": chosen.id} if chosen else None,
    )
    return {
        "enrolment": {
            "id": enrolment.id,
            "edition": enrolment.edition_id.display_name,
            "url": enrolment._page_path(),
        },
        "may_choose": may_choose,
        "asked": asked_line(env, enrolment),
        "waiting": [
            choice.mentor_enrolment_id.partner_id.name
            for choice in enrolment._open_choices()
            if choice.state == "waiting"
        ],
        "topics": [{"id": str(t.id), "name": t.name} for t in topics],
        "topic": str(chosen.id or ""),
        "mentors": [
            mentor_card(env, mentor)
            for mentor in seen[pages["offset"] : pages["offset"] + MENTORS]
        ],
        "pager": pages,
        "options": [
            {"id": str(mentor.id), "name": mentor.partner_id.name} for mentor in mentors
        ],
        "choices": [
            (name, label, (typed or {}).get(name, ""))
            for name, label in (
                ("first", env._("First choice")),
                ("second", env._("Second choice")),
                ("third", env._("Third choice")),
            )
        ],
    }


def mentor_card(env, mentor):
    return {
        "id": str(mentor.id),
        "name": mentor.partner_id.name,
        "employer": mentor.employer,
        "topics": mentor.topic_ids.mapped("name"),
        "motivation": mentor.motivation,
    }


def asked_line(env, enrolment):
    """Return which mentor is being asked, and until when they can answer; or None."""
    asked = enrolment._asked_choice()
    if not asked:
        return None
    name = asked.mentor_enrolment_id.partner_id.name
    until = words.day(env, asked.pairing_id.expires_on)
    return {
        "name": name,
        "until": until,
        "title": env._("You asked %s", name),
        "text": env._(
            "They can answer until %s. You will get an email as soon as we know more.",
            words.bold(until),
        ),
        "url": f"/my/mentorship/pairing/{asked.pairing_id.id}",
    }


def story(env, enrolment):
    """Return the status of an accepted mentee's choice, or "" if there is none."""
    if not enrolment._has_own_choice():
        return ""
    asked = asked_line(env, enrolment)
    if asked:
        return env._(
            "You are taking part. You have asked %(name)s, who can answer until "
            "%(until)s.",
            name=asked["name"],
            until=asked["until"],
        )
    return env._("You are taking part. You can choose your mentor.")


def steps(env, enrolment):
    """Return the step of a mentee who is able to choose a mentor."""
    if not enrolment._may_choose():
        return []
    return [
        {
            "title": env._("Choose your mentor"),
            "text": env._(
                "See which mentors are available, and ask up to three: %s.",
                enrolment.edition_id.display_name,
            ),
            "url": f"{enrolment._page_path()}/mentors",
            "label": env._("See the mentors"),
        }
    ]
