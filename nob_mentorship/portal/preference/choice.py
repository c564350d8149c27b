"""The mentors from which a mentee can choose (R50)."""

from odoo.tools import format_list

from odoo.addons.portal.controllers.portal import pager

from ...tools.names import greeted
from ..base import face, words
from ..pairing import profile

MENTORS = 20
"""The number of mentors on a page."""


def values(env, enrolment, topic="", page=1):
    """Return the values of `/my/mentorship/enrolment/<id>/mentors` for a mentee.

    It shows what a mentor offers, but never contact data.

    :param str topic: the id of a topic as typed, to show only mentors who offer it
    :param int page: the page of the list of mentors
    """
    mentors = to_ask(enrolment)
    topics = mentors.topic_ids.sorted("name")
    chosen = topics.filtered(lambda t: str(t.id) == topic)
    seen = mentors.filtered(lambda m: chosen <= m.topic_ids)
    path = f"{enrolment._page_path()}/mentors"
    pages = pager(
        path,
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
        "may_choose": enrolment._may_choose(),
        "may_choose_next": enrolment._may_choose_next(),
        "asked": asked_line(env, enrolment),
        "waiting": [
            choice.mentor_enrolment_id.partner_id.name
            for choice in enrolment._open_choices()
            if choice.state == "waiting"
        ],
        "filters": [
            {
                "name": each.name or env._("All topics"),
                "url": f"{path}?topic={each.id}" if each else path,
                "now": each == chosen,
            }
            for each in (topics.browse(), *topics)
        ],
        "mentors": [
            mentor_card(env, enrolment, mentor)
            for mentor in seen[pages["offset"] : pages["offset"] + MENTORS]
        ],
        "pager": pages,
        "rules": rules(env),
    }


def to_ask(enrolment):
    """Return the sign-ups of the mentors that this mentee can ask now, or name as the
    next to ask.
    """
    if not enrolment._may_choose() and not enrolment._may_choose_next():
        return enrolment.browse()
    named = enrolment._open_choices().mentor_enrolment_id
    return enrolment._mentors_to_choose() - named


def mentor_values(env, enrolment, mentor):
    """Return the values of the page about one mentor, for a mentee who can ask them.

    :param mentor: the sign-up of a mentor that this mentee can choose
    """
    return {
        "enrolment": {"id": enrolment.id, "url": enrolment._page_path()},
        "mentor": mentor_card(env, enrolment, mentor),
        "rules": rules(env),
    }


def rules(env):
    """Return the sentence on how mentors are asked."""
    return env._(
        "A mentor has seven days to answer. If the answer is no, or there is no "
        "answer, we ask the next mentor you named. Your own yes counts as given."
    )


def mentor_card(env, enrolment, mentor):
    """Return what a mentee sees of a mentor to choose."""
    first = greeted(mentor.partner_id.name)
    shared = enrolment.topic_ids & mentor.topic_ids
    about = [mentor.employer]
    if mentor.shares_profile:
        about += [profile.years(env, mentor.partner_id), mentor.region_id.name]
    after = enrolment._may_choose_next()
    return {
        "id": str(mentor.id),
        "name": mentor.partner_id.name,
        "face": face.of(mentor.partner_id),
        "facts": " · ".join(filter(None, about)),
        "topics": mentor.topic_ids._names(),
        "motivation": mentor.motivation,
        "common": shared
        and env._("You both chose: %s.", format_list(env, shared._names())),
        "url": f"{enrolment._page_path()}/mentors/{mentor.id}",
        "more": env._("More about %s", first),
        "ask": env._("Ask %s next", first) if after else env._("Ask %s", first),
        "input": "next" if after else "first",
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
