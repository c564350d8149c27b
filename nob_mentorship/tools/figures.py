"""Statistics of counted answers: shares, mean, spread, intervals. Plain Python, no
ORM."""

import math
from collections import Counter

MOST_VALUES = 10
"""The most different numbers that are shown one by one."""
INTERVALS = 6
DECIMALS = 2
"""Of the numbers that are shown."""
MONTHS_APART = 18
"""The longest span, in months, of dates that are shown by month."""


def percent(count, total):
    """Return a share of a whole, as a whole number of percents."""
    return round(100 * count / total) if total else 0


def mean_and_deviation(counts):
    """Return the mean and the standard deviation of numbers, or (None, None) of none.

    The deviation is that of a whole population: the respondents are not a sample.

    :param dict counts: {number: how many gave it}
    """
    total = sum(counts.values())
    if not total:
        return None, None
    mean = math.fsum(value * count for value, count in counts.items()) / total
    squares = math.fsum(count * (value - mean) ** 2 for value, count in counts.items())
    return mean, math.sqrt(squares / total)


def number_bars(counts, write):
    """Return [(label, count)] of numbers: one by one where they are few, else in
    intervals of the same width.

    :param dict counts: {number: how many gave it}
    :param write: function that returns a number as people read it
    """
    rounded = Counter()
    for value, count in counts.items():
        rounded[round(value, DECIMALS)] += count
    if len(rounded) <= MOST_VALUES:
        return [(write(value), rounded[value]) for value in sorted(rounded)]
    low, high = min(rounded), max(rounded)
    width = _round_up((high - low) / INTERVALS)
    first = math.floor(low / width)
    bars = Counter()
    for value, count in rounded.items():
        bars[math.floor(value / width)] += count
    return [
        (f"{write(n * width)} – < {write((n + 1) * width)}", bars[n])
        for n in range(first, math.floor(high / width) + 1)
    ]


def _round_up(width):
    """Return the least of 1, 2, 5, 10, 20, … (or 0.5, 0.2, …) that is no smaller."""
    scale = 10 ** math.floor(math.log10(width))
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= width)


def date_bars(counts, month, year):
    """Return [(label, count)] of dates: by month, or by year when they lie far apart.

    :param dict counts: {first day of a month: how many gave a date in it}
    :param month: function that returns a month as people read it
    :param year: the same of a year
    """
    if not counts:
        return []
    first, last = min(counts), max(counts)
    apart = 12 * (last.year - first.year) + last.month - first.month
    write = month if apart <= MONTHS_APART else year
    bars = {}
    for day in sorted(counts):
        bars[write(day)] = bars.get(write(day), 0) + counts[day]
    return list(bars.items())
