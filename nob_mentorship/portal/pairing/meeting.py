"""The page on which a meeting is planned or changed."""

from datetime import timedelta

from odoo import fields

from ..base import words
from . import people, series_form

FIELDS = (
    *("date", "time", "minutes", "mode", "place", "video_url", "held"),
    *series_form.FIELDS,
)
"""The inputs of the form."""


def place(meeting):
    """Return the position of a meeting in the list: first the future ones, the next on
    top, then the past ones, then the cancelled ones, both latest first.
    """
    start = meeting.start.timestamp()
    if meeting.state == "planned" and meeting.start > fields.Datetime.now():
        return (0, start)
    return (2 if meeting.state == "cancelled" else 1, -start)


def title(env, meeting, names):
    """Return what a meeting is and with whom, such as "Video call with Anouk".

    :param str names: the first names of the others
    """
    if meeting.mode == "video":
        return env._("Video call with %s", names)
    return env._("Meeting with %s", names)


def line(env, meeting):
    """Return the values of a meeting in the list."""
    ahead = meeting.state == "planned" and meeting.stop > fields.Datetime.now()
    video = meeting.mode == "video" and meeting.video_url
    calendar = f"/my/mentorship/meeting/{meeting.id}/calendar" if ahead else None
    return {
        "id": meeting.id,
        "url": f"/my/mentorship/meeting/{meeting.id}",
        "when": words.moment(env, meeting.start),
        "mode": words.label(meeting, "mode"),
        "state": meeting.state,
        "state_label": words.label(meeting, "state"),
        "join": video if ahead and video else None,
        "calendar": calendar,
        "links": [
            {"url": url, "label": label}
            for url, label in (
                (ahead and video, env._("Join")),
                (calendar, env._("Add to calendar")),
            )
            if url
        ],
        "place": meeting._place(),
    }


def rest_of_series(env, meeting):
    """Return what it means to cancel a meeting and the later ones of its series, or
    None if there are none, or it has begun.
    """
    if not meeting.series_uid or meeting.start <= fields.Datetime.now():
        return None
    count = len(meeting._rest_of_series())
    if count < 2:
        return None
    return env._(
        "%s meetings are cancelled. Everyone is told in one email, and they disappear "
        "from the calendars.",
        count,
    )


def an_hour_ago(env):
    """Return the day and the time of the last full hour, as a form has them."""
    then = words.local(env, fields.Datetime.now() - timedelta(hours=1))
    return {"date": then.strftime("%Y-%m-%d"), "time": then.strftime("%H:00")}


def values(env, pairing, partner, meeting=None, typed=None, met=False):
    """Return the values for the page on which a meeting is planned or changed.

    :param bool met: whether it took place without being planned
    """
    if typed is not None:
        form = {name: typed.get(name, "") for name in FIELDS}
    elif meeting:
        # the time zone in which the form is read, which may differ from the session's
        start = words.local(env, meeting.start)
        form = {
            "date": start.strftime("%Y-%m-%d"),
            "time": start.strftime("%H:%M"),
            "minutes": str(int((meeting.stop - meeting.start).seconds / 60)),
            "mode": meeting.mode,
            "place": meeting.location or "",
            "video_url": meeting.video_url or "",
            "held": "",
        }
    else:
        form = dict.fromkeys(FIELDS, "")
        form.update(mode="in_person", minutes="60", **series_form.first(pairing))
        if met:
            form.update(held="1", **an_hour_ago(env))
    names = people.names_of_others(env, pairing, partner)
    return {
        "pairing": {
            "id": pairing.id,
            "names": names,
            "with": env._("With %s", names),
            "active": pairing.state == "active",
        },
        "meeting": meeting
        and {
            **line(env, meeting),
            "past": meeting.stop <= fields.Datetime.now(),
            "rest": rest_of_series(env, meeting),
        },
        "form": form,
        "met": met,
        "typed": typed is not None,
        "series": None if meeting or met else series_form.choices(env, pairing),
        "zone": words.timezone_name(env),
    }
