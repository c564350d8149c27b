from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import MentorshipCase
from .story import FIRST, LAST, Story, at, rows


@tagged("post_install", "-at_install", "slow")
class TestYear(Story, MentorshipCase):
    """What goes out in a year is what was worked out by hand (R32, R63)."""

    def test_the_ledger_of_a_year(self):
        deeds = {}
        for row in rows("deeds"):
            deeds.setdefault(row["day"], []).append(row)
        day = FIRST - timedelta(days=1)
        with freeze_time(at(day, 8)) as clock:
            with self._on(day):
                self._prepare()
            while day < LAST:
                day += timedelta(days=1)
                clock.move_to(at(day, 8))
                with self._on(day):
                    self._live(day, deeds.get(str(day), ()))
        expected = Counter(
            (row["day"], row["story"], row["who"], row["event"])
            for row in rows("ledger")
        )
        found = Counter(map(self._told, self._ledger()))
        self.assertEqual(sorted(found - expected), [], "not in the table")
        self.assertEqual(sorted(expected - found), [], "did not go out")
