"""The tests of Odoo and OCA for the modules below us pass as they do without us.

They run on two copies of the database at the same moment, one with our addon and one
without: while these modules are updated and only what is below us is loaded, and once
all is. Browser tours are among them. What fails without us fails for reasons of its own
(the packaging, no network, a tour that a busy machine makes too late); what fails with
us alone is run once more, and then it is our fault.

Of `mail` the tests of Discuss, its chat and calls, are left out: they take longer than
all others together, and nothing of ours touches a channel, a guest or a call. Others
are named by NEIGHBOURS in the environment, as Odoo's `--test-tags` takes them:
`NEIGHBOURS=/mail make pytest ARGS=tests/test_neighbours.py` runs all of `mail`.
"""

import os
import re
import time
from uuid import uuid4

import pytest

from dev import odoo_home, paths

from .harness import suites
from .harness.server import SOURCE

pytestmark = pytest.mark.slow

TAGS = os.environ.get("NEIGHBOURS", "")
MODULES = ("mail", "membership", "portal", "survey")
if TAGS:
    MODULES = sorted(set(re.findall(r"(?<![\w/.-])/(\w+)", TAGS)))
LIMIT = 3600
"""Seconds after which a run hangs, and is ended."""


def chosen():
    """Return the tests to run, as Odoo's `--test-tags` takes them."""
    if TAGS:
        return TAGS
    folder = odoo_home.root() / "odoo" / "addons" / "mail" / "tests" / "discuss"
    discuss = [f"-/mail/tests/discuss/{file.name}" for file in folder.glob("test_*.py")]
    assert discuss
    return ",".join([*(f"/{module}" for module in MODULES), *discuss])


def outcomes(tags):
    """Run tests at the same moment; return their outcomes: (without us, with us)."""
    run, running = uuid4().hex[:8], []
    end = time.monotonic() + LIMIT
    try:
        for kind, source in (("without", "nob_base"), ("with", SOURCE)):
            suite = suites.Suite(source, f"nob_{kind}_{run}", MODULES, tags)
            running.append(suite)
        return [suite.outcome(end - time.monotonic()) for suite in running]
    finally:
        for suite in running:
            suite.end()


@pytest.fixture(scope="module")
def told():
    """Return what the tests came to: (without us, with us, failed with us alone)."""
    without, with_us = outcomes(chosen())
    alone = with_us.failed - without.failed
    if alone:
        again = outcomes(suites.tags(alone))
        alone &= again[1].failed - again[0].failed
    report(without, with_us, alone)
    return without, with_us, alone


def report(without, with_us, alone):
    """Keep the counts in `.dev/logs/neighbours.md`, and what failed."""
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
