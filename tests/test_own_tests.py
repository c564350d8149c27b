"""The tests inside the addon run where the addon runs: `odoo --test-enable` of any user
needs no package that only development has."""

import contextlib
import re
from uuid import uuid4

import pytest

from dev import console, database, odoo, paths

from .harness import bare
from .harness.server import SOURCE

ADDON = "nob_mentorship"
IMPORTED = f"""
import importlib, pkgutil
import odoo.addons.{ADDON}.tests as tests
for found in pkgutil.walk_packages(tests.__path__, f"{{tests.__name__}}."):
    importlib.import_module(found.name)
    print(found.name.rpartition(".")[2])
"""


@contextlib.contextmanager
def copied(**settings):
    """Give the configuration file of a database that is copied and dropped again.

    :param settings: more for the configuration
    """
    name = f"nob_bare_{uuid4().hex[:8]}"
    database.copy(SOURCE, name)
    conf = odoo.configuration(name, name, **settings)
    try:
        yield conf
    finally:
        database.set_aside(name)
        conf.unlink()


def test_what_only_development_has_is_known():
    missing = bare.development_only()
    assert {"hypothesis", "ortools", "pytest", "playwright"} <= missing
    assert missing.isdisjoint({"odoo", "numpy", "scipy", "icalendar", "freezegun"})


def test_the_tests_of_the_addon_are_imported_without_it(tmp_path):
    # a shell without a database: to import is all that is asked
    conf = odoo.configuration(f"nob_bare_{uuid4().hex[:8]}", "")
    try:
        printed = console.command(
            *odoo.argv(conf, "--no-http", command="shell"),
            what="importing the tests",
            env=bare.environ(tmp_path),
            cwd=paths.STATE,
            input=IMPORTED,
        )
    finally:
        conf.unlink()
    names = {file.stem for file in (paths.ADDON / "tests").rglob("test_*.py")}
    assert names <= set(printed.split())
    assert "Traceback" not in printed


@pytest.mark.slow
def test_odoo_runs_them_without_it(tmp_path):
    with copied(log_level="info", http_port=odoo.free_port()) as conf:
        printed = console.command(
            *odoo.argv(conf, f"--update={ADDON}", "--stop-after-init"),
            "--test-enable",
            f"--test-tags=/{ADDON}:TestStates",
            what="odoo --test-enable",
            env=bare.environ(tmp_path),
            cwd=paths.STATE,
            log=paths.STATE / "logs" / f"{conf.stem}.log",
        )
    errors = [line for line in printed.splitlines() if odoo.LOGGED.search(line)]
    assert not errors
    ran = re.search(r"0 failed, 0 error\(s\) of (\d+) tests", printed)
    assert int(ran[1]) > 0, printed[-2000:]


def test_no_test_takes_the_servers_day_for_the_members():
    taken = [
        str(path)
        for path in (paths.ROOT / "tests").rglob("*.py")
        if re.search(r"\bdate\.today\(\)(?!\")", path.read_text())
        and path.name != "test_own_tests.py"
    ]
    assert taken == []
