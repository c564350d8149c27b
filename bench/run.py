"""Measure, and print the tables: `python3 -m dev bench [portal|phone|…]`."""

import sys

from dev.console import Problem, fail, say

from . import (
    calendar_address,
    certificates,
    dashboard,
    day,
    evaluation,
    growth,
    install,
    matching,
    matching_sizes,
    nightly,
    phone,
    portal,
    promotion,
    room,
    sealed,
    solvers,
    staff,
)
from .measure import COLUMNS, table

PARTS = {
    "portal": portal,
    "public-page": promotion,
    "calendar": calendar_address,
    "certificates": certificates,
    "phone": phone,
    "room": room,
    "sealed": sealed,
    "evaluation": evaluation,
    "staff": staff,
    "day": day,
    "dashboard": dashboard,
    "install": install,
    "matching": matching,
    "sizes": matching_sizes,
    "solvers": solvers,
    "growth": growth,
    "nightly": nightly,
}


def main(names):
    """Measure the named parts, or all, a table each; return the exit code."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise Problem(f"there is no {unknown[0]}: choose from {', '.join(PARTS)}")
    for name in names or PARTS:
        part = PARTS[name]
        columns = getattr(part, "COLUMNS", COLUMNS)
        say(f"\n{table(part.rows(), columns)}\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(fail(problem))
