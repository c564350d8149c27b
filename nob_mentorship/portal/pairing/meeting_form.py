"""The meeting form: converts what a member typed to field values (R12)."""

from datetime import timedelta

from odoo import fields

from ...models.base.form_words import sentence
from ...models.base.labels import field_labels
from ...tools.form import (
    LINE_LIMIT,
    FormError,
    read_moment,
    read_number,
    read_text,
    read_web_address,
)
from ..base import words
from ..base.refused import FieldsRefused

ABOUT_THE_TIME = ("not_a_time", "no_such_time")
LEAST_MINUTES, MOST_MINUTES = 5, 480
PAST, AHEAD = timedelta(days=366), timedelta(days=3 * 366)
"""How far in the past, and how far ahead, a meeting can be."""


def read(env, post, moves=False):
    """Read the form of a meeting.

    :param env: the environment, for the member's language and time zone
    :param post: a ``werkzeug`` MultiDict of strings
    :param bool moves: whether the meeting exists already
    :return: the values for `_plan` or `_move` of a meeting
    :raises FieldsRefused: with the fields that cannot be read
    """
    readers = {
        "date": lambda: _start(env, post, moves),
        "minutes": lambda: read_number(
            post.get("minutes"), LEAST_MINUTES, MOST_MINUTES
        ),
        "place": lambda: read_text(post.get("place"), LINE_LIMIT),
        "video_url": lambda: read_web_address(post.get("video_url")),
        "mode": lambda: _mode(env, post),
    }
    found, errors = {}, {}
    for name, reader in readers.items():
        try:
            found[name] = reader()
        except FormError as error:
            field = "time" if error.code in ABOUT_THE_TIME else name
            errors[field] = sentence(env, error)
    if errors:
        raise FieldsRefused(env, errors)
    return {
        "held": bool(post.get("held")),
        "start": found["date"],
        "stop": found["date"] + timedelta(minutes=found["minutes"]),
        "mode": found["mode"],
        "location": found["place"],
        "video_url": found["video_url"],
    }


def _start(env, post, moves):
    start = read_moment(post.get("date"), post.get("time"), words.timezone(env))
    now, held = fields.Datetime.now(), post.get("held")
    if held and start > now:
        raise FormError("in_the_future")
    if not held and start < now:
        raise FormError("moved_to_the_past" if moves else "in_the_past")
    if start < now - PAST or start > now + AHEAD:
        raise FormError("not_a_date")
    return start


def _mode(env, post):
    if post.get("mode") not in field_labels(env["mentorship.meeting"], "mode"):
        raise FormError("missing")
    return post.get("mode")
