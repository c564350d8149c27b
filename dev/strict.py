"""A pytest plugin: a test that did not really run fails the run.

Odoo's tags `slow` and `fault` count as pytest's marks of these names. A test with a
failed subtest does not count as passed.
"""

import pytest

MARKS = {"slow", "fault"}


class Strict:
    """Collects skips and expected failures, and turns them into a failed run."""

    def __init__(self):
        self.excused = []
        self.failed = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        for item in items:
            marks = MARKS.intersection(
                getattr(getattr(item, "cls", None), "test_tags", ())
            )
            if getattr(item.obj, "control", False):
                marks -= {"fault"}
            for mark in marks:
                item.add_marker(mark)

    def pytest_runtest_logreport(self, report):
        if report.skipped or hasattr(report, "wasxfail"):
            self.excused.append(report.nodeid)
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report):
        if report.when == "call" and report.passed and report.nodeid in self.failed:
            return "", "", ""
        return None

    def pytest_collectreport(self, report):
        if report.skipped:
            self.excused.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if self.excused and session.exitstatus in (0, 5):
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter):
        for nodeid in self.excused:
            terminalreporter.write_line(f"not allowed to skip: {nodeid}", red=True)


def pytest_configure(config):
    config.pluginmanager.register(Strict(), "strict")
