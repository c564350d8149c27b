"""Days, times and choices in words, as a member reads them."""

from datetime import datetime

from odoo import fields
from odoo.tools import babel_locale_parse, format_date, format_datetime

from ...models.base.labels import field_labels
from ...tools import places


def label(record, name):
    """Return what the value of a choice is called."""
    return field_labels(record, name)[record[name]]


def day(env, value):
    """Return a date as text, "" for none."""
    return format_date(env, value, date_format="d MMMM yyyy") if value else ""


def period(env, first, last):
    """Return two dates as text, "" unless both are there."""
    return f"{day(env, first)} – {day(env, last)}" if first and last else ""


def moment(env, value):
    """Return a moment as text, on the member's own clock."""
    return format_datetime(
        env, value, tz=timezone(env), dt_format="EEEE d MMMM yyyy HH:mm"
    )


def timezone(env):
    """Return the time zone this member reads and types times in."""
    return env.user.partner_id._mentorship_timezone()


def timezones(env):
    """Return what the time zones of places are called, as {zone: name}."""
    return places.names(
        field_labels(env["res.partner"], "tz"),
        babel_locale_parse(env.lang),
        timezone(env),
    )


def timezone_name(env):
    """Return what that time zone is called, in the member's language."""
    now, zone = fields.Datetime.now(), timezone(env)
    name = "vvvv" if places.country(zone) else "OOOO"
    return format_datetime(env, now, tz=zone, dt_format=name)


def plain(env, value):
    """Return a day, or a moment on the member's own clock, as text."""
    if isinstance(value, datetime):
        here = env.user.with_context(tz=timezone(env))
        local = fields.Datetime.context_timestamp(here, value)
        return f"{local:%Y-%m-%d %H:%M} ({local.tzinfo})"
    return str(value) if value else None
