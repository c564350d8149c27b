"""The topics that members would like a session about (R62)."""

from odoo.fields import Domain

from ...models.base.form_words import sentence
from ...tools.form import LINE_LIMIT, FormError, read_text
from ..base.refused import FieldsRefused


def values(env, partner):
    """Return the topics on the page of sessions, and the editions to propose one in."""
    enrolments = env["mentorship.enrolment"]
    mine = enrolments.search(
        enrolments._in_sessions() & Domain("partner_id", "=", partner.id), order="id"
    )
    editions = mine.edition_id
    return {
        "topics": lines(env, partner),
        "ask_in": [
            {
                "url": f"/my/mentorship/edition/{edition.id}/topic",
                "label": env._("Propose a topic for %s", edition.display_name)
                if len(editions) > 1
                else env._("Propose a topic"),
            }
            for edition in editions
        ],
    }


def form(env, edition, typed=None):
    """Return the values of the form in which a member proposes a topic.

    :param typed: what was typed into a form that was refused, or None
    """
    return {
        "intro": env._(
            "What would you like a session about? The coordinators of %s read it, with "
            "your name. Once they approve it, others read it without your name, and "
            "can join in.",
            edition.display_name,
        ),
        "topic_url": f"/my/mentorship/edition/{edition.id}/topic",
        "typed_topic": (typed or {}).get("topic", ""),
        "longest": LINE_LIMIT,
    }


def lines(env, partner):
    """Return the topics that a member can read, their own first."""
    requests = env["mentorship.session.request"]
    found = requests.search(
        [
            *requests._member_domain(partner),
            ("state", "in", ("proposed", "open", "declined")),
        ]
    )
    voices = env["mentorship.session.voice"].search_fetch(
        [("partner_id", "=", partner.id), ("request_id", "in", found.ids)],
        ["request_id"],
    )
    said = set(voices.request_id.ids)
    found = found.sorted(lambda one: (one.partner_id != partner, -one.id))
    return [line(env, one, partner, one.id in said) for one in found]


def line(env, request, partner, said):
    """Return the values of a topic.

    :param bool said: whether the member would like a session about it
    """
    own, opened = request.partner_id == partner, request.state == "open"
    return {
        "id": request.id,
        "url": f"/my/mentorship/topic/{request.id}",
        "name": request.name,
        "edition": request.edition_id.display_name,
        "own": own,
        "open": opened,
        "state": status(env, request) if own else "",
        "answer": request.answer or "" if own else "",
        "count": wanted_by(env, request.voice_count) if opened else "",
        "said": said,
        "may_take_back": own and not opened,
    }


def status(env, request):
    """Return what becomes of a member's own topic."""
    return {
        "proposed": env._("You proposed this. A coordinator reads it first."),
        "open": env._("You proposed this. Others can read it, without your name."),
        "declined": env._("You proposed this. No session is planned about it."),
    }[request.state]


def wanted_by(env, count):
    """Return how many members would like a session, and never who."""
    if count == 1:
        return env._("1 member would like this.")
    return env._("%s members would like this.", count)


def read(env, post):
    """Read the form of a topic.

    :param post: a ``werkzeug`` MultiDict of strings
    :return: the topic
    :raises FieldsRefused: if it is empty or too long
    """
    try:
        topic = read_text(post.get("topic"), LINE_LIMIT)
        topic = topic.replace("\n", " ").replace("\t", " ")
        if not topic:
            raise FormError("missing")
    except FormError as error:
        raise FieldsRefused(env, {"topic": sentence(env, error)}) from error
    return topic
