"""Pairing with several methods, each in its own process: the result and the cost. Run
one of them with `python3 -m bench.solvers ours 200 100 2`."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dev import paths, venv

from . import pairers, people
from .measure import seconds

COLUMNS = ("mentees x mentors", "by", "time", "memory", "paired", "mentors", "total")
SIZES = ((200, 100), (500, 500), (1000, 500), (5000, 2500))
PLACES = 2
LONGEST = 75
"""The number of seconds after which a solver is stopped, including the calculation of
its scores."""
SLOW, SLOW_SIZES = "hungarian", SIZES[:3]


@dataclass(frozen=True)
class Solver:
    """One line: the result of a function of `pairers`; empty if it takes too long.

    :param memory: the most that its process held, in bytes
    :param mentors: the number of mentors with a mentee
    """

    size: tuple
    name: str
    seconds: float = 0
    memory: int = 0
    paired: int = 0
    mentors: int = 0
    total: float = 0

    def cells(self):
        """Return the texts of the line."""
        begin = ("x".join(map(str, self.size)), self.name.replace("_", " "))
        if not self.memory:
            return (*begin, f"more than {LONGEST} s", "", "", "", "")
        found = (str(self.paired), str(self.mentors), f"{self.total:.2f}")
        return (*begin, seconds(self.seconds), f"{self.memory / 1e6:.0f} MB", *found)


def rows():
    """Measure every solver at every size; return the lines of the table."""
    for size in SIZES:
        for name in ("ours", "ours_by_total", "bare", "greedy", SLOW):
            if name != SLOW or size in SLOW_SIZES:
                yield _apart(name, size)


def _apart(name, size):
    argv = [paths.PYTHON, "-m", "bench.solvers", name, *size, PLACES]
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST,
            cwd=paths.ROOT,
            env=venv.environ(),
        )
    except subprocess.TimeoutExpired:
        return Solver(size, name)
    return Solver(size, name, **json.loads(done.stdout))


def main(name, n, m, places):
    """Pair once, and write the result as JSON."""
    scores, forbidden = people.scores(n, m)
    time, pairs = getattr(pairers, name)(scores, forbidden, places)
    json.dump(
        {
            "seconds": time,
            "memory": _peak(),
            "paired": len(pairs),
            "mentors": len({column for _row, column in pairs}),
            "total": round(float(sum(scores[pair] for pair in map(tuple, pairs))), 2),
        },
        sys.stdout,
    )


def _peak():
    """Return the most that this process held, in bytes.

    `getrusage` starts counting with the memory of the process that started this one.
    """
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"^VmHWM:\s*(\d+) kB$", status, re.M)[1])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
