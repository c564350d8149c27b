"""The steps of a run at several sizes, each in a process of its own."""

import json
import re
from dataclasses import dataclass

from .databases import shell
from .matching import edition
from .measure import seconds

COLUMNS = (
    "mentees x mentors",
    "load",
    "queries",
    "score",
    "solve",
    "write",
    "memory",
    "forbidden",
    "matched",
)
SIZES = ((200, 100), (500, 500), (1000, 500), (5000, 2500))


@dataclass(frozen=True)
class Steps:
    """One line: the result of `matching_steps.measure`."""

    size: tuple
    found: dict

    def cells(self):
        """Return the texts of the line."""
        found = self.found
        times = {step: seconds(found[step]) for step in ("score", "solve", "write")}
        return (
            "x".join(map(str, self.size)),
            seconds(found["load"]),
            str(found["queries"]),
            *times.values(),
            f"{found['memory'] / 1e6:.0f} MB",
            f"{found['forbidden']:.1%}",
            str(found["matched"]),
        )


def rows():
    """Measure a run at every size; return the lines of the table."""
    for size in SIZES:
        with edition(size) as name:
            printed = shell(name, "matching_steps.measure(env)", what="a run")
        yield Steps(size, json.loads(re.search(r"^json (.*)$", printed, re.M)[1]))
