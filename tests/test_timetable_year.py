"""The year that was worked out by hand, on a real database: with a process that is
killed on the way, and with two at once. The ledger is the same, and each mail on the
wire is in it."""

import contextlib
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from odoo.addons.nob_mentorship.tests.rhythm.story import FIRST, LAST, rows

from bench.asking import asked
from dev import database, odoo
from dev.console import Problem

from .harness.server import SOURCE
from .harness.smtp import Catcher

pytestmark = pytest.mark.slow

LIFE = "__import__('tests.harness.life', fromlist=['serve'])"
SEED, KILLS = 2027, 10
LEDGER, MEMBER = "mentorship.reminder.sent", "mentorship.pairing.member"
MOMENTS = (
    (LEDGER, "_note", "before"),
    (LEDGER, "_note", "after"),
    (MEMBER, "_queue_mail", "after"),
    ("mentorship.timetable", "_send_some", "after"),
)


class Year:
    """A database on which the year is lived, day by day, by some processes."""

    def __init__(self, stack, catcher, name):
        self.name, self.catcher, self.stack = name, catcher, stack
        self.processes = []

    def start(self):
        """Start a process that lives the year; return what asks it."""
        stack = contextlib.ExitStack()
        self.stack.push(stack)
        ask = stack.enter_context(asked(self.name, f"{LIFE}.serve"))
        self.processes.append((ask, stack))
        return ask

    def restart(self):
        """Start the first process again, after it was killed."""
        _ask, stack = self.processes.pop()
        stack.close()
        return self.start()

    def check(self, ask):
        """Compare the ledger with the table, and with the mails on the wire."""
        ask(["send", str(LAST)])
        told, keys = ask(["ledger", str(LAST)])
        expected = Counter(
            (row["day"], row["story"], row["who"], row["event"])
            for row in rows("ledger")
        )
        found = Counter(map(tuple, told))
        assert sorted(found - expected) == []
        assert sorted(expected - found) == []
        came = [
            message["Message-ID"].strip()
            for message in self.catcher.messages
            if "mentorship-" in message["Message-ID"]
        ]
        assert Counter(came) == Counter(keys)


def days():
    """Return the days of the year."""
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))


@pytest.fixture
def year():
    name = f"nob_bb_{uuid4().hex[:8]}"
    database.copy(SOURCE, name)
    with contextlib.ExitStack() as stack, Catcher() as catcher:
        conf = odoo.configuration(name, name, smtp_port=catcher.port)
        try:
            yield Year(stack, catcher, name)
        finally:
            stack.close()
            database.set_aside(name)
            conf.unlink()


def test_a_process_that_is_killed_on_the_way_leaves_the_same_ledger(year):
    draw = random.Random(SEED)
    kills = [(*draw.choice(MOMENTS), draw.randint(1, 9)) for _kill in range(KILLS)]
    ask = year.start()
    ask(["prepare", str(FIRST - timedelta(days=1))])
    killed = 0

    def arm():
        if kills:
            model, method, when, number = kills.pop()
            ask(["die", model, method, number, when])

    arm()
    for day in days():
        for what in ("begin", "job", "people_do"):
            while True:
                try:
                    ask([what, str(day)])
                    break
                except Problem:
                    killed += 1
                    ask = year.restart()
                    arm()
        if day.day == 1:
            ask(["send", str(day)])
    assert killed == KILLS
    year.check(ask)


def test_two_processes_at_once_leave_the_same_ledger(year):
    one, other = year.start(), year.start()
    one(["prepare", str(FIRST - timedelta(days=1))])
    with ThreadPoolExecutor(2) as pool:
        for day in days():
            one(["begin", str(day)])
            # it has to learn who is there
            other(["know", str(day)])
            list(pool.map(lambda ask, day=day: ask(["job", str(day)]), (one, other)))
            one(["people_do", str(day)])
    year.check(one)
