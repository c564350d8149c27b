"""Statistics of counted answers: shares, means, deviations and intervals; plain Python,
no ORM."""

import math
from collections import Counter

MOST_VALUES = 10
"""Up to this many different numbers are shown one by one."""
INTERVALS = 6
DECIMALS = 2
"""The number of decimals shown."""
MONTHS_APART = 18
"""The longest span, in months, of dates that are shown by month."""


def percent(count, total):
    """Return a share of a whole, as a whole percentage."""
    return round(100 * count / total) if total else 0


def mean_and_deviation(counts):
    """Return the mean and the standard deviation of numbers, or (None, None) without
    any.

    The deviation is that of a population, because the respondents are not a sample.

    :param dict counts: {number: how many gave it}
    """
    total = sum(counts.values())
    if not total:
        return None, None
    mean = math.fsum(value * count for value, count in counts.items()) / total
    squares = math.fsum(count * (value - mean) ** 2 for value, count in counts.items())
    return mean, math.sqrt(squares / total)


def number_bars(counts, write):
    """Return [(label, count)] of numbers: one by one if there are few, otherwise in
    intervals of equal width.

    :param dict counts: {number: how many gave it}
    :param write: function that formats a number
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
    """Return the smallest of …, 0.2, 0.5, 1, 2, 5, 10, 20, … that is at least this
    number."""
    scale = 10 ** math.floor(math.log10(width))
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= width)


def date_bars(counts, month, year):
    """Return [(label, count)] of dates: by month, or by year if they span a long time.

    :param dict counts: {first day of a month: how many answers have a date in it}
    :param month: function that formats a month
    :param year: function that formats a year
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
