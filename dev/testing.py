"""`test`, `test-full` and `pytest`: one pytest run over the addon and `tests/`.

The tests inside the addon run in pytest's process against the database `nob_test`, or
each worker's copy of it; those in `tests/` start their own servers on copies of
`nob_blackbox`.

The tests of a bridge run after these, each on a database of its own, in which the
bridge and what it connects to are installed; a run of all tests repeats the walks there
that the bridge could change.
"""

import os
import signal
import subprocess

from . import database, odoo, paths, postgres, process, setup, stamp, venv
from .console import Problem, say, step

UNIT = "nob_test"
BLACKBOX = "nob_blackbox"
WALKS = {
    "nob_mentorship_event": ("tests/test_session_browser.py",),
    "nob_mentorship_mass_mailing": ("tests/test_promotion_browser.py",),
    "nob_mentorship_slides": ("tests/test_resources_browser.py",),
}
"""{bridge: the walks that a run of all tests repeats where it is installed}"""
SOURCE_VARIABLE = "NOB_BLACKBOX"
"""Tells servers of the black-box tests which database to copy."""
WORKERS = 2
"""The number of processes of `test` and `test-full`, unless WORKERS is set in the
environment."""


def fast(args):
    """Run all tests except the slow ones on fresh databases."""
    return _each(["-m", "not slow"], args)


def full(args):
    """Run all tests on fresh databases."""
    return _each(["--hypothesis-profile=long"], args, walks=True)


def _each(options, args, walks=False):
    """Run the tests of the addon and those of its bridges on fresh databases.

    :param args: a choice of the user; then the bridges are left out
    :param bool walks: with the walks of the bridges
    """
    code = _locked([*options, *args], fresh=True, count=_workers())
    for bridge in () if args else paths.BRIDGES:
        chosen = [bridge.name, *(WALKS[bridge.name] if walks else ())]
        code = _bridged(bridge, [*options, *chosen], fresh=True) or code
    return code


def quick(args):
    """Run pytest on the existing databases; `--update` updates the addon first."""
    words = [arg for arg in args if arg != "--update"]
    update = len(words) < len(args)
    for bridge in paths.BRIDGES:
        if any(word.startswith(f"{bridge.name}/") for word in words):
            return _bridged(bridge, words, update=update)
    return _locked(words, update=update)


def _bridged(bridge, args, fresh=False, update=False):
    """Run tests on the database of a bridge.

    :param bridge: its folder
    """
    setup.run()
    unit = f"nob_{bridge.name.removeprefix(f'{paths.ADDON.name}_')}"
    box = f"{unit}_blackbox"
    with stamp.lock(bridge.name, busy=_wait):
        if fresh or not database.exists(unit):
            with step(f"fresh databases with {bridge.name}"):
                if not database.exists(BLACKBOX):
                    _databases()
                database.connect(BLACKBOX, box, bridge)
                database.make_assets(box)
                database.copy(box, unit)
        elif update:
            with step(f"updating the addon and {bridge.name}"):
                database.update(unit)
                database.copy(unit, box)
        postgres.checkpoint()
        return run(args, unit=unit, variables={SOURCE_VARIABLE: box})


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


def run(args, count=0, unit=UNIT, variables=None):
    """Run pytest and return its exit code.

    :param int count: the number of workers; 0 runs all tests in pytest's own process
    :param str unit: the database of the tests inside addons
    :param variables: more for the environment, a dict
    """
    folders = {"tests", *(addon.name for addon in paths.EVERY)}
    chosen = [arg for arg in args if arg.partition("/")[0] in folders]
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
    argv = [*command(unit), *spread, *places, *args]
    pytest = subprocess.Popen(
        argv,
        env={**environ(), **(variables or {})},
        cwd=paths.ROOT,
        preexec_fn=process.die_with,
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
