"""A pytest plugin: each worker of pytest-xdist has its own copy of the database.

`dev.testing` makes the copies before the run. Slow modules start first, so that the
workers end at about the same time; `dev.scheduling` divides the modules. The summary
says how long each worker was busy.
"""

import os
from collections import defaultdict

import pytest

from . import database, paths

WORKER = "PYTEST_XDIST_WORKER"
STAGED = (
    "test_bad_input",
    "test_accessibility",
    "test_room",
    "test_room_browser",
    "test_dutch",
)
"""Modules of `tests/` that use the fixture `stage`."""
LONG = (
    "test_neighbours",
    *STAGED,
    "test_linkage",
    "test_evaluation_kills",
    "test_upgrade",
    "test_sweep",
    "test_chain",
)
"""The slowest modules of `tests/`, in that order."""
SLOWEST = 25
"""The number of files that are listed at the end with their times."""


def pytest_unconfigure():
    """Remove the databases that were set aside: a worker exits at once."""
    database.drop_aside()


class Busy:
    """Adds up the seconds that tests and their fixtures take, by worker and by file."""

    def __init__(self):
        self.seconds = defaultdict(float)
        self.tests = defaultdict(int)
        self.files = defaultdict(float)

    def pytest_runtest_logreport(self, report):
        self.files[report.nodeid.partition("::")[0]] += report.duration
        worker = getattr(report, "worker_id", None)
        if worker:
            self.seconds[worker] += report.duration
            self.tests[worker] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter):
        slowest = sorted(self.files, key=self.files.get, reverse=True)[:SLOWEST]
        for file in slowest:
            terminalreporter.write_line(f"{self.files[file]:6.0f} s {file}")
        for worker in sorted(self.seconds):
            terminalreporter.write_line(
                f"worker {worker}: {self.tests[worker]} tests,"
                f" busy for {self.seconds[worker]:.0f} s"
            )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    # before the wrapper of pytest-odoo, which reads these options: if it finds this
    # variable, it makes a copy of its own that shares its attachments, and that nothing
    # marks as ours
    if worker := os.environ.pop(WORKER, None):
        config.option.odoo_database += f"_{worker}"
        only = f"db-filter=^{config.option.odoo_database}$"
        config.option.odoo_extra = [*config.option.odoo_extra, only]
    return (yield)


def pytest_collection_modifyitems(items):
    """Put the slow modules of `tests/` before its others, and after the addon's."""

    def place(item):
        name = item.path.stem
        if item.path.parent.name != "tests" or item.path.parent.parent != paths.ROOT:
            return 0
        return 1 + (LONG.index(name) if name in LONG else len(LONG))

    items.sort(key=place)


def pytest_configure(config):
    config.pluginmanager.register(Busy(), "busy")
