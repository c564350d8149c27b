"""Formats days, times and choices for members, and values within a sentence."""

from datetime import datetime

from markupsafe import Markup

from odoo import fields
from odoo.tools import babel_locale_parse, format_date, format_datetime

from ...models.base.labels import field_labels
from ...tools import places


def label(record, name):
    """Return the label of a selection value."""
    return field_labels(record, name)[record[name]]


def day(env, value):
    """Return a date as text, or "" if empty."""
    return format_date(env, value, date_format="d MMMM yyyy") if value else ""


def period(env, first, last):
    """Return two dates as text, or "" unless both are set."""
    return f"{day(env, first)} – {day(env, last)}" if first and last else ""


def moment(env, value):
    """Return a date and time as text, in the member's time zone; the year is left out
    if it is this one."""
    zone = timezone(env)
    year = format_datetime(env, fields.Datetime.now(), tz=zone, dt_format="yyyy")
    form = "EEEE d MMMM, HH:mm"
    if format_datetime(env, value, tz=zone, dt_format="yyyy") != year:
        form = "EEEE d MMMM yyyy, HH:mm"
    return format_datetime(env, value, tz=zone, dt_format=form)


def bold(value):
    """Return a value in bold; `env._` escapes the sentence that it is put in."""
    return Markup("<strong>%s</strong>") % value


def link(url, text):
    """Return a link; `env._` escapes the sentence that it is put in."""
    return Markup('<a href="%s">%s</a>') % (url, text)


def timezone(env):
    """Return the time zone in which this member reads and types times."""
    return env.user.partner_id._mentorship_timezone()


def timezones(env):
    """Return the labels of time zones, as {zone: label}."""
    return places.names(
        field_labels(env["res.partner"], "tz"),
        babel_locale_parse(env.lang),
        timezone(env),
    )


def timezone_name(env):
    """Return the label of the member's time zone, in their language."""
    now, zone = fields.Datetime.now(), timezone(env)
    name = "vvvv" if places.country(zone) else "OOOO"
    return format_datetime(env, now, tz=zone, dt_format=name)


def local(env, moment):
    """Return a moment of the database in the member's time zone."""
    here = env.user.with_context(tz=timezone(env))
    return fields.Datetime.context_timestamp(here, moment)


def plain(env, value):
    """Return a date, or a date and time in the member's time zone, as plain text."""
    if isinstance(value, datetime):
        moment = local(env, value)
        return f"{moment:%Y-%m-%d %H:%M} ({moment.tzinfo})"
    return str(value) if value else None
