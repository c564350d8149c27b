"""`test`, `test-full` and `pytest`: one pytest run over the addon and `tests/`.

The tests inside the addon run in this process against the database `nob_test`; those
in `tests/` start servers of their own on copies of `nob_blackbox`.
"""

import os
import subprocess

from . import database, odoo, paths, setup, venv
from .console import step

UNIT = "nob_test"
BLACKBOX = "nob_blackbox"


def fast(args):
    """Run all tests but the slow ones on fresh databases."""
    return _fresh(["-m", "not slow", *args])


def full(args):
    """Run all tests on fresh databases."""
    return _fresh(args)


def quick(args):
    """Run pytest on the databases there are; `--update` updates the addon first."""
    setup.run()
    if not database.exists(UNIT):
        _databases()
    elif "--update" in args:
        with step("updating the addon"):
            database.update(UNIT)
            database.copy(UNIT, BLACKBOX)
    return run([arg for arg in args if arg != "--update"])


def _fresh(args):
    setup.run()
    _databases()
    return run(args)


def _databases():
    with step("fresh test databases"):
        database.install(UNIT)
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
    return subprocess.run(argv, env=environ(), cwd=paths.ROOT, check=False).returncode
