"""The guide for a talk: which one fits, and its texts for a page (P16)."""

import re
from datetime import timedelta

from odoo import fields
from odoo.tools import html2plaintext, is_html_empty

from ..base import words
from . import reading

LAST_WEEKS = timedelta(weeks=6)
"""Within these weeks before the end, a talk with none after it is the last one."""
WORDS_A_MINUTE = 180
BULLET = re.compile(r"^[\s*•–-]+")
"""What staff may type in front of a line of a list."""


def values(env, meeting, partner):
    """Return the values of the page of a guide, or None if no guide fits."""
    guide = for_meeting(env, meeting, partner)
    return guide and {
        "guide": guide,
        "meeting": {
            "url": f"/my/mentorship/meeting/{meeting.id}",
            "when": words.moment(env, meeting.start),
        },
    }


def for_meeting(env, meeting, partner):
    """Return the guide for a talk of a pairing, planned or held.

    :param partner: a member of the pairing
    :return: the texts of a page, or None if no guide fits
    """
    if meeting.state == "cancelled":
        return None
    talks = _talks(meeting.pairing_id)
    at = talks.ids.index(meeting.id)
    is_last = meeting == talks[-1:]
    stage = _stage(meeting.pairing_id, meeting._day(), talks[:at], is_last)
    return _texts(env, meeting.pairing_id, partner, stage, meeting)


def next_for(env, pairing, partner):
    """Return the guide for the next talk, whether or not it is planned; see
    :func:`for_meeting`. In the last month, and for thirty days after, it is the one for
    the last talk (R68).
    """
    found = _next_for(env, pairing, partner) if pairing.state == "active" else None
    if (found and found["stage"] == "last") or not pairing._may_look_back():
        return found
    return _texts(env, pairing, partner, "last") or found


def _next_for(env, pairing, partner):
    talks, now = _talks(pairing), fields.Datetime.now()
    coming = talks.filtered(lambda talk: talk.state == "planned" and talk.stop > now)
    if coming:
        return for_meeting(env, coming[0], partner)
    today = fields.Date.context_today(pairing)
    return _texts(env, pairing, partner, _stage(pairing, today, talks, True))


def _talks(pairing):
    """Return the talks of a pairing, the first one first, without those called off."""
    talks = pairing.meeting_ids.filtered(lambda meeting: meeting.state != "cancelled")
    return talks.sorted(lambda meeting: (meeting.start, meeting.id))


def _stage(pairing, day, earlier, is_last):
    """Return the stage of a talk, or None if it is one of those in between.

    :param day: of the talk
    :param earlier: the talks before it; one that is over counts, marked as held or not
    :param is_last: whether no talk is planned after it
    """
    if not earlier:
        return "first"
    start, end = pairing.date_start, pairing.prolonged_until or pairing.date_end
    if is_last and end and day >= end - LAST_WEEKS:
        return "last"
    if len(earlier) == 1:
        return "second"
    if not start or not end:
        return None
    half = start + (end - start) / 2
    shown = any(talk._day() >= half for talk in earlier[2:])
    return "half_way" if day >= half and not shown else None


def _texts(env, pairing, partner, stage, meeting=None):
    """Return the guide of a stage that a member reads, as texts, or None."""
    role = pairing.member_ids.filtered(lambda m: m.partner_id == partner)[:1].role
    # one search for the guides, and for what else there is to read for this talk
    found = stage and env["mentorship.resource"].search_fetch(
        [
            ("programme_id", "=", pairing.programme_id.id),
            ("stage", "=", stage),
            ("audience", "in", [False, role]),
        ],
        [*reading.COLUMNS, *reading.TEXTS],
    )
    guides = found and found.filtered(lambda resource: resource.kind == "guide")
    if not guides:
        return None
    # one for this role alone comes before one for everyone
    guide = guides.sorted(lambda resource: not resource.audience)[0]
    return {
        "stage": stage,
        "name": guide.name,
        "title": env._("Guide: %s", guide.name),
        "summary": guide.summary or "",
        "url": f"/my/mentorship/meeting/{meeting.id}/guide" if meeting else "",
        "questions": read_lines(guide.questions),
        "to_agree": read_lines(guide.to_agree),
        "body": "" if is_html_empty(guide.body) else guide.body,
        "read": env._("Read more (%s min.)", _minutes(guide.body)),
        "more": reading.lines(found),
    }


def read_lines(text):
    """Return the lines of a text that have anything on them."""
    lines = [BULLET.sub("", line).strip() for line in (text or "").splitlines()]
    return [line for line in lines if line]


def _minutes(body):
    """Return how many minutes a text takes to read, at least one."""
    return max(1, round(len(html2plaintext(body or "").split()) / WORDS_A_MINUTE))
