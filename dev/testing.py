"""`test`, `test-full` and `pytest`: one pytest run over the addon and `tests/`.

The tests inside the addon run in this process against the database `nob_test`; those
in `tests/` start servers of their own on copies of `nob_blackbox`.
"""

import os
import signal
import subprocess

from . import database, odoo, paths, process, setup, stamp, venv
from .console import say, step

UNIT = "nob_test"
BLACKBOX = "nob_blackbox"


def fast(args):
    """Run all tests but the slow ones on fresh databases."""
    return _locked(["-m", "not slow", *args], fresh=True)


def full(args):
    """Run all tests on fresh databases."""
    return _locked(args, fresh=True)


def quick(args):
    """Run pytest on the databases there are; `--update` updates the addon first."""
    words = [arg for arg in args if arg != "--update"]
    return _locked(words, update=len(words) < len(args))


def _locked(args, fresh=False, update=False):
    """Run pytest; meanwhile nobody makes the databases anew.

    Several runs can share the databases: tests in the addon roll back, and those in
    `tests/` work on copies.
    """
    setup.run()
    shared = not (fresh or update) and database.exists(UNIT)
    with stamp.lock("tests", busy=_wait, shared=shared) as lock:
        if fresh or not database.exists(UNIT):
            _databases()
        elif update:
            with step("updating the addon"):
                database.update(UNIT)
                database.copy(UNIT, BLACKBOX)
        stamp.share(lock)
        return run(args)


def _wait():
    say("… waiting for another run of the tests")


def _databases():
    with step("fresh test databases"):
        database.install(f"{UNIT}_new")
        database.rename(f"{UNIT}_new", UNIT)
        database.copy(UNIT, BLACKBOX)


def command(database_name, addons=paths.ADDONS):
    """Return the command line of a pytest run, without what it selects."""
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
        "no:cacheprovider",
        "-rs",
        "--durations=10",
    ]


def environ():
    """Return the environment of a pytest run."""
    return {
        **venv.environ(),
        "PYTHONPATH": str(paths.ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "2"),
    }


def run(args):
    """Run pytest and return its exit code."""
    chosen = [arg for arg in args if arg.startswith(("tests/", "nob_mentorship/"))]
    places = [] if chosen else ["nob_mentorship", "tests"]
    argv = [*command(UNIT), *places, *args]
    pytest = subprocess.Popen(
        argv, env=environ(), cwd=paths.ROOT, preexec_fn=process.die_with
    )
    while True:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            # The terminal told pytest too, which now ends its servers.
            continue
        except SystemExit:
            process.end(pytest.pid, process.started(pytest.pid), first=signal.SIGINT)
            raise
