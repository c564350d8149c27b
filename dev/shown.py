"""A pytest plugin: a run of all tests fails if a test that `docs/requirements.md` names
did not run and pass.

A run of some tests does not have to include them; `tests/test_requirements.py` looks
whether they exist.
"""

import pytest

from . import paths, requirements

CHOOSES = ("markexpr", "keyword", "deselect", "ignore", "ignore_glob", "collectonly")
"""Options of pytest that leave tests out."""


class Shown:
    """Collects the tests that passed, and fails a run in which one is not among them.

    :param set named: the names of the tests that have to be, without parameters
    """

    def __init__(self, named):
        self.named = named
        self.passed, self.failed = set(), set()
        self.said = []

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.partition("[")[0]
        if report.failed:
            self.failed.add(name)
        elif report.passed and report.when == "call":
            self.passed.add(name)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if session.exitstatus not in (0, 5):
            # the run says itself what failed, or it was stopped on the way
            return
        absent = sorted(self.named - (self.passed - self.failed))
        if absent:
            session.exitstatus = 1
            self.said = [f"did not run and pass: {name}" for name in absent]
        else:
            self.said = ["all of them ran and passed"]

    def pytest_terminal_summary(self, terminalreporter):
        if self.said:
            count = f"tests that show a requirement: {len(self.named)}"
            for line in (count, *self.said):
                terminalreporter.write_line(line)


def is_full(config):
    """Tell whether a run is of all tests, or of all of a bridge, by its folders and
    options.
    """
    folders = set(config.args)
    whole = set(paths.TESTED) <= folders or any(
        bridge.name in folders for bridge in paths.BRIDGES
    )
    return whole and not any(config.getoption(name, None) for name in CHOOSES)


def named(config):
    """Return the names of the tests that a run has to include."""
    return {
        name for name in requirements.named() if name.partition("/")[0] in config.args
    }


def pytest_configure(config):
    # workers of xdist report to the process that started them
    if is_full(config) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Shown(named(config)), "shown")
