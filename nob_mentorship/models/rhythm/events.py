"""The events that a reminder follows or precedes, and the timetable that a programme
starts with (R63).
"""

from typing import NamedTuple

EVERYONE = "everyone"
COORDINATOR = "coordinator"
PAIR = ("mentee", "mentor", EVERYONE, COORDINATOR)


class Event(NamedTuple):
    """What a reminder is about.

    :param str model: of the records that it happens to; their method
        ``_happened_<event>`` finds them
    :param bool ahead: whether the days of a reminder are counted before it
    :param int urgency: of two reminders for one reader, the lower one goes first
    :param int lasts: the number of days that a reminder still makes sense
    :param tuple audiences: whom a reminder of it can go to
    :param bool once: whether it is the same event when its day moves
    :param str mark: the field in which the record of a reader notes the day on which it
        went out, if no other line and no other edition may send it again
    """

    model: str
    ahead: bool
    urgency: int
    lasts: int
    audiences: tuple
    once: bool = False
    mark: str = ""


EVENTS = {
    "sign_up_opens": Event("mentorship.edition", False, 2, 1, (EVERYONE,)),
    "sign_up_closes": Event("mentorship.edition", True, 2, 3, (EVERYONE,)),
    "draft": Event("mentorship.enrolment", True, 1, 1, (EVERYONE, "mentee", "mentor")),
    "not_ready": Event(
        "mentorship.enrolment", True, 2, 3, (EVERYONE, "mentee", "mentor")
    ),
    "offer": Event("mentorship.pairing", False, 1, 7, PAIR[:3]),
    "no_contact": Event("mentorship.pairing", False, 3, 3, PAIR),
    "no_agreement": Event("mentorship.pairing", False, 6, 7, PAIR),
    "no_goal": Event("mentorship.pairing", False, 7, 7, PAIR),
    "no_meeting": Event("mentorship.pairing", False, 5, 7, PAIR),
    "meeting_ahead": Event("mentorship.meeting", True, 0, 0, PAIR[:3]),
    "session_ahead": Event("mentorship.session", True, 0, 0, PAIR[:3]),
    "did_you_meet": Event("mentorship.meeting", False, 1, 7, PAIR[:3]),
    "half_way": Event("mentorship.pairing", False, 8, 7, PAIR, once=True),
    "end_ahead": Event("mentorship.pairing", True, 4, 7, PAIR),
    "mentor_ready": Event(
        "mentorship.pairing", False, 4, 30, (EVERYONE,), True, "mentor_told_on"
    ),
    "ended": Event("mentorship.edition", False, 9, 7, (COORDINATOR,)),
}

COORDINATOR_LASTS = 30
"""The number of days that an activity for a coordinator still makes sense."""

DEFAULTS = (
    ("sign_up_opens", 0, EVERYONE),
    ("sign_up_closes", 7, EVERYONE),
    ("draft", 1, EVERYONE),
    ("offer", 0, EVERYONE),
    ("no_contact", 7, "mentee"),
    ("no_contact", 14, EVERYONE),
    ("no_contact", 21, COORDINATOR),
    ("no_agreement", 21, EVERYONE),
    ("no_goal", 14, "mentee"),
    ("no_meeting", 42, EVERYONE),
    ("no_meeting", 63, COORDINATOR),
    ("meeting_ahead", 1, EVERYONE),
    ("did_you_meet", 1, EVERYONE),
    ("half_way", 0, EVERYONE),
    ("end_ahead", 30, EVERYONE),
    ("ended", 1, COORDINATOR),
    ("mentor_ready", 0, EVERYONE),
    ("session_ahead", 1, EVERYONE),
    ("not_ready", 7, EVERYONE),
)
"""The timetable that a programme starts with: (event, days, audience)."""
