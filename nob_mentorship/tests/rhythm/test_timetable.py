from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...tools import timetable
from ...tools.timetable import Due

MONDAY = date(2027, 3, 1)
EIGHT = datetime(2027, 3, 1, 8)
QUIET = (20, 8)


def due(line=1, reader=7, day=MONDAY, urgency=1, lasts=3):
    return Due(line, "mentorship.pairing,1", reader, day, urgency, day + lasts * DAY)


DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestTimetable(BaseCase):
    """Which reminders go out, decided without a database (R63)."""

    def _chosen(self, *found, now=EIGHT, sent=0):
        return timetable.chosen(found, {7: now, 8: now}, {7: sent})

    def test_it_goes_out_from_its_day_to_its_last(self):
        one = due(day=MONDAY)
        for days, goes in ((-1, False), (0, True), (3, True), (4, False)):
            with self.subTest(days):
                self.assertEqual(
                    self._chosen(one, now=EIGHT + days * DAY), [one] * goes
                )

    def test_nothing_in_the_quiet_hours(self):
        quiet = [hour for hour in range(24) if timetable.is_quiet(hour, *QUIET)]
        self.assertEqual(quiet, [*range(8), *range(20, 24)])
        self.assertFalse(any(timetable.is_quiet(hour, 8, 8) for hour in range(24)))
        noon = [hour for hour in range(24) if timetable.is_quiet(hour, 12, 14)]
        self.assertEqual(noon, [12, 13])
        self.assertEqual(self._chosen(due(), now=EIGHT.replace(hour=20)), [])
        self.assertEqual(len(self._chosen(due(), now=EIGHT.replace(hour=19))), 1)

    def test_the_most_urgent_first_and_the_rest_waits(self):
        found = [
            due(line, urgency=urgency) for line, urgency in ((1, 3), (2, 1), (3, 2))
        ]
        going = self._chosen(*found, sent=1)
        self.assertEqual([one.line for one in going], [2, 3])
        self.assertEqual(self._chosen(*found, sent=3), [])
        # the maximum is of each reader
        other = due(reader=8)
        self.assertEqual(self._chosen(*found, other, sent=3), [other])

    def test_of_two_as_urgent_the_older_one_goes_first(self):
        new, old = due(1), due(2, day=MONDAY - DAY)
        self.assertEqual(self._chosen(new, old, sent=2), [old])

    def test_each_reader_has_their_own_hour(self):
        found = due(reader=7), due(reader=8)
        moments = {7: EIGHT.replace(hour=7), 8: EIGHT}
        going = timetable.chosen(found, moments, {})
        self.assertEqual([one.reader for one in going], [8])

    def test_a_message_id_is_of_the_reminder_and_of_no_other(self):
        ids = {
            timetable.message_id(one, "nob.example", secret)
            for one in (due(), due(2), due(reader=8), due(day=MONDAY + DAY))
            for secret in ("one", "other")
        }
        self.assertEqual(len(ids), 8)
        again = timetable.message_id(due(urgency=9, lasts=9), "nob.example", "one")
        self.assertIn(again, ids)
        self.assertRegex(again, r"^<mentorship-[0-9a-f]{32}@nob\.example>$")
