"""Since when somebody is in the profession: which days can be right."""

from datetime import date

EARLIEST, LATEST = date(1940, 1, 1), date(2100, 12, 31)


def is_plausible(day):
    """Tell whether a first day of work can be right: 1015 is a slip of the pen."""
    return bool(day) and EARLIEST <= day <= LATEST


def first_day(*days):
    """Return the first of these days that can be right, False where none can."""
    return next(filter(is_plausible, days), False)
