"""News of a programme: what is shown today (R23)."""

from odoo import fields
from odoo.fields import Domain

from ..base import words

MOST = 3
"""The maximum number of news items on a member's overview."""


def of_programme(env, programme):
    """Return the news of a programme that is shown today, the latest first."""
    news = env["mentorship.news"]
    today = fields.Date.context_today(news)
    found = news._search_whole(
        news._shown(today) & Domain("programme_id", "=", programme.id)
    )
    return [line(env, each) for each in found]


def of_member(env, enrolments):
    """Return the latest news of the programmes that a member takes part in.

    :param enrolments: ``mentorship.enrolment`` of the member
    """
    ours = enrolments.filtered(lambda enrolment: not enrolment._is_final())
    if not ours:
        return []
    news = env["mentorship.news"]
    today = fields.Date.context_today(news)
    found = news._search_whole(
        news._shown(today) & news._of_programmes(ours.programme_id), limit=MOST
    )
    return [line(env, each) for each in found]


def line(env, each):
    """Return the values of a news item."""
    return {
        "name": each.name,
        "summary": each.summary or "",
        "url": each.url or "",
        "date": words.day(env, each.date),
    }
