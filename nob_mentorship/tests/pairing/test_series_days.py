from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ...tools import series

HALF_PAST_THREE = time(15, 30)
AUTUMN = (date(2026, 10, 17), date(2026, 10, 25))
CHRISTMAS = (date(2026, 12, 19), date(2027, 1, 3))


@tagged("post_install", "-at_install")
class TestSeriesDays(BaseCase):
    """The days of a series, and what the clock shows on them (P24)."""

    def _walls(self, moments, zone):
        """Return what a clock in a zone shows at moments in UTC."""
        return [
            moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
            for moment in moments
        ]

    def test_the_last_day_counts_and_the_next_one_does_not(self):
        first = date(2026, 9, 7)
        for days, expected in ((-1, 0), (0, 1), (27, 1), (28, 2), (29, 2), (56, 3)):
            kept, left_out = series.days(first, 4, first + timedelta(days=days))
            with self.subTest(days):
                self.assertEqual((len(kept), left_out), (expected, []))

    def test_holidays_are_left_out_from_their_first_to_their_last_day(self):
        for first, free in (
            (AUTUMN[0] - timedelta(days=1), False),
            (AUTUMN[0], True),
            (AUTUMN[1], True),
            (AUTUMN[1] + timedelta(days=1), False),
        ):
            kept, left_out = series.days(first, 2, first, [CHRISTMAS, AUTUMN])
            with self.subTest(first):
                self.assertEqual((kept, left_out)[free], [first])
                self.assertEqual((left_out, kept)[free], [])

    def test_a_year_with_two_holidays(self):
        kept, left_out = series.days(
            date(2026, 9, 22), 4, date(2027, 2, 28), [AUTUMN, CHRISTMAS]
        )
        self.assertEqual(left_out, [date(2026, 10, 20)])
        self.assertEqual(
            kept,
            [
                date(2026, 9, 22),
                date(2026, 11, 17),
                date(2026, 12, 15),
                date(2027, 1, 12),
                date(2027, 2, 9),
            ],
        )

    def test_a_leap_day_is_a_day_like_any_other(self):
        leap = date(2028, 2, 29)
        before, _none = series.days(leap - timedelta(weeks=4), 4, leap)
        after, _none = series.days(leap, 4, date(2028, 3, 28))
        self.assertEqual(before[-1], leap)
        self.assertEqual(after, [leap, date(2028, 3, 28)])
        self.assertEqual(series.days(leap, 2, leap, [(leap, leap)]), ([], [leap]))
        # 2027 has none: the week after 28 February is that of 7 March
        kept, _none = series.days(date(2027, 2, 28), 1, date(2027, 3, 7))
        self.assertEqual(kept, [date(2027, 2, 28), date(2027, 3, 7)])

    def test_the_years_turn(self):
        kept, _none = series.days(date(2026, 12, 31), 2, date(2027, 1, 31))
        self.assertEqual(
            kept, [date(2026, 12, 31), date(2027, 1, 14), date(2027, 1, 28)]
        )

    def test_the_wall_clock_shows_the_same_in_summer_and_winter(self):
        for zone in ("Europe/Amsterdam", "America/New_York", "Australia/Sydney"):
            days, _none = series.days(date(2026, 3, 1), 2, date(2027, 3, 1))
            moments = series.moments(days, HALF_PAST_THREE, zone)
            with self.subTest(zone):
                self.assertEqual(
                    [wall.time() for wall in self._walls(moments, zone)],
                    [HALF_PAST_THREE] * len(days),
                )
                self.assertGreater(len({moment.time() for moment in moments}), 1)

    def test_both_changes_of_the_clock_in_utc(self):
        days = [date(2027, 3, 27), date(2027, 3, 29), date(2027, 11, 1)]
        hours = [
            moment.hour
            for moment in series.moments(days, HALF_PAST_THREE, "Europe/Amsterdam")
        ]
        self.assertEqual(hours, [14, 13, 14])

    def test_two_time_zones_differ_for_a_few_weeks(self):
        days = [date(2027, 3, 8), date(2027, 3, 22), date(2027, 4, 5)]
        moments = series.moments(days, HALF_PAST_THREE, "Europe/Amsterdam")
        walls = self._walls(moments, "America/New_York")
        # New York goes to summer time two weeks before Amsterdam
        self.assertEqual([wall.hour for wall in walls], [9, 10, 9])

    def test_a_time_that_the_clock_skips_or_shows_twice(self):
        night = time(2, 30)
        skipped, twice = series.moments(
            [date(2027, 3, 28), date(2027, 10, 31)], night, "Europe/Amsterdam"
        )
        self.assertEqual(skipped, datetime(2027, 3, 28, 1, 30))
        self.assertEqual(twice, datetime(2027, 10, 31, 0, 30))

    def test_the_day_of_the_wall_may_be_another_day_in_utc(self):
        (moment,) = series.moments([date(2028, 2, 29)], time(0, 30), "Europe/Amsterdam")
        self.assertEqual(moment, datetime(2028, 2, 28, 23, 30))
        (moment,) = series.moments([date(2026, 12, 31)], time(23), "America/New_York")
        self.assertEqual(moment, datetime(2027, 1, 1, 4))
