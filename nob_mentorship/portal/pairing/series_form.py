"""The part of the meeting form that plans a series (P24)."""

from typing import NamedTuple

from odoo import fields
from odoo.tools import format_list

from ...models.base.form_words import sentence
from ...models.pairing.meeting_series import MOST
from ...tools import series
from ...tools.form import FormError, read_date
from ..base import words
from ..base.refused import FieldsRefused

FIELDS = ("repeat", "repeat_until", "skip_holidays")
"""The inputs of this part."""
WEEKS = (2, 3, 4, 6, 8)
"""The numbers of weeks between two meetings that can be chosen."""


class Series(NamedTuple):
    """The meetings that a form asks for.

    :param list starts: when each begins, naive UTC
    :param list left_out: the days left out because of a school holiday
    """

    starts: list
    left_out: list


def first(pairing):
    """Return the values that this part has at first, as {input: text}."""
    return {
        "repeat": "",
        "repeat_until": str(pairing._last_day() or ""),
        "skip_holidays": "",
    }


def choices(env, pairing):
    """Return what can be chosen in this part, or None for a pairing without an end, or
    past it.
    """
    last, today = pairing._last_day(), fields.Date.context_today(pairing)
    if not last or last < today:
        return None
    holidays = env["mentorship.holiday"]
    return {
        "weeks": [(str(number), env._("Every %s weeks", number)) for number in WEEKS],
        "holidays": bool(holidays._between(pairing.company_id, today, last)),
    }


def read(env, post, pairing, start):
    """Read this part of the form.

    :param env: the environment, for the member's language and time zone
    :param post: a ``werkzeug`` MultiDict of strings
    :param pairing: the ``mentorship.pairing`` that meets
    :param datetime start: when the first meeting begins, naive UTC
    :return: a :class:`Series`, or None if the meeting is not repeated
    :raises FieldsRefused: if there is no such series
    """
    if not post.get("repeat"):
        return None
    if post["repeat"] not in map(str, WEEKS) or not pairing._last_day():
        raise _refused(env, "repeat", sentence(env, FormError("not_offered")))
    if post.get("held"):
        said = env._("A meeting that already took place cannot be repeated.")
        raise _refused(env, "repeat", said)
    weeks, zone = int(post["repeat"]), words.timezone(env)
    local = words.local(env, start)
    until = _until(env, post, pairing, local.date())
    kept, left_out = _days(env, post, pairing, local.date(), weeks, until)
    return Series(series.moments(kept, local.time(), zone), left_out)


def _until(env, post, pairing, first_day):
    """Return the last day that can be one of the series.

    :raises FieldsRefused: if no series can begin on the first day and end there
    """
    last, paused = pairing._last_day(), pairing.paused_until
    if first_day > last:
        said = env._("Your mentorship ends on %s.", words.day(env, last))
        raise _refused(env, "date", said)
    if paused and paused >= last:
        said = env._(
            "Your mentorship is paused until %s, which is after its end. End the pause "
            "first.",
            words.day(env, paused),
        )
        raise _refused(env, "date", said)
    if paused and first_day <= paused:
        said = env._(
            "Your mentorship is paused until %s. Begin after that day, or end the "
            "pause first.",
            words.day(env, paused),
        )
        raise _refused(env, "date", said)
    try:
        until = read_date(post.get("repeat_until")) or last
    except FormError as error:
        raise _refused(env, "repeat_until", sentence(env, error)) from error
    if until > last:
        said = env._(
            "Your mentorship ends on %s. Choose that day or an earlier one.",
            words.day(env, last),
        )
        raise _refused(env, "repeat_until", said)
    if until < first_day:
        said = env._("This day is before the first meeting.")
        raise _refused(env, "repeat_until", said)
    return until


def _days(env, post, pairing, first_day, weeks, until):
    """Return (the days on which to meet, the days left out).

    :raises FieldsRefused: if these are too few or too many
    """
    holidays = []
    if post.get("skip_holidays"):
        holidays = env["mentorship.holiday"]._between(
            pairing.company_id, first_day, until
        )
    kept, left_out = series.days(first_day, weeks, until, holidays)
    if len(kept) + len(left_out) < 2:
        said = env._(
            "There is no second meeting: it would be after %s.", words.day(env, until)
        )
        raise _refused(env, "repeat", said)
    if not kept:
        said = env._("All these days are in a school holiday.")
        raise _refused(env, "skip_holidays", said)
    if len(kept) > MOST:
        said = env._(
            "These are %(count)s meetings; plan at most %(most)s at once. Choose "
            "%(day)s or an earlier day.",
            count=len(kept),
            most=MOST,
            day=words.day(env, kept[MOST - 1]),
        )
        raise _refused(env, "repeat_until", said)
    return kept, left_out


def _refused(env, field, said):
    return FieldsRefused(env, {field: said})


def told(env, count, left_out):
    """Return the message about a series that was planned.

    :param int count: how many meetings are planned
    :param left_out: the days left out because of a school holiday, as ISO texts
    """
    if count == 1:
        said = [env._("One meeting is planned. The invitation is on its way.")]
    else:
        said = [
            env._(
                "Meetings planned: %s. One invitation to all of them is on its way.",
                count,
            )
        ]
    if left_out:
        days = [words.day(env, fields.Date.to_date(day)) for day in left_out]
        said.append(
            env._("Left out because of a school holiday: %s.", format_list(env, days))
        )
    return " ".join(said)
