"""Counts what a member does on a phone, from the link in a mail to the deed: taps,
fields that are typed into, and seconds. Then the height of pages, and the controls on
them.

The member is logged in. The seconds are those of a machine that taps at once: the time
a member has to wait. Whether a deed is done is read from the database.
"""

import sys
import traceback
from typing import NamedTuple

from playwright.sync_api import Error as BrowserError

from tests.harness.browser import chrome

from . import deeds, demo, demo_served, earlier, paths, postgres
from .console import Problem, say
from .phone import Phone


class Result(NamedTuple):
    """One line of the first table; `fault` says why a deed was not done."""

    name: str
    taps: int
    fields: int
    seconds: float
    fault: str = ""

    def cells(self):
        """Return the texts of the line."""
        if self.fault:
            return (self.name, "–", "–", f"not done: {self.fault}")
        return (self.name, str(self.taps), str(self.fields), f"{self.seconds:.1f}")


class Sight(NamedTuple):
    """One line of the second table: a page, its height, and its controls."""

    page: str
    height: int
    controls: int

    def cells(self):
        """Return the texts of the line."""
        return (self.page, str(self.height), str(self.controls))


def main(args):
    """Do each deed, look at each page, and print the tables; return the exit code."""
    commit = earlier.chosen(args)
    with demo_served.served(commit) as server, chrome() as browser:
        people = People(browser, server)
        sights = [_look(people, page) for page in deeds.pages(server)]
        results = [_do(people, deed, sights) for deed in deeds.deeds(server)]
    say(f"\n{report(commit, results, sights)}")
    return 1 if any(result.fault for result in results) else 0


class People:
    """The members of the demonstration, each with a phone, logged in when they are
    needed."""

    def __init__(self, browser, server):
        self.browser, self.server, self.phones = browser, server, {}

    def __getitem__(self, login):
        if login not in self.phones:
            self.phones[login] = Phone(self.browser, self.server, login, demo.PASSWORD)
        return self.phones[login]


def _look(people, page):
    phone = people[page.login]
    phone.go(page.path)
    if page.prepare:
        page.prepare(phone)
    return Sight(page.name, *phone.size())


def _do(people, deed, sights):
    """Do a deed; a page that it notes is added to the sights."""
    phone = people[deed.login]
    if deed.prepare:
        deed.prepare(people.server)
    seen = []

    def look():
        seen.append(phone.size())

    def is_done():
        return bool(postgres.query(deed.proof, people.server.db))

    try:
        assert not is_done(), f"{deed.name}: it is done already"
        seconds = deed.carry_out(phone, is_done, look)
    except (Problem, BrowserError, AssertionError) as error:
        _keep(phone, deed.name)
        return Result(deed.name, 0, 0, 0.0, str(error).splitlines()[0])
    for place, size in enumerate(seen, 1):
        sights.append(Sight(f"{deed.name}, page {place}", *size))
    return Result(deed.name, phone.taps, phone.fields, seconds)


def _keep(phone, name):
    """Keep a picture of where it stopped."""
    file = paths.STATE / "logs" / f"taps {name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    phone.page.screenshot(path=file, full_page=True)
    traceback.print_exc()
    say(f"  {file.relative_to(paths.ROOT)} shows the page")


def report(commit, results, sights):
    """Return both tables, as Markdown."""
    done = [result for result in results if not result.fault]
    total = (
        "together",
        str(sum(result.taps for result in done)),
        str(sum(result.fields for result in done)),
        f"{sum(result.seconds for result in done):.1f}",
    )
    where = f"commit {commit[:12]}" if commit else "this checkout"
    first = table(
        ("deed", "taps", "fields", "seconds"),
        [*(result.cells() for result in results), total],
    )
    second = table(
        ("page at 390 pixels", "height", "controls"),
        [sight.cells() for sight in sights],
    )
    return f"Of {where}:\n\n{first}\n\n{second}\n"


def table(head, rows):
    """Return a Markdown table; the first column is text, the others are numbers."""
    rule = ("---", *("---:" for _column in head[1:]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(f"✗ {problem}")
