"""Tests of Odoo and OCA, run by Odoo on a copy of a database."""

import re
import subprocess
from dataclasses import dataclass, field

from dev import database, odoo, paths, postgres, process

TEST = r" odoo\.addons\.(\w+)\.tests\.\S+: "
STARTED = re.compile(rf" INFO \S+{TEST}Starting (\S+) \.\.\.")
SKIPPED = re.compile(rf" INFO \S+{TEST}skipped (\S+) :")
FAILED = re.compile(rf" ERROR \S+{TEST}(?:FAIL|ERROR): (.+)")
CLASS = re.compile(r" ERROR \S+ \S+: ERROR: setUpClass \(odoo\.addons\.(\w+)\.(\S+)\)")
LOGGED = re.compile(r" (?:ERROR|CRITICAL) \S+ (\S+: .*)")
OF_TESTS = re.compile(
    r"odoo\.(addons\.\w+\.)?tests\.|odoo\.modules\.loading: (Module|At least) "
)
"""Log lines about a test that failed, or about how many did."""
ONE = re.compile(r"(?:Subtest )?(\w+)\.(\w+)")
NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")
ENGLISH = (
    "UPDATE res_lang SET active = code = 'en_US'",
    "UPDATE res_partner SET lang = 'en_US'",
    "UPDATE ir_default d SET json_value = '\"en_US\"' FROM ir_model_fields f"
    " WHERE f.id = d.field_id AND f.model = 'res.partner' AND f.name = 'lang'",
)
"""Odoo's tests compare English texts; our databases speak Dutch."""


@dataclass
class Outcome:
    """The result of a run of tests; tests are (module, test).

    Failed parts of a test are counted separately, ignoring the numbers in their names.
    """

    ran: set = field(default_factory=set)
    skipped: set = field(default_factory=set)
    failed: set = field(default_factory=set)
    logged: set = field(default_factory=set)
    """Other errors in the log, without their numbers."""

    def of(self, module):
        """Return how many tests of a module ran, were skipped and failed."""
        return [
            sum(place == module for place, _test in tests)
            for tests in (self.ran, self.skipped, self.failed)
        ]


class Suite:
    """A run of tests, in a process of its own.

    :param source: the database to copy
    :param name: of the copy
    :param modules: the modules to update, so that their tests, and those of all modules
        that need them, are found during loading and after it
    :param tags: as `--test-tags` takes them
    """

    def __init__(self, source, name, modules, tags):
        self.name = name
        database.copy(source, name)
        for statement in ENGLISH:
            postgres.query(statement, name)
        self.conf = odoo.configuration(
            name,
            name,
            log_level="info",
            http_port=odoo.free_port(),
            gevent_port=odoo.free_port(),
        )
        self.log = paths.STATE / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        args = [f"--update={','.join(modules)}", "--stop-after-init", "--test-enable"]
        with self.log.open("w") as out:
            self.child = odoo.start(self.conf, *args, f"--test-tags={tags}", log=out)

    def outcome(self, seconds):
        """Wait until it is over and return its `Outcome`.

        :param seconds: how long to wait, at most
        """
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.log} is not at its end") from None
        return read(self.log.read_text())

    def end(self):
        """End the process, if it still runs, and drop the database."""
        if started := process.started(self.child.pid):
            process.end(self.child.pid, started)
        self.child.wait()
        database.set_aside(self.name)
        self.conf.unlink()


def read(log):
    """Return the results in a log."""
    found = Outcome()
    for line in log.splitlines():
        if match := STARTED.search(line):
            found.ran.add(match.groups())
        elif match := SKIPPED.search(line):
            found.skipped.add(match.groups())
        elif match := FAILED.search(line) or CLASS.search(line):
            module, test = match.groups()
            found.failed.add((module, NUMBERS.sub("#", test)))
        elif (match := LOGGED.search(line)) and not OF_TESTS.match(match[1]):
            found.logged.add(NUMBERS.sub("#", match[1]))
    return found


def tags(failed):
    """Return what names these tests, as `--test-tags` takes it.

    :param failed: of an `Outcome`
    """
    names = set()
    for module, test in failed:
        one = ONE.match(test)
        names.add(f"/{module}:{one[1]}.{one[2]}" if one else f"/{module}")
    return ",".join(sorted(names))
