from datetime import date, datetime

import icalendar

from odoo.tests import BaseCase, tagged

from ...tools import form, ics, stored


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """The plain-Python tools, alone."""

    def test_texts_lose_control_characters_and_have_a_limit(self):
        self.assertEqual(form.read_text(" a\x00b\n\tc🙂 "), "ab\n\tc🙂")
        with self.assertRaises(form.FormError):
            form.read_text("x" * (form.TEXT_LIMIT + 1))

    def test_dates_that_nobody_means_are_refused(self):
        self.assertEqual(form.read_date("2020-02-29"), date(2020, 2, 29))
        self.assertIsNone(form.read_date(""))
        for raw in ("1900-01-01", "2021-02-29", "tomorrow", "9999-01-01", "1-2-2020"):
            with self.subTest(raw), self.assertRaises(form.FormError):
                form.read_date(raw)

    def test_a_local_moment_becomes_utc(self):
        read = form.read_moment("2030-07-01", "15:30", "Europe/Amsterdam")
        self.assertEqual(read, datetime(2030, 7, 1, 13, 30))

    def test_what_stands_in_a_row_is_of_its_kind_or_empty(self):
        self.assertEqual(stored.read('{"a": [1]}', dict), {"a": [1]})
        self.assertEqual(stored.read("[1]", list), [1])
        for text in (None, False, "", "x", "null", "5", "[" * 5000, '"a"', "NaN"):
            with self.subTest(text and text[:9]):
                self.assertEqual(stored.read(text, dict), {})
                self.assertEqual(stored.read(text, list), [])
        self.assertEqual(stored.read("[1]", dict), {})
        self.assertEqual(stored.of_kind(False, dict), {})
        self.assertEqual(stored.of_kind([1], list), [1])
        self.assertEqual(stored.read('{"a": 1}', list), [])

    def test_only_web_addresses_are_links(self):
        self.assertTrue(form.is_web_address("https://video.example/room"))
        for raw in ("javascript:alert(1)", "//x", "ftp://x", "https://", "http://[x"):
            self.assertFalse(form.is_web_address(raw), raw)

    def test_an_invitation_says_local_time_and_its_zone(self):
        meeting = ics.Appointment(
            uid="u@x",
            sequence=3,
            start=datetime(2030, 7, 1, 13, 30),
            stop=datetime(2030, 7, 1, 14, 30),
            stamp=datetime(2030, 6, 1),
            summary="Meeting; with, signs\nand lines",
            timezone="Europe/Amsterdam",
            organizer=("Programme", "nob@x.example"),
            attendees=[("A", "a@x.example", True), ("B", "b@x.example", False)],
            location="https://video.example/room",
        )
        raw = ics.calendar([meeting], "REQUEST")
        calendar = icalendar.Calendar.from_ical(raw)
        (event,) = calendar.walk("VEVENT")
        self.assertEqual(event["dtstart"].dt.hour, 15)
        self.assertEqual(event["dtstart"].params["TZID"], "Europe/Amsterdam")
        self.assertEqual(
            [a.params["PARTSTAT"] for a in event["attendee"]],
            ["ACCEPTED", "NEEDS-ACTION"],
        )
        with self.assertRaises(ValueError):
            ics.calendar([meeting], "REPLY")
