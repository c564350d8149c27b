"""The members' day: in winter, it begins an hour before that of a server in UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def today():
    """Return the date in Amsterdam, where the members of the tests live."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def of_server():
    """Return the date of the server, which core's membership goes by."""
    return datetime.now(UTC).date()
