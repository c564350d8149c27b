"""The members' day: in winter, it begins an hour before that of a server in UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo


def today():
    """Return the date in Amsterdam, where the members of the tests live."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
