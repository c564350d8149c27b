"""`python3 -m dev <command>`: the commands behind the Makefile."""

import contextlib
import importlib
import os
import signal
import sys

from . import process
from .console import Problem, fail, say

COMMANDS = {
    "setup": ("setup", "run", "get everything that the other commands need"),
    "demo": ("demo", "run", "start a server with demonstration data"),
    "test": ("testing", "fast", "run the tests that are not slow"),
    "test-full": ("testing", "full", "run all tests"),
    "pytest": ("testing", "quick", "pytest on the test database; --update updates it"),
    "mutants": ("mutants", "run", "remove each guard and see its test fail"),
    "lint": ("lint", "check", "check the style"),
    "format": ("lint", "mend", "fix the style"),
    "bench": ("scripts", "bench", "measure, and print tables"),
    "bundle": ("bundle", "run", "build the page that seals texts in the browser"),
    "porting": ("porting", "run", "list what a port to another Odoo touches"),
    "translate": ("translate", "run", "update the Dutch terms"),
    "readme": ("readme", "run", "make README.rst and the page of the list of apps"),
    "sentences": ("scripts", "sentences", "draw sentences for a reader to judge"),
    "fingerprints": (
        *("fingerprints", "run"),
        "record the texts this version ships",
    ),
    "screenshots": ("scripts", "screenshots", "make the documentation's pictures"),
    "fresh-machines": ("fresh_machines", "run", "both commands on bare Debians"),
    "pins": ("pins", "run", "pin the versions of all Python packages again"),
    "walk": ("scripts", "walk", "walk through the demonstration, and count taps"),
    "taps": ("scripts", "taps", "count the taps of a member's deeds; --at COMMIT"),
    "lighthouse": (
        *("scripts", "lighthouse"),
        "let Lighthouse judge members' pages; --at COMMIT",
    ),
    "odoo": ("odoo_command", "run", "run odoo with arguments"),
    "clean": ("clean", "run", "stop what is running and remove everything"),
}
"""{command: (module, function, purpose)}"""


def main(argv):
    """Run one command and return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036
        return fail(f"Python {sys.version.split()[0]} is too old: 3.11 is needed")
    if not argv or argv[0] not in COMMANDS:
        for name, (_module, _function, purpose) in COMMANDS.items():
            say(f"{name:12}{purpose}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    name, *args = argv
    with recorded(name):
        return call(name, args)


@contextlib.contextmanager
def recorded(name):
    """Record this run while it lasts, so that `clean` can end it."""
    record = f"run-{os.getpid()}"
    if name != "clean":
        process.record(record)
    try:
        yield
    finally:
        process.forget(record)


def call(name, args):
    """Call the function of a command and return its exit code."""
    module, function, _purpose = COMMANDS[name]
    try:
        return getattr(importlib.import_module(f"dev.{module}"), function)(args) or 0
    except Problem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        say("\nstopped")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
