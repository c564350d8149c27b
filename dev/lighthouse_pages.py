"""Lets Lighthouse judge members' pages, as on a phone, and prints a table.

A member logs in to a Chromium that Lighthouse then uses, so that it sees the pages as
they are for that member; the sealed page is open.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.harness.browser import ARGUMENTS

from . import (
    chromium,
    deeds,
    demo,
    demo_served,
    earlier,
    lighthouse_home,
    odoo,
    venv,
)
from .console import Problem, say, step
from .phone import Phone
from .taps import table

GOALS = {"accessibility": 100, "best-practices": 95}
"""{category: the minimum score}"""
OPTIONS = (
    "--form-factor=mobile",
    "--throttling-method=provided",
    f"--only-categories={','.join(GOALS)}",
    # the sealed page keeps what opens its texts in the browser's storage
    "--disable-storage-reset",
    "--no-enable-error-reporting",
    "--output=json",
    "--output-path=stdout",
    "--quiet",
)
OURS = ("--lang=nl-NL", *(["--no-sandbox"] if os.geteuid() == 0 else []))
UNSCORED = ("manual", "informative", "notApplicable")
"""How Lighthouse shows audits that have no score."""
MOST = 5
"""The maximum number of places on a page that are printed for an audit."""


class Judged(NamedTuple):
    """What Lighthouse says about a page.

    :param scores: {category: from 0 to 100}
    :param failed: [(audit, its title, places on the page)]
    """

    page: str
    scores: dict
    failed: list

    @property
    def held(self):
        return all(self.scores[name] >= least for name, least in GOALS.items())

    def cells(self):
        """Return the texts of a line of the table."""
        scores = (str(self.scores[name]) for name in GOALS)
        return (self.page, *scores, "yes" if self.held else "no")


def main(args):
    """Judge the pages, print the table, and return the exit code."""
    commit = earlier.chosen(args)
    judged = []
    with demo_served.served(commit) as server, sync_playwright() as playwright:
        pages = _pages(server)
        for login in dict.fromkeys(page.login for page in pages):
            own = [page for page in pages if page.login == login]
            room = next((page for page in own if page.prepare), None)
            with _signed_in(playwright, server, login, room) as port:
                for page in own:
                    with step(page.name):
                        found = _judge(f"{server.url}{page.path}", port)
                    judged.append(read(page.name, found))
    say(f"\n{report(judged)}")
    return 0 if all(page.held for page in judged) else 1


def _pages(server):
    """Return the pages to judge: some that the taps are counted on, and a sign-up."""
    named = {page.name: page for page in deeds.pages(server)}
    draft = demo_served.number(server, "demo_enrolment_o_draft")
    sign_up = deeds.Page("sign-up", "concept", f"{deeds.PORTAL}/enrolment/{draft}")
    wanted = ("home", "pairing page", "sealed page", "offer")
    return [*(named[name] for name in wanted), sign_up]


class Kept:
    """A browser with one context, such as one whose storage other programs see."""

    def __init__(self, context):
        self.context = context

    def new_context(self, **_how):
        """Return the context that is there."""
        return self.context


@contextlib.contextmanager
def _signed_in(playwright, server, login, room):
    """Give the port of a Chromium in which a member is logged in.

    :param room: the sealed page that is opened and stays open, None for no such page
    """
    port = odoo.free_port()
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=chromium.executable(),
            args=[*ARGUMENTS, f"--remote-debugging-port={port}", *OURS],
        )
        try:
            phone = Phone(Kept(context), server, login, demo.PASSWORD)
            if room:
                phone.go(room.path)
                phone.wait_for("#keep")
                phone.page.locator("#keep").check()
                room.prepare(phone)
            yield port
        finally:
            context.close()


def _judge(address, port):
    """Return Lighthouse's report of a page, as a dictionary."""
    done = subprocess.run(
        lighthouse_home.argv(address, f"--port={port}", *OPTIONS),
        env=venv.environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise Problem(f"Lighthouse: {(done.stderr.strip() or '?').splitlines()[-1]}")
    return json.loads(done.stdout)


def read(page, found):
    """Return what a report says about a page.

    :param dict found: Lighthouse's report
    """
    scores = {}
    failed = []
    for name in GOALS:
        category = found["categories"][name]
        scores[name] = round(100 * (category["score"] or 0))
        for reference in category["auditRefs"]:
            audit = found["audits"][reference["id"]]
            unscored = audit["scoreDisplayMode"] in UNSCORED
            if not unscored and audit["score"] != 1 and reference["weight"]:
                failed.append((audit["id"], audit["title"], places(audit)))
    return Judged(page, scores, failed)


def places(audit):
    """Return the places on the page that an audit names, each once."""
    found = []
    for item in (audit.get("details") or {}).get("items", ()):
        node = item.get("node") or {}
        place = node.get("selector") or item.get("description") or item.get("url")
        said = f"{place}: {node['snippet']}" if node.get("snippet") else place
        if said and said not in found:
            found.append(str(said))
    return found


def report(judged):
    """Return the table and the list of what failed, as Markdown."""
    head = ("page", *(f"{name} (goal {least})" for name, least in GOALS.items()))
    lines = [table((*head, "held"), [page.cells() for page in judged])]
    for page in judged:
        if page.failed:
            lines.append(f"\n{page.page}:\n")
        for audit, title, found in page.failed:
            lines.append(f"* `{audit}`: {title}")
            lines += [f"  * `{place}`" for place in found[:MOST]]
            if len(found) > MOST:
                lines.append(f"  * and {len(found) - MOST} more")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(f"✗ {problem}")
