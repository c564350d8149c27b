from odoo.tests import HttpCase, tagged

from ...tools import form
from ..common import MentorshipCase
from ..pages import Pages, read_meeting

NEW_YORK = "America/New_York"


@tagged("post_install", "-at_install", "fault")
class TestTimeZone(HttpCase, MentorshipCase):
    """A member's time zone is the one they choose, and nothing else changes it."""

    def _token(self, page):
        return page.text.split('name="csrf_token" value="')[1].split('"')[0]

    def _log_in(self, user, zone):
        self.authenticate(None, None)
        page = self.url_open("/web/login")
        form = {
            "csrf_token": self._token(page),
            "login": user.login,
            "password": user.login,
        }
        self.url_open("/web/login", data=form, cookies={"tz": zone})
        user.invalidate_recordset()
        self.assertTrue(user.login_date)

    def test_a_first_login_abroad_changes_no_time_zone(self):
        self.assertFalse(self.mentee_user.login_date)
        self._log_in(self.mentee_user, NEW_YORK)
        self.assertEqual(self.mentee_user.tz, "Europe/Amsterdam")
        self.member_user.tz = False
        self._log_in(self.member_user, NEW_YORK)
        self.assertFalse(self.member_user.tz)
        zone = self.member._mentorship_timezone()
        self.assertEqual(zone, self.env.company.partner_id.tz or "Europe/Amsterdam")

    def test_a_member_sees_and_sets_it(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.assertIn("/my/mentorship/time-zone", self.url_open("/my/mentorship").text)
        page = self.url_open("/my/mentorship/time-zone")
        self.assertRegex(page.text, r'value="Europe/Amsterdam"[^>]*selected')
        for zone, status in (("Mars/Base", 422), ("", 422), (NEW_YORK, 200)):
            sent = {"csrf_token": self._token(page), "zone": zone}
            answer = self.url_open("/my/mentorship/time-zone", data=sent)
            self.assertEqual(answer.status_code, status)
        self.mentee_user.invalidate_recordset()
        self.assertEqual(self.mentee_user.tz, NEW_YORK)

    def test_a_form_shows_the_time_that_it_reads(self):
        pairing = self._active_pair()
        meetings = self.env["mentorship.meeting"].with_user(self.mentee_user)
        post = {
            "date": str(self.today.replace(year=self.today.year + 1)),
            "time": "15:30",
            "minutes": "60",
            "mode": "in_person",
        }
        for zone in (NEW_YORK, "Europe/Amsterdam", False):
            self.mentee_user.tz = zone
            pages = Pages(self.env, self.mentee_user)
            values, errors = read_meeting(pages.env, post)
            self.assertFalse(errors)
            meeting = meetings._plan(pairing.with_user(self.mentee_user), values)
            # a session that began before has another zone in its context
            pages = Pages(self.env, self.mentee_user, tz="Asia/Tokyo")
            page = pages.meeting(meeting.pairing_id, self.mentee, meeting.sudo())
            with self.subTest(zone):
                self.assertEqual(page["form"]["time"], "15:30")
                self.assertTrue(page["zone"])

    def test_a_time_that_the_clock_skips_is_refused_with_the_nearest(self):
        with self.assertRaises(form.FormError) as caught:
            form.read_moment("2027-03-28", "02:30", "Europe/Amsterdam")
        self.assertEqual(caught.exception.code, "no_such_time")
        pages = Pages(self.env)
        told = pages.sentence(caught.exception.code, **caught.exception.values)
        self.assertIn("01:59", told)
        self.assertIn("03:00", told)
        for day, time, zone in (
            ("2027-03-28", "03:00", "Europe/Amsterdam"),
            ("2027-03-28", "01:59", "Europe/Amsterdam"),
            ("2027-03-28", "02:30", NEW_YORK),
            ("2027-10-31", "02:30", "Europe/Amsterdam"),
        ):
            form.read_moment(day, time, zone)
        for day, time, zone in (
            ("2027-03-14", "02:30", NEW_YORK),
            ("2027-10-03", "02:15", "Australia/Lord_Howe"),
        ):
            with self.assertRaises(form.FormError):
                form.read_moment(day, time, zone)

    def test_what_people_type_for_a_time_is_one(self):
        for typed in ("14:30", "14.30", "14:30:00", " 14:30 ", "14.30.59"):
            with self.subTest(typed):
                self.assertEqual(f"{form.read_clock(typed):%H:%M:%S}", "14:30:00")
        for typed in ("", "14", "24:00", "14:60", "14:30:60", "-1:30", "١٤:٣٠", "1430"):
            with self.subTest(typed), self.assertRaises(form.FormError):
                form.read_clock(typed)
