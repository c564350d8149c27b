"""Briefings and workshops on members' pages (R51)."""

from odoo import fields
from odoo.fields import Domain

from ...models.base.labels import field_labels
from ...models.learning.session import HOLDS
from ..base import words
from ..base.refused import FieldsRefused
from . import session_request

PAGE = "/my/mentorship/sessions"
MOST_AT_HOME = 3


def home(env, partner, enrolments):
    """Return the sessions to come on a member's overview.

    :param enrolments: the member's sign-ups
    :return: {``lines``: those that come first, ``url``: of the page with all of them},
        or None for a member who takes part in no edition
    """
    if not any(each._takes_part_in_sessions() for each in enrolments):
        return None
    found = env["mentorship.session"]
    # the edition is read already: without a session to come, this costs no query
    if enrolments.edition_id._has_sessions_ahead():
        found = ahead(env, partner, limit=MOST_AT_HOME)
    return {"lines": lines(env, found, partner), "url": PAGE}


def ahead(env, partner, limit=None):
    """Return the sessions that a member can see and that are not over."""
    sessions = env["mentorship.session"]
    return sessions._search_whole(
        [
            *sessions._member_domain(partner),
            ("state", "=", "published"),
            ("stop", ">", fields.Datetime.now()),
        ],
        order="start, id",
        limit=limit,
    )


def values(env, partner):
    """Return the values of `/my/mentorship/sessions` for a member."""
    sessions = env["mentorship.session"]
    past = sessions._search_whole(
        [
            *sessions._member_domain(partner),
            (
                "line_ids",
                "any",
                [("partner_id", "=", partner.id), ("state", "=", "attended")],
            ),
            ("stop", "<=", fields.Datetime.now()),
        ],
        limit=20,
    )
    return {
        "sessions": lines(env, ahead(env, partner), partner),
        "attended": lines(env, past, partner),
        **session_request.values(env, partner),
    }


def lines(env, sessions, partner):
    """Return the values of sessions in a list."""
    own = own_states(env, sessions, partner)
    return [line(env, session, own.get(session.id)) for session in sessions]


def own_states(env, sessions, partner):
    """Return {session id: the state of a member in it}, in one query."""
    if not sessions:
        return {}
    found = env["mentorship.session.attendee"].search_fetch(
        Domain("session_id", "in", sessions.ids)
        & Domain("partner_id", "=", partner.id),
        ["session_id", "state"],
    )
    return {each.session_id.id: each.state for each in found}


def line(env, session, state):
    """Return the values of a session in a list.

    :param state: of the member in it, or None
    """
    cancelled = session.state == "cancelled"
    shown = state and not cancelled
    return {
        "id": session.id,
        "url": f"/my/mentorship/session/{session.id}",
        "name": session.name,
        "kind": words.label(session, "kind"),
        "when": words.moment(env, session.start),
        "cancelled": cancelled,
        "state": shown and state_label(env, state),
    }


def state_label(env, state):
    """Return how a member is told what they have to do with a session."""
    return {
        "going": env._("You have a place"),
        "waiting": env._("You are on the waiting list"),
        "attended": env._("You were there"),
        "absent": env._("You were not there"),
    }[state]


def page(env, session, partner, typed=None):
    """Return the values of `/my/mentorship/session/<id>` for a member.

    :param typed: what was typed into a form that was refused, or None
    """
    own = session._line_of(partner)
    now = fields.Datetime.now()
    going = len(session._going())
    published, begun = session.state == "published", session.start <= now
    place = session._place()
    video = session.mode == "video"
    holds = own.state in HOLDS
    takes_part = bool(session._enrolment_of(partner))
    left = session._places_left()
    return {
        "session": {
            **line(env, session, own.state),
            "edition": session.edition_id.display_name,
            "summary": session.summary or "",
            "audience": field_labels(session, "audience")[session.audience],
            "length": length(env, session),
            "mode": words.label(session, "mode"),
            # the link is for those who come
            "place": "" if video else place,
            "join": place
            if video and holds and published and not over(session)
            else "",
            "host": session.user_id.name or "",
            "others": others(env, going - bool(holds)),
            "full": published and not begun and left == 0,
            "left": places(env, session, left) if not begun else "",
            "may_sign_up": published and not begun and not own and takes_part,
            "may_sign_off": published
            and not begun
            and own.state in ("going", "waiting"),
            "waits": published and not begun and own.state == "waiting",
            "calendar": f"/my/mentorship/session/{session.id}/calendar"
            if own.state == "going" and published and not over(session)
            else None,
            "asks_code": (takes_part or bool(own))
            and own.state not in ("attended", "absent")
            and session._takes_code_now(),
            "was_there": own.state == "attended",
        },
        "typed_code": (typed or {}).get("code", ""),
        "zone": words.timezone_name(env),
        "sessions_url": PAGE,
    }


def over(session):
    return session.stop <= fields.Datetime.now()


def length(env, session):
    """Return how long a session takes, in words."""
    minutes = int((session.stop - session.start).total_seconds() // 60)
    if minutes % 60:
        return env._("%s minutes", minutes)
    hours = minutes // 60
    return env._("1 hour") if hours == 1 else env._("%s hours", hours)


def others(env, count):
    """Return how many others come, and never who."""
    if count < 1:
        return ""
    return env._("1 other comes.") if count == 1 else env._("%s others come.", count)


def places(env, session, left):
    """Return how many places are free, in words."""
    if left is None:
        return ""
    if not left:
        return env._("All places are taken.")
    return env._(
        "Free places: %(left)s of %(places)s.", left=left, places=session.places
    )


def refuse_code(env):
    """Raise what a code gets that is not accepted, whatever the reason is.

    :raises FieldsRefused: always
    """
    raise FieldsRefused(
        env,
        {
            "code": env._(
                "This code is not right, or it cannot be used by you now. Ask the "
                "host, who can also mark you as present."
            )
        },
    )


def exported(env, partner):
    """Return the sessions of a member, and what they asked for, for their export."""
    rows = env["mentorship.session.attendee"].search([("partner_id", "=", partner.id)])
    voices = env["mentorship.session.voice"].search([("partner_id", "=", partner.id)])
    asked = env["mentorship.session.request"].search([("partner_id", "=", partner.id)])
    return {
        "sessions": [
            {
                "name": row.session_id.name,
                "edition": row.edition_id.display_name,
                "start": words.plain(env, row.session_id.start),
                "state": words.label(row, "state"),
            }
            for row in rows
        ],
        "session_requests": [
            {
                "topic": request.name,
                "edition": request.edition_id.display_name,
                "state": words.label(request, "state"),
                "answer": request.answer or None,
            }
            for request in asked
        ],
        "session_voices": voices.request_id.mapped("name"),
    }
