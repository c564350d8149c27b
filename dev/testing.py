"""`test`, `test-full` and `pytest`: one pytest run over the addon and `tests/`.

The tests inside the addon run in pytest's process against the database `nob_test`, or
each worker's copy of it; those in `tests/` start their own servers on copies of
`nob_blackbox`.
"""

import os
import signal
import subprocess

from . import database, odoo, paths, postgres, process, setup, stamp, venv
from .console import Problem, say, step

UNIT = "nob_test"
BLACKBOX = "nob_blackbox"
WORKERS = 2
"""The number of processes of `test` and `test-full`, unless WORKERS is set in the
environment."""


def fast(args):
    """Run all tests except the slow ones on fresh databases."""
    return _locked(["-m", "not slow", *args], fresh=True, count=_workers())


def full(args):
    """Run all tests on fresh databases."""
    return _locked(["--hypothesis-profile=long", *args], fresh=True, count=_workers())


def quick(args):
    """Run pytest on the existing databases; `--update` updates the addon first."""
    words = [arg for arg in args if arg != "--update"]
    return _locked(words, update=len(words) < len(args))


def _workers():
    """Return the number of workers.

    :raise Problem: when WORKERS is not a number above 0
    """
    given = os.environ.get("WORKERS") or str(WORKERS)
    if not (given.isdecimal() and int(given)):
        raise Problem(f"WORKERS={given} is not a number of workers")
    return int(given)


def _locked(args, fresh=False, update=False, count=0):
    """Run pytest, and keep the databases from being rebuilt in the meantime.

    Several runs can share the databases: tests in the addon roll back, and those in
    `tests/` work on copies.
    """
    setup.run()
    shared = not (fresh or update) and database.exists(UNIT)
    with stamp.lock("tests", busy=_wait, shared=shared) as lock:
        if fresh or not database.exists(UNIT):
            _databases()
            for name in _copies(count):
                database.copy(UNIT, name)
        elif update:
            with step("updating the addon"):
                database.update(UNIT)
                database.copy(UNIT, BLACKBOX)
        if not shared:
            postgres.checkpoint()
        stamp.share(lock)
        try:
            return run(args, count)
        finally:
            for name in _copies(count):
                database.drop(name)


def _copies(count):
    """Return the names of the workers' databases, as `dev.workers` has them."""
    return [f"{UNIT}_gw{number}" for number in range(count)]


def _wait():
    say("… waiting for another run of the tests")


def _databases():
    with step("fresh test databases"):
        database.install(f"{UNIT}_new")
        database.make_assets(f"{UNIT}_new")
        database.rename(f"{UNIT}_new", UNIT)
        database.copy(UNIT, BLACKBOX)


def command(database_name, addons=paths.ADDONS):
    """Return the command line of a pytest run, without its selection."""
    conf = odoo.configuration(
        f"pytest-{database_name}",
        database_name,
        addons,
        http_port=str(odoo.free_port()),
    )
    return [
        str(paths.PYTHON),
        "-m",
        "pytest",
        f"--odoo-config={conf}",
        f"--odoo-database={database_name}",
        "--odoo-http",
        "-p",
        "dev.strict",
        "-p",
        "dev.workers",
        "-p",
        "dev.profiles",
        "-p",
        "dev.shown",
        "--hypothesis-profile=quick",
        "-p",
        "no:cacheprovider",
        "-rs",
        "--durations=10",
    ]


def environ():
    """Return the environment of a pytest run."""
    return {
        **venv.environ(),
        "PYTHONPATH": str(paths.ROOT),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "2"),
    }


def run(args, count=0):
    """Run pytest and return its exit code.

    :param int count: the number of workers; 0 runs all tests in pytest's own process
    """
    chosen = [arg for arg in args if arg.startswith(("tests/", "nob_mentorship/"))]
    # when the addon's tests end, Odoo ends each process that pytest has started, so
    # they come before those that share servers and browsers
    places = [] if chosen else paths.TESTED
    spread = [
        f"--numprocesses={count}",
        "--dist=loadscope",
        "--no-loadscope-reorder",
        "--max-worker-restart=0",
        "-p",
        "dev.scheduling",
    ]
    spread = spread if count else []
    argv = [*command(UNIT), *spread, *places, *args]
    pytest = subprocess.Popen(
        argv, env=environ(), cwd=paths.ROOT, preexec_fn=process.die_with
    )
    while True:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            # The terminal signalled pytest too, which now ends its servers.
            continue
        except SystemExit:
            process.end(pytest.pid, process.started(pytest.pid), first=signal.SIGINT)
            raise
