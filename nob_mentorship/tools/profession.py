"""Tells which first days in the profession are plausible."""

from datetime import date

EARLIEST, LATEST = date(1940, 1, 1), date(2100, 12, 31)


def is_plausible(day):
    """Tell whether a first day of work is plausible: a year such as 1015 is a typing
    error."""
    return bool(day) and EARLIEST <= day <= LATEST


def first_day(*days):
    """Return the first plausible one of these days, or False."""
    return next(filter(is_plausible, days), False)
