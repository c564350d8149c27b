"""The tests of Odoo and OCA for the modules below us pass as they do without us.

They run on a database that has our addon: once while these modules are updated and only
the modules below us are loaded, and once when everything is loaded. Browser tours are
among them. This is enough if each test runs, passes and logs no error, as
`neighbours.txt` says that it does without us. Otherwise the tests run without us too,
and both at the same moment once more if something fails only with us. Tests that fail
without us have their own reasons (the packaging, no network, a tour that is too late on
a busy machine).

The tests of Discuss, the chat and calls of `mail`, are left out: they take longer than
all others together, and nothing of ours touches a channel, a guest or a call.
NEIGHBOURS in the environment names others, as Odoo's `--test-tags` takes them:
`NEIGHBOURS=/mail make pytest ARGS=tests/test_neighbours.py` runs all of `mail`, with us
and without. `NEIGHBOURS=record` rewrites `neighbours.txt`.
"""

import os
import re
import time
from pathlib import Path
from uuid import uuid4

import pytest

from dev import odoo_home, paths

from .harness import suites
from .harness.server import SOURCE

pytestmark = pytest.mark.slow

ASKED = os.environ.get("NEIGHBOURS", "")
RECORD = ASKED == "record"
TAGS = "" if RECORD else ASKED
MODULES = ("digest", "mail", "membership", "portal", "survey")
if TAGS:
    MODULES = sorted(set(re.findall(r"(?<![\w/.-])/(\w+)", TAGS)))
RECORDED = Path(__file__).with_name("neighbours.txt")
"""The file with a line for each test that runs without our addon: module, test, and
whether it is skipped."""
LIMIT = 3600
"""The number of seconds after which a run is considered to hang, and is ended."""


def chosen():
    """Return the tests to run, as Odoo's `--test-tags` takes them."""
    if TAGS:
        return TAGS
    folder = odoo_home.root() / "odoo" / "addons" / "mail" / "tests" / "discuss"
    discuss = [f"-/mail/tests/discuss/{file.name}" for file in folder.glob("test_*.py")]
    assert discuss
    return ",".join([*(f"/{module}" for module in MODULES), *discuss])


def outcomes(tags, *kinds):
    """Run tests ``without`` us and ``with`` us at the same moment; return outcomes."""
    sources = {"without": "nob_base", "with": SOURCE}
    run, running = uuid4().hex[:8], []
    end = time.monotonic() + LIMIT
    try:
        for kind in kinds:
            suite = suites.Suite(sources[kind], f"nob_{kind}_{run}", MODULES, tags)
            running.append(suite)
        return [suite.outcome(end - time.monotonic()) for suite in running]
    finally:
        for suite in running:
            suite.end()


def recorded():
    """Return the outcome of the tests without us that is written down."""
    found = suites.Outcome()
    for line in RECORDED.read_text().splitlines():
        module, test, *skipped = line.split()
        found.ran.add((module, test))
        if skipped:
            found.skipped.add((module, test))
    return found


def record(outcome):
    """Write down the outcome of the tests without us, which all pass."""
    assert not outcome.failed and not outcome.logged
    lines = [
        f"{module} {test}{' skipped' * ((module, test) in outcome.skipped)}\n"
        for module, test in sorted(outcome.ran)
    ]
    RECORDED.write_text("".join(lines))


@pytest.fixture(scope="module")
def told():
    """Return what the tests came to: (without us, with us, failed with us alone)."""
    tags = chosen()
    if ASKED:
        without, with_us = outcomes(tags, "without", "with")
        ran = True
    else:
        without, (with_us,) = recorded(), outcomes(tags, "with")
        strange = with_us.failed or with_us.logged or with_us.skipped - without.skipped
        ran = bool(strange or without.ran - with_us.ran)
        if ran:
            (without,) = outcomes(tags, "without")
    if RECORD:
        record(without)
    alone = with_us.failed - without.failed
    if alone:
        again = outcomes(suites.tags(alone), "without", "with")
        alone &= again[1].failed - again[0].failed
    report(without, with_us, alone, ran)
    return without, with_us, alone


def report(without, with_us, alone, ran):
    """Keep the counts in `.dev/logs/neighbours.md`, and what failed.

    :param bool ran: whether the tests ran without us, or are as they are recorded
    """
    lines = ["| tests of | ran | skipped | failed | ran with us | skipped | failed |"]
    lines.append("|---|" + "---|" * 6)
    for module in MODULES:
        counts = [*without.of(module), *with_us.of(module)]
        lines.append(f"| {module} | {' | '.join(map(str, counts))} |")
    for words, failed in (
        ("Fails without us", without.failed),
        ("Fails with us alone", alone),
    ):
        lines += ["", f"{words}:", *(f"- {m}: {test}" for m, test in sorted(failed))]
    if not ran:
        lines += [
            "",
            f"Without us they did not run: {RECORDED.name} says what they do.",
        ]
    text = "\n".join(lines)
    (paths.STATE / "logs" / "neighbours.md").write_text(text + "\n")
    print(text)


def test_no_test_fails_with_us_alone(told):
    assert sorted(told[2]) == []


def test_no_other_error_is_logged_with_us_alone(told):
    without, with_us, _alone = told
    assert sorted(with_us.logged - without.logged) == []


def test_the_same_tests_run_with_us(told):
    without, with_us, _alone = told
    assert all(without.of(module)[0] for module in MODULES)
    assert sorted(without.ran - with_us.ran) == []
    assert sorted(with_us.skipped - without.skipped) == []
