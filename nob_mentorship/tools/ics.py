"""Makes calendar invitations (RFC 5545, RFC 5546); plain Python, values in, text
out."""

from datetime import UTC
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from . import zones

PRODUCT = "-//nob_mentorship//mentorship meetings//EN"


def invitation(
    method,
    uid,
    sequence,
    start,
    stop,
    stamp,
    timezone,
    summary,
    organizer,
    attendees,
    location="",
):
    """Return a calendar invitation, or its cancellation (P4).

    :param str method: ``REQUEST``, ``CANCEL``, or ``PUBLISH`` for the organizer, which
        names no one else (RFC 5546, 3.2.1)
    :param str uid: identifies the meeting, and never changes
    :param int sequence: increases with every change
    :param datetime start, stop, stamp: naive, in UTC
    :param str timezone: IANA name of the zone in which the times are written, with its
        rules; a zone without a yearly rule gives times in UTC
    :param organizer: (name, address)
    :param attendees: list of (name, address, accepted)
    :param str location: a place, or the address of a video call
    :return: a calendar with one event, in bytes
    :raises ValueError: for another method
    """
    if method not in ("REQUEST", "CANCEL", "PUBLISH"):
        raise ValueError(f"unknown method {method}")
    rules = zones.component(timezone, start.year)
    zone = ZoneInfo(timezone) if rules else UTC
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.replace(tzinfo=UTC))
    event.add("dtstart", start.replace(tzinfo=UTC).astimezone(zone))
    event.add("dtend", stop.replace(tzinfo=UTC).astimezone(zone))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _address(*organizer), encode=0)
    for name, address, accepted in attendees if method != "PUBLISH" else ():
        attendee = _address(name, address)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("ACCEPTED" if accepted else "NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE" if accepted else "TRUE")
        event.add("attendee", attendee, encode=0)
    if location:
        event.add("location", location)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if rules:
        calendar.add_component(rules)
    calendar.add_component(event)
    return calendar.to_ical()


def _address(name, address):
    person = vCalAddress(f"mailto:{address}")
    # a parameter must be one line, even if the name has line breaks
    person.params["CN"] = vText(" ".join(name.split()))
    return person
