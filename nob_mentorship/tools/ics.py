"""Makes calendar files (RFC 5545, RFC 5546); plain Python, values in, text out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from . import zones

PRODUCT = "-//nob_mentorship//mentorship meetings//EN"
METHODS = ("REQUEST", "CANCEL", "PUBLISH")


@dataclass(frozen=True)
class Appointment:
    """An event of a calendar.

    :param str uid: identifies the meeting, and never changes
    :param int sequence: increases with every change
    :param datetime start, stop, stamp: naive, in UTC; ``stamp`` is the time of the
        file or, without a method, of the last change
    :param str timezone: IANA name of the zone in which the times are written, with its
        rules; a zone without a yearly rule gives times in UTC
    :param str status: ``CONFIRMED`` or ``CANCELLED``
    :param organizer: (name, address), or None
    :param attendees: list of (name, address, accepted)
    :param str location: a place, or the address of a video call
    :param bool private: whether others who can see the calendar must not see this
    """

    uid: str
    sequence: int
    start: datetime
    stop: datetime
    stamp: datetime
    summary: str
    timezone: str = "UTC"
    status: str = "CONFIRMED"
    organizer: tuple[str, str] | None = None
    attendees: tuple = ()
    location: str = ""
    private: bool = False


def calendar(appointments, method=None, name="", refresh=None):
    """Return a calendar file with some appointments (P4, P24).

    :param appointments: a list of :class:`Appointment`
    :param str method: ``REQUEST``, ``CANCEL``, or ``PUBLISH`` for a file that asks for
        no answer, which names no attendee (RFC 5546, 3.2.1); None for a calendar to
        subscribe to. The first two are for a single meeting.
    :param str name: the name of a calendar to subscribe to
    :param timedelta refresh: how often programs need to fetch it again at most
    :return: bytes
    :raises ValueError: for another method
    """
    if method and method not in METHODS:
        raise ValueError(f"unknown method {method}")
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    if method:
        file.add("method", method)
    if name:
        file.add("x-wr-calname", name)
    if refresh:
        file.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    years = defaultdict(list)
    for one in appointments:
        years[one.timezone].append(one.start.year)
    rules = {zone: zones.component(zone, min(found)) for zone, found in years.items()}
    for component in filter(None, rules.values()):
        file.add_component(component)
    for one in appointments:
        zone = ZoneInfo(one.timezone) if rules[one.timezone] else UTC
        file.add_component(_event(one, zone, method))
    return file.to_ical()


def _event(one, zone, method):
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp.replace(tzinfo=UTC))
    event.add("dtstart", one.start.replace(tzinfo=UTC).astimezone(zone))
    event.add("dtend", one.stop.replace(tzinfo=UTC).astimezone(zone))
    event.add("summary", one.summary)
    event.add("status", one.status)
    if one.private:
        event.add("class", "PRIVATE")
    if one.organizer:
        event.add("organizer", _address(*one.organizer), encode=0)
    for name, address, accepted in one.attendees if method != "PUBLISH" else ():
        attendee = _address(name, address)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("ACCEPTED" if accepted else "NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE" if accepted else "TRUE")
        event.add("attendee", attendee, encode=0)
    if one.location:
        event.add("location", one.location)
    return event


def _address(name, address):
    person = vCalAddress(f"mailto:{address}")
    # a parameter must be one line, even if the name has line breaks
    person.params["CN"] = vText(" ".join(name.split()))
    return person
