import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import icalendar
import vobject
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ...models.pairing.meeting_series import MOST
from ...portal.base import done, words
from ...portal.pairing import series_form
from ..common import MentorshipCase
from ..pages import Pages, read_series

AMSTERDAM, NEW_YORK = "Europe/Amsterdam", "America/New_York"
AT_HALF_PAST_THREE = datetime(2027, 9, 1, 13, 30)
"""15:30 in Amsterdam, in summer; a Wednesday."""


class SeriesCase(MentorshipCase):
    """A running pair, and a form that repeats its meetings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mentorship.holiday"].search([]).unlink()
        cls.pairing = cls._active_pair().sudo()
        cls.meetings = cls.env["mentorship.meeting"]
        cls.soon = fields.Datetime.now().replace(second=0, microsecond=0)
        cls.soon += timedelta(days=7)

    @classmethod
    def _holiday(cls, first, last, **values):
        values = {"name": "Holiday", "date_from": first, "date_to": last, **values}
        return cls.env["mentorship.holiday"].create(values)

    def _starts(self, count=4, weeks=4):
        return [self.soon + timedelta(weeks=weeks * n) for n in range(count)]

    def _plan(self, starts, user=None, pairing=None, **values):
        user, pairing = user or self.mentee_user, pairing or self.pairing
        return self.meetings.with_user(user)._plan_series(
            pairing.with_user(user),
            {
                "start": starts[0],
                "stop": starts[0] + timedelta(hours=1),
                "mode": "in_person",
                "location": "A quiet place",
                **values,
            },
            starts,
        )

    def _files(self, partner):
        """Return the calendar files that a member got, the last one last."""
        return [
            icalendar.Calendar.from_ical(attachment.raw)
            for attachment in self._mails(partner).attachment_ids.sorted("id")
        ]


@tagged("post_install", "-at_install")
class TestSeries(SeriesCase):
    """A year's meetings are planned in one step, and each is one of its own (P24)."""

    def test_all_are_planned_with_one_mail_to_each_and_one_file(self):
        self.mentee.tz, self.mentor.tz = AMSTERDAM, NEW_YORK
        before = self._mails()
        planned = self._plan(
            self._starts(), mode="video", video_url="https://v.example"
        )
        self.assertEqual(planned.mapped("state"), ["planned"] * 4)
        self.assertEqual(planned.attendee_ids, self.mentor | self.mentee)
        self.assertEqual(planned.planner_id, self.mentee)
        self.assertEqual(len(set(planned.mapped("series_uid"))), 1)
        self.assertEqual(len(set(planned.mapped("uid"))), 4)
        for partner in (self.mentor, self.mentee):
            (mail,) = self._mails(partner) - before
            (attachment,) = mail.attachment_ids
            read = vobject.readOne(attachment.raw.decode())
            self.assertEqual(read.method.value, "PUBLISH")
            self.assertEqual(
                [event.uid.value for event in read.vevent_list],
                planned.sorted("start").mapped("uid"),
            )
            self.assertEqual(
                [event.dtstart.value.astimezone(UTC) for event in read.vevent_list],
                [start.replace(tzinfo=UTC) for start in self._starts()],
            )
            self.assertIn("https://v.example", mail.body_html)
            for meeting in planned:
                self.assertIn(meeting._when(partner), unescape(mail.body_html))

    def test_each_is_moved_held_and_cancelled_on_its_own(self):
        first, second, third, fourth = self._plan(self._starts()).sorted("start")
        moved = second.start + timedelta(days=1)
        second.with_user(self.mentor_user)._move(
            {"start": moved, "stop": moved + timedelta(hours=1)}
        )
        (event,) = self._files(self.mentee)[-1].walk("VEVENT")
        self.assertEqual((event["uid"], event["sequence"]), (second.uid, 1))
        third.with_user(self.mentee_user).action_cancel()
        last = self._files(self.mentor)[-1]
        (event,) = last.walk("VEVENT")
        self.assertEqual((last["method"], event["uid"]), ("CANCEL", third.uid))
        first.start -= timedelta(days=8)
        first.with_user(self.mentee_user).action_hold()
        self.assertEqual(
            (first | second | third | fourth).mapped("state"),
            ["held", "planned", "cancelled", "planned"],
        )

    def test_sending_it_again_plans_and_mails_nothing(self):
        planned = self._plan(self._starts())
        before = self._mails()
        self.assertEqual(self._plan(self._starts()), planned)
        self.assertEqual(self._mails(), before)
        self.assertEqual(len(self.pairing.meeting_ids), 4)

    def test_an_hour_at_which_they_meet_already_is_not_doubled(self):
        starts = self._starts()
        there = self._plan([starts[1]], user=self.mentor_user)
        there |= self._plan([starts[2]])
        there[1].with_user(self.mentee_user).action_cancel()
        before = self._mails()
        planned = self._plan(starts)
        self.assertEqual(planned.sorted("start").mapped("start"), starts)
        self.assertIn(there[0], planned)
        self.assertNotIn(there[1], planned)
        (mail,) = self._mails(self.mentor) - before
        (file,) = [
            icalendar.Calendar.from_ical(attachment.raw)
            for attachment in mail.attachment_ids
        ]
        self.assertEqual(len(file.walk("VEVENT")), 3)

    def test_a_meeting_elsewhere_at_that_time_is_neither_doubled_nor_passed_over(self):
        there, before = self._plan(self._starts()), self._mails()
        again = [*self._starts()[2:], self.soon + timedelta(weeks=20)]
        for other in (
            {"location": "The station"},
            {"mode": "video", "location": "", "video_url": "https://v.example"},
            {"stop": again[0] + timedelta(hours=2)},
        ):
            with self.subTest(**other):
                with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                    self._plan(again, **other)
                third = there.sorted("start")[2]
                self.assertIn(third._when(self.mentee), str(refused.exception))
        self.assertEqual(self.pairing.meeting_ids, there)
        self.assertEqual(self._mails(), before)

    def test_a_year_every_two_weeks_is_planned_at_once(self):
        self.assertEqual(len(self._plan(self._starts(MOST, 2))), MOST)
        self.assertGreater(timedelta(weeks=2 * MOST), timedelta(days=366))

    def test_a_series_of_one_is_an_invitation_like_any_other(self):
        self._plan(self._starts(1))
        self.assertEqual(self._files(self.mentor)[-1]["method"], "REQUEST")

    def test_only_a_member_of_the_pair_plans_and_cancels_it(self):
        meeting = self._plan(self._starts())[0]
        for user in (self.member_user, self.coordinator, self.manager, self.employee):
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    self._plan(self._starts(), user=user)
                with self.assertRaises(AccessError):
                    meeting.with_user(user)._cancel_rest()
        self.assertEqual(set(self.pairing.meeting_ids.mapped("state")), {"planned"})

    def test_all_or_nothing(self):
        past = [self.soon - timedelta(days=14), *self._starts()]
        for starts in (past, self._starts(MOST + 1, 1)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._plan(starts)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._plan(self._starts(), mode="video", video_url="javascript:alert(1)")
        self.assertFalse(self.pairing.meeting_ids)
        self.assertFalse(self._mails(self.mentor).attachment_ids)

    def test_this_and_the_later_ones_are_cancelled_with_one_mail(self):
        other = self._plan([self.soon + timedelta(days=50)])
        first, second, third, fourth = self._plan(self._starts()).sorted("start")
        third.start -= timedelta(weeks=5)
        before = self._mails()
        for _twice in range(2):
            second.with_user(self.mentor_user)._cancel_rest()
        self.assertEqual(
            (first | second | third | fourth | other).mapped("state"),
            ["planned", "cancelled", "planned", "cancelled", "planned"],
        )
        for partner in (self.mentor, self.mentee):
            (mail,) = self._mails(partner) - before
            files = [
                icalendar.Calendar.from_ical(attachment.raw)
                for attachment in mail.attachment_ids
            ]
            self.assertEqual({str(file["method"]) for file in files}, {"CANCEL"})
            events = [event for file in files for event in file.walk("VEVENT")]
            self.assertEqual(
                {str(event["uid"]) for event in events}, {second.uid, fourth.uid}
            )
            self.assertEqual({event["sequence"] for event in events}, {1})
        first.start -= timedelta(days=8)
        first.with_user(self.mentee_user).action_hold()
        with self.assertRaises(UserError):
            first.with_user(self.mentee_user)._cancel_rest()

    def test_the_end_of_the_pairing_calls_all_of_them_off(self):
        planned = self._plan(self._starts())
        self.pairing.with_user(self.mentor_user).action_end()
        self.assertEqual(set(planned.mapped("state")), {"cancelled"})


@tagged("post_install", "-at_install")
class TestGroupSeries(SeriesCase):
    """A series of a group."""

    def test_all_attend_and_a_newcomer_gets_one_mail(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            group.with_user(user).action_accept_offer()
        planned = self._plan(self._starts(), self.mentor_user, group)
        people = self.mentor | users[0].partner_id | users[1].partner_id
        for meeting in planned:
            self.assertEqual(meeting.attendee_ids, people)
        late, before = users[2].partner_id, self._mails()
        group.with_user(users[2]).action_accept_offer()
        self.assertEqual({meeting.attendee_ids for meeting in planned}, {people | late})
        (mail,) = (self._mails(late) - before).filtered("attachment_ids")
        (attachment,) = mail.attachment_ids
        file = icalendar.Calendar.from_ical(attachment.raw)
        self.assertEqual(len(file.walk("VEVENT")), 4)
        self.assertFalse((self._mails() - before - mail).attachment_ids)


@tagged("post_install", "-at_install")
class TestSeriesForm(SeriesCase):
    """What the form makes of a rhythm, a last day and holidays."""

    def setUp(self):
        super().setUp()
        self.pairing.write({"date_end": date(2028, 8, 31), "prolonged_until": False})
        self.mentee_user.tz = AMSTERDAM

    def _read(self, start=AT_HALF_PAST_THREE, **post):
        pages = Pages(self.env, self.mentee_user)
        form = {"repeat": "4", "repeat_until": "", **post}
        return read_series(pages.env, form, self.pairing, start)

    def _said(self, day):
        """Return a day as the member reads it."""
        return words.day(Pages(self.env, self.mentee_user).env, day)

    def test_without_a_rhythm_it_is_one_meeting(self):
        self.assertEqual(self._read(repeat=""), (None, {}))

    def test_a_year_until_the_end_of_the_pairing(self):
        series, errors = self._read()
        self.assertEqual((errors, series.left_out), ({}, []))
        self.assertEqual(len(series.starts), 14)
        self.assertEqual(series.starts[0], AT_HALF_PAST_THREE)
        self.assertEqual(series.starts[-1], datetime(2028, 8, 30, 13, 30))
        # half past three on the wall, in winter as well
        self.assertIn(datetime(2027, 11, 24, 14, 30), series.starts)
        self.pairing.prolonged_until = date(2028, 12, 31)
        self.assertEqual(len(self._read()[0].starts), 18)

    def test_holidays_are_left_out_if_asked(self):
        self._holiday("2027-10-20", "2027-10-27")
        self._holiday("2027-12-20", "2027-12-21")
        other = self.env["res.company"].create({"name": "Another association"})
        self._holiday("2027-09-25", "2027-09-30", company_id=other.id)
        series, _errors = self._read(skip_holidays="1")
        self.assertEqual(series.left_out, [date(2027, 10, 27)])
        self.assertEqual(len(series.starts), 13)
        self.assertEqual(self._read()[0].left_out, [])

    def test_if_all_are_in_a_holiday_there_is_none(self):
        self._holiday("2027-09-01", "2027-09-29")
        _none, errors = self._read(skip_holidays="1", repeat_until="2027-09-29")
        self.assertEqual(list(errors), ["skip_holidays"])

    def test_a_leap_day(self):
        leap = datetime(2028, 2, 29, 14, 30)
        series, _errors = self._read(leap, repeat="2", repeat_until="2028-03-30")
        self.assertEqual(
            series.starts,
            [leap, leap + timedelta(days=14), datetime(2028, 3, 28, 13, 30)],
        )
        series, _errors = self._read(repeat="2", repeat_until="2028-02-29")
        self.assertEqual(series.starts[-1].date(), date(2028, 2, 16))
        _none, errors = self._read(repeat_until="2027-02-29")
        self.assertEqual(list(errors), ["repeat_until"])

    def test_the_planners_clock_counts_in_two_time_zones(self):
        self.mentor_user.tz = NEW_YORK
        series, _errors = self._read(datetime(2028, 3, 8, 14, 30), repeat="2")
        self.assertEqual(
            series.starts[:3],
            [
                datetime(2028, 3, 8, 14, 30),
                datetime(2028, 3, 22, 14, 30),
                datetime(2028, 4, 5, 13, 30),
            ],
        )
        # planned in New York, which is in summer time by then
        pages = Pages(self.env, self.mentor_user)
        post = {"repeat": "2", "repeat_until": "2028-04-10"}
        start = datetime(2028, 3, 8, 20, 30)
        series, _errors = read_series(pages.env, post, self.pairing, start)
        self.assertEqual(series.starts[1], datetime(2028, 3, 22, 19, 30))

    def test_what_cannot_be_is_said_at_its_field(self):
        for field, post in {
            "repeat": [
                {"repeat": "5"},
                {"repeat": "x"},
                {"repeat": "\x00"},
                {"repeat": "-4"},
                {"held": "1"},
                {"repeat_until": "2027-09-28"},
            ],
            "repeat_until": [
                {"repeat_until": "2028-09-01"},
                {"repeat_until": "9999-12-31"},
                {"repeat_until": "2027-08-31"},
                {"repeat_until": "yesterday"},
                {"repeat_until": "\x00"},
            ],
            "date": [{"start": datetime(2028, 9, 1, 13, 30)}],
        }.items():
            for values in post:
                with self.subTest(field, **values):
                    series, errors = self._read(**values)
                    self.assertIsNone(series)
                    self.assertEqual(list(errors), [field])

    def test_an_edition_of_two_days_has_nothing_to_repeat(self):
        self.pairing.date_end = date(2027, 9, 2)
        _none, errors = self._read(repeat="2")
        self.assertIn(self._said(date(2027, 9, 2)), errors["repeat"])

    def test_an_edition_of_three_years_has_a_maximum(self):
        self.pairing.date_end = date(2030, 8, 31)
        _none, errors = self._read(repeat="2")
        for said in ("79", str(MOST), self._said(date(2028, 8, 30))):
            self.assertIn(said, errors["repeat_until"])
        series, _errors = self._read(repeat="2", repeat_until="2028-08-30")
        self.assertEqual(len(series.starts), MOST)
        self.assertEqual(len(self._read(repeat="8")[0].starts), 20)

    def test_a_pair_that_is_paused_begins_after_the_pause(self):
        self.pairing.paused_until = date(2027, 9, 1)
        _none, errors = self._read()
        self.assertIn(self._said(date(2027, 9, 1)), errors["date"])
        self.assertFalse(self._read(AT_HALF_PAST_THREE + timedelta(days=1))[1])

    def test_a_pair_that_is_paused_beyond_its_end_plans_none(self):
        self.pairing.paused_until = date(2029, 1, 1)
        for start in (AT_HALF_PAST_THREE, datetime(2029, 1, 2, 13, 30)):
            series, errors = self._read(start)
            self.assertIsNone(series)
            self.assertEqual(list(errors), ["date"])

    def test_a_pairing_without_an_end_repeats_nothing(self):
        self.pairing.date_end = False
        self.assertEqual(list(self._read()[1]), ["repeat"])
        pages = Pages(self.env, self.mentee_user)
        self.assertIsNone(pages.meeting(self.pairing, self.mentee)["series"])


@tagged("post_install", "-at_install")
class TestHolidays(MentorshipCase):
    """Staff keep the school holidays."""

    def _make(self, first, last, **values):
        values = {"name": "Autumn", "date_from": first, "date_to": last, **values}
        return self.env["mentorship.holiday"].with_user(self.coordinator).create(values)

    def test_a_holiday_has_its_days_in_order_and_is_no_year(self):
        one = self._make("2028-02-29", "2028-02-29")
        for first, last in (
            ("2027-10-02", "2027-10-01"),
            ("2027-10-01", "2028-10-01"),
            ("0001-01-01", "0001-01-02"),
        ):
            with self.subTest(first), self.assertRaises(ValidationError):
                self._make(first, last)
        with self.assertRaises(ValidationError):
            one.date_to = "2027-01-01"

    def test_each_change_shows_at_once(self):
        holidays, company = self.env["mentorship.holiday"], self.env.company
        first, last = date(2047, 1, 1), date(2047, 12, 31)
        self.assertEqual(holidays._between(company, first, last), [])
        one = self._make("2047-12-31", "2048-01-05")
        found = [(date(2047, 12, 31), date(2048, 1, 5))]
        self.assertEqual(holidays._between(company, first, last), found)
        with self.assertQueryCount(0):
            holidays._between(company, first, last)
        one.date_from = "2048-01-01"
        self.assertEqual(holidays._between(company, first, last), [])
        one.company_id = False
        none = self.env["res.company"]
        self.assertEqual(len(holidays._between(none, first, date(2048, 1, 1))), 1)
        one.unlink()
        self.assertEqual(holidays._between(none, first, date(2048, 1, 1)), [])


@tagged("post_install", "-at_install")
class TestSeriesPages(HttpCase, SeriesCase):
    """A member plans a series on their phone."""

    def setUp(self):
        super().setUp()
        self.pairing.date_end = self.today + timedelta(weeks=52)
        self.url = f"/my/mentorship/pairing/{self.pairing.id}"
        self.day = self.today + timedelta(days=7)
        self.authenticate(self.mentee_user.login, self.mentee_user.login)

    def _send(self, url=None, **form):
        url = url or f"{self.url}/meeting"
        page = self.url_open(url).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self.url_open(url, data={"csrf_token": token, **form})

    def _here(self):
        """Return an environment in the language of the member's pages."""
        return self.env(context={**self.env.context, "lang": self.mentee.lang})

    def _form(self, **values):
        return {
            "date": str(self.day),
            "time": "15:30",
            "minutes": "45",
            "mode": "in_person",
            "place": "A quiet place",
            "repeat": "4",
            "repeat_until": str(self.pairing.date_end),
            **values,
        }

    def test_a_year_in_one_tap(self):
        second = self.day + timedelta(weeks=4)
        self._holiday(second, second)
        page = self.url_open(f"{self.url}/meeting").text
        self.assertIn('id="skip_holidays"', page)
        self.assertIn(f'value="{self.pairing.date_end}"', page)
        before = self._mails()
        answer = self._send(**self._form(skip_holidays="1"))
        self.assertEqual(answer.status_code, 200)
        planned = self.pairing.meeting_ids
        self.assertEqual(len(planned), 12)
        said = series_form.told(self._here(), 12, [str(second)])
        self.assertIn("12", said)
        self.assertIn(words.day(self._here(), second), said)
        self.assertIn(said, unescape(answer.text))
        self.assertEqual({m.stop - m.start for m in planned}, {timedelta(minutes=45)})
        zone = self.mentee._mentorship_timezone()
        walls = {
            fields.Datetime.context_timestamp(planned.with_context(tz=zone), m.start)
            for m in planned
        }
        self.assertEqual({f"{wall:%H:%M}" for wall in walls}, {"15:30"})
        self.assertEqual(len(self._mails() - before), 2)
        # only the first page says it, and a double click changes nothing
        page = self.url_open(f"{self.url}?done=series").text
        self.assertNotIn(said, unescape(page))
        again = self._send(**self._form(skip_holidays="1"))
        self.assertIn(said, unescape(again.text))
        self.assertEqual(self.pairing.meeting_ids, planned)
        self.assertEqual(len(self._mails() - before), 2)

    def test_a_form_that_is_refused_comes_back_filled_in(self):
        late = str(self.pairing.date_end + timedelta(days=1))
        for name, value in (
            ("repeat", "5"),
            ("repeat_until", late),
            ("repeat_until", "<b>soon</b>"),
        ):
            answer = self._send(**self._form(**{name: value}))
            with self.subTest(value):
                self.assertEqual(answer.status_code, 422)
                self.assertIn(f'id="{name}_error"', answer.text)
                self.assertIn("A quiet place", answer.text)
                self.assertRegex(answer.text, r"<details[^>]*open")
                self.assertNotIn("<b>soon", answer.text)
        self.assertFalse(self.pairing.meeting_ids)

    def test_without_a_list_of_holidays_none_are_offered(self):
        page = self.url_open(f"{self.url}/meeting").text
        self.assertIn('name="repeat"', page)
        self.assertNotIn("skip_holidays", page)

    def test_the_rest_is_cancelled_after_one_question(self):
        self._send(**self._form())
        planned = self.pairing.meeting_ids.sorted("start")
        url = f"/my/mentorship/meeting/{planned[2].id}"
        page = self.url_open(url).text
        form = html.fromstring(page).xpath("//form[.//button[@value='cancel_rest']]")[0]
        self.assertIn(f"{len(planned) - 2} ", form.xpath("./p")[0].text)
        # the answer that changes nothing comes first
        buttons = form.xpath("./div[@class='o_mentorship_buttons']/*")
        self.assertEqual([button.tag for button in buttons], ["a", "button"])
        self.assertNotIn('name="repeat"', page)
        last = self.url_open(f"/my/mentorship/meeting/{planned[-1].id}").text
        self.assertNotIn("cancel_rest", last)
        answer = self._send(url, do="cancel_rest").text
        self.assertIn(done.words(self._here(), "cancelled_rest"), unescape(answer))
        self.assertEqual(
            planned.mapped("state"),
            ["planned"] * 2 + ["cancelled"] * (len(planned) - 2),
        )

    def test_nobody_else_cancels_it(self):
        self._send(**self._form())
        first = self.pairing.meeting_ids.sorted("start")[0]
        self.authenticate(self.member_user.login, self.member_user.login)
        token = re.search(
            r'name="csrf_token" value="([^"]+)"',
            self.url_open("/my/mentorship/profile").text,
        )[1]
        answer = self.url_open(
            f"/my/mentorship/meeting/{first.id}",
            data={"csrf_token": token, "do": "cancel_rest"},
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(first.state, "planned")
