"""The matching of an edition: a run from click to stored proposals, next to what plain
Python needs only to solve it, and its steps side by side."""

import contextlib
import json
import re
import statistics

import numpy
from scipy.optimize import linear_sum_assignment

from dev import paths, postgres
from tests.harness.rpc import Client
from tests.harness.server import running

from . import pairers
from .databases import filled, shell
from .fill import MANAGER, PASSWORD
from .measure import Row, side_by_side

MIDDLE, LARGE = (500, 500), (5000, 2500)
ROUNDS, WARM = 3, 1
CLICK_GOAL, SCORE_GOAL, SOLVE_GOAL = 0.75, 1.0, 1.1


def rows():
    """Measure; return the lines of the table."""
    yield _clicking()
    yield from _computing()


@contextlib.contextmanager
def edition(size):
    """Yield the name of a database with an edition of this many mentees and mentors."""
    fill = f"fill_matching.fill(env, {size[0]}, {size[1]})"
    with filled("manager", fill, modules=(paths.ADDON.name,)) as name:
        yield name


def _clicking():
    """Compares the coordinator's click on a server with solving the same problem."""
    with edition(MIDDLE) as name:
        scores, forbidden, places, spread = _problem(name)
        cost = (-pairers.expanded(scores, forbidden, places, spread)).tolist()
        with running(source=name) as server:
            client = Client(server.url, server.db).login(MANAGER, PASSWORD)
            ((found,),) = postgres.query(
                "SELECT id FROM mentorship_edition WHERE state = 'matching'", name
            )
            drafts = [
                client.call(
                    "mentorship.matching", "create", [{"edition_id": int(found)}]
                )
                for _round in range(ROUNDS + 1)
            ]
            runs = iter(drafts)
            times = side_by_side(
                lambda: client.call("mentorship.matching", "action_run", [next(runs)]),
                lambda: pairers.munkres(cost),
                ROUNDS,
                WARM,
            )
            _check(client, drafts[-1], scores, pairers.munkres(cost), places)
        return Row(f"match {_words(MIDDLE)}", *times, CLICK_GOAL)


def _check(client, run, scores, columns, places):
    """Raise unless both found equally good pairs."""
    mentors = numpy.repeat(numpy.arange(len(places)), places)[columns]
    total = scores.round(2)[numpy.arange(len(mentors)), mentors].sum()
    (stored,) = client.call(
        "mentorship.matching", "read", [run], {"fields": ["total_score"]}
    )
    if abs(stored["total_score"] - total) > 0.01 * len(columns):
        raise RuntimeError(f"{stored['total_score']} is not {total}")


def _computing():
    """Scoring and solving of a large edition."""
    with edition(LARGE) as name:
        scores, forbidden, places, spread = _problem(name)
        found = shell(name, "matching_steps.scored(env)", what="scoring")
        scoring = json.loads(re.search(r"^json (.*)$", found, re.M)[1])
    matrix = pairers.expanded(scores, forbidden, places, spread)

    def ours():
        pairers.assignment.assign(scores, forbidden, places, spread=spread)

    def bare():
        linear_sum_assignment(matrix, maximize=True)

    solving, reference = side_by_side(ours, bare, ROUNDS, WARM)
    yield Row(f"score {_words(LARGE)}", statistics.median(scoring), solving, SCORE_GOAL)
    yield Row(f"solve {_words(LARGE)}", solving, reference, SOLVE_GOAL)


def _problem(name):
    """Return the problem to solve: scores, forbidden pairs, places, and whether every
    mentor's first place is filled first."""
    file = paths.STATE / f"{name}.npz"
    shell(name, f"matching_steps.problem(env, {str(file)!r})", what="the problem")
    with numpy.load(file) as found:
        values = [found[key] for key in ("scores", "forbidden", "places", "spread")]
    file.unlink()
    return *values[:3], bool(values[3])


def _words(size):
    return "x".join(map(str, size))
