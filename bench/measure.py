"""Measuring two things side by side, and the table that shows it."""

import statistics
import time
from dataclasses import dataclass

COLUMNS = ("measure", "ours", "reference", "ratio", "goal", "held")


@dataclass(frozen=True)
class Row:
    """One line of a table; times in seconds.

    :param goal: the ratio not to exceed; None for one that is only reported
    """

    measure: str
    ours: float
    reference: float
    goal: float | None

    @property
    def ratio(self):
        return self.ours / self.reference

    def cells(self):
        """Return the texts of the line."""
        times = (seconds(self.ours), seconds(self.reference))
        told = (self.measure, *times, f"{self.ratio:.2f}")
        if self.goal is None:
            return (*told, "", "")
        return (*told, f"{self.goal:.2f}", "yes" if self.ratio <= self.goal else "no")


@dataclass(frozen=True)
class Count:
    """One line of a table: counts of something, ours no higher than the other.

    :param goal: the ratio not to exceed; None for one that is only reported
    """

    measure: str
    ours: int
    reference: int
    goal: float | None = 1.0

    def cells(self):
        """Return the texts of the line."""
        ratio = self.ours / self.reference
        told = (self.measure, str(self.ours), str(self.reference), f"{ratio:.2f}")
        if self.goal is None:
            return (*told, "", "")
        return (*told, f"{self.goal:.2f}", "yes" if ratio <= self.goal else "no")


@dataclass(frozen=True)
class Size:
    """One line of a table: bytes, and the maximum."""

    measure: str
    ours: int
    goal: int

    def cells(self):
        """Return the texts of the line."""
        held = "yes" if self.ours <= self.goal else "no"
        ours, goal = (f"{size / 1000:.1f} kB" for size in (self.ours, self.goal))
        return (self.measure, ours, "", "", goal, held)


@dataclass(frozen=True)
class Most:
    """One line of a table: a count of something, and the maximum."""

    measure: str
    ours: int
    goal: int

    def cells(self):
        """Return the texts of the line."""
        held = "yes" if self.ours <= self.goal else "no"
        return (self.measure, str(self.ours), "", "", str(self.goal), held)


def seconds(time):
    """Return a time in a readable form."""
    return f"{time:.1f} s" if time >= 1 else f"{time * 1000:.1f} ms"


def side_by_side(ours, reference, rounds, warm=0):
    """Run two functions in turn; return the median time of each.

    For the parameters see :func:`alternately`.
    """
    return alternately(timed(ours), timed(reference), rounds, warm)


def timed(function):
    """Return a function that runs another one, and returns the seconds it took."""

    def run():
        begin = time.perf_counter()
        function()
        return time.perf_counter() - begin

    return run


def alternately(ours, reference, rounds, warm=0):
    """Run two functions in turn; return the median of the seconds that each returns.

    Which one goes first changes with every round, so that neither gains by it.

    :param rounds: how often each is measured
    :param warm: how often each runs before that
    """
    times = {ours: [], reference: []}
    for number in range(warm + rounds):
        for function in (ours, reference) if number % 2 else (reference, ours):
            times[function].append(function())
    return tuple(
        statistics.median(times[function][warm:]) for function in (ours, reference)
    )


def table(rows, columns=COLUMNS):
    """Return rows as a Markdown table."""
    lines = [columns, tuple("---" for _ in columns), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
