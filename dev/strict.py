"""A pytest plugin: a run is green only when every chosen test ran and was silent.

Skipped, expected-to-fail and unexpectedly passing tests fail the run, and so does an
error that Odoo logs during a test, as in Odoo's own runner. A class is collected only
in the module that defines it: tests that a module imports are not run twice. Odoo's
tag `slow` counts as pytest's mark `slow`.
"""

import inspect
import logging
import unittest

import pytest


class Strict:
    """What a run must not hide."""

    def __init__(self):
        self.left_out = []
        self.logged = []
        self.current = "outside a test"

    def broken(self):
        """Tell whether something was left out or logged as an error."""
        return bool(self.left_out or self.logged)


class _ErrorLog(logging.Handler):
    def __init__(self, strict):
        super().__init__(logging.ERROR)
        self.strict = strict

    def emit(self, record):
        line = record.getMessage().strip().splitlines() or [""]
        self.strict.logged.append((self.strict.current, record.name, line[0]))


_strict = Strict()


def pytest_configure():
    logging.getLogger().addHandler(_ErrorLog(_strict))


def pytest_pycollect_makeitem(collector, name, obj):
    if (
        inspect.isclass(obj)
        and issubclass(obj, unittest.TestCase)
        and obj.__module__ != collector.obj.__name__
    ):
        return []
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        tags = getattr(getattr(item, "cls", None), "test_tags", ())
        if "slow" in tags:
            item.add_marker("slow")


def pytest_runtest_logstart(nodeid):
    _strict.current = nodeid


def pytest_runtest_logreport(report):
    if report.skipped or hasattr(report, "wasxfail"):
        _strict.left_out.append(report.nodeid)


def pytest_collectreport(report):
    if report.skipped:
        _strict.left_out.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if exitstatus == pytest.ExitCode.OK and _strict.broken():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if _strict.left_out:
        terminalreporter.section("left out, which fails the run", red=True)
        for nodeid in _strict.left_out:
            terminalreporter.line(nodeid)
    if _strict.logged:
        terminalreporter.section("errors in the log, which fail the run", red=True)
        for nodeid, logger, line in _strict.logged:
            terminalreporter.line(f"{nodeid}: {logger}: {line}")
