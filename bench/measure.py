"""Measuring two things side by side, and the table that shows it."""

import statistics
import time
from dataclasses import dataclass

COLUMNS = ("measure", "ours", "reference", "ratio", "goal", "held")


@dataclass(frozen=True)
class Row:
    """One line of a table; times in seconds.

    :param goal: the ratio not to pass
    """

    measure: str
    ours: float
    reference: float
    goal: float

    @property
    def ratio(self):
        return self.ours / self.reference

    def cells(self):
        """Return the texts of the line."""
        held = "yes" if self.ratio <= self.goal else "no"
        times = (seconds(self.ours), seconds(self.reference))
        return (self.measure, *times, f"{self.ratio:.2f}", f"{self.goal:.2f}", held)


@dataclass(frozen=True)
class Seconds:
    """One line of a table that has nothing to compare with."""

    measure: str
    ours: float

    def cells(self):
        """Return the texts of the line."""
        return (self.measure, seconds(self.ours), "", "", "", "")


def seconds(time):
    """Return a time as people read it."""
    return f"{time:.1f} s" if time >= 1 else f"{time * 1000:.1f} ms"


def side_by_side(ours, reference, rounds, warm=0):
    """Run two functions in turn; return the median time of each.

    Which one goes first changes with every round, so that neither gains by it.

    :param rounds: how often each is measured
    :param warm: how often each runs before that
    """
    times = {ours: [], reference: []}
    for number in range(warm + rounds):
        pair = (ours, reference) if number % 2 else (reference, ours)
        for function in pair:
            begin = time.perf_counter()
            function()
            times[function].append(time.perf_counter() - begin)
    return tuple(
        statistics.median(times[function][warm:]) for function in (ours, reference)
    )


def table(rows, columns=COLUMNS):
    """Return rows as a Markdown table."""
    lines = [columns, tuple("---" for _ in columns), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
