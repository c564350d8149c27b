"""The reasons why the coordinators' day shows a record (R27, R32, P9)."""

from datetime import timedelta

TYPE = "nob_mentorship.activity_"
"""The beginning of the XML id of each reason's activity type."""
STANDING = {
    "silent": "mentorship.pairing",
    "unanswered": "mentorship.pairing",
    "few_meetings": "mentorship.pairing",
    "unreached": "mentorship.enrolment",
    "lapsed": "mentorship.enrolment",
    "rematch": "mentorship.enrolment",
    "unmatched": "mentorship.enrolment",
    "response": "mentorship.evaluation",
    "question": "mentorship.pairing",
    "not_ready": "mentorship.pairing",
    "dead_link": "mentorship.edition",
    "session_request": "mentorship.session.request",
}
"""{reason: model}: reasons that hold as long as the records are in some state. The
model's method ``_needs_<reason>`` finds these records."""
EVENTS = ("talk", "message", "change")
"""Reasons that something happened, and that end when someone acts."""
CALLED = ("silent", "few_meetings")
"""Reasons to ask both people how it is going."""
REASONS = (*STANDING, *EVENTS)
AGAIN = timedelta(days=21)
"""A line that someone marked as done comes back after this time, if its reason still
holds."""
SOON = {"question": timedelta(days=1)}
"""{reason: the time after which its line comes back}, where no one can wait that long:
an offer stands still while a question waits."""
