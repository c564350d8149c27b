"""A run of the matching, step by step; runs in Odoo's shell."""

import json
import re
import time
from pathlib import Path

import numpy


def problem(env, file):
    """Write the problem to solve into a file, for other solvers."""
    run = _draft(env)
    pool = run._pool()
    numpy.savez(
        file,
        scores=pool.scoring.matrix(),
        forbidden=pool.flags > 0,
        places=pool.places,
        spread=run.first_places_first,
    )


def scored(env, times=5):
    """Print the seconds that scoring everyone takes, several times, as JSON."""
    pool = _draft(env)._pool()
    seconds = []
    for _time in range(times):
        begin = time.perf_counter()
        pool.scoring.matrix()
        seconds.append(time.perf_counter() - begin)
    print("json", json.dumps(seconds))


def measure(env):
    """Run once, and print what each step took, as JSON.

    ``load``, ``score``, ``solve`` and ``write`` in seconds, ``queries`` of the loading,
    the share of pairs that are ``forbidden``, ``matched`` mentees, and the most
    ``memory`` that this process held, in bytes.
    """
    run = _draft(env)
    env.invalidate_all()
    clock, sent = [time.perf_counter()], env.cr.sql_log_count

    def lap():
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    pool = run._pool()
    seconds = {"load": lap()}
    queries = env.cr.sql_log_count - sent
    solve = run._solver(pool)
    seconds["score"] = lap()
    forbidden = pool.flags > 0
    solution = solve(forbidden, [])
    seconds["solve"] = lap()
    run._keep(pool, solution, run.proposal_ids)
    env.flush_all()
    seconds["write"] = lap()
    env.cr.rollback()
    found = {
        **seconds,
        "queries": queries,
        "forbidden": float(forbidden.mean()),
        "matched": len(solution.pairs),
        "memory": _peak(),
    }
    print("json", json.dumps(found))


def _draft(env):
    edition = env["mentorship.edition"].search([("state", "=", "matching")], limit=1)
    return env["mentorship.matching"].create({"edition_id": edition.id})


def _peak():
    """Return the most that this process held, in bytes."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"^VmHWM:\s*(\d+) kB$", status, re.M)[1])
