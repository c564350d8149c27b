"""What comes next once a mentorship is over: again, or as a mentor, now or when it is
time (R4, R68)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase
from ..pages import Pages

DAY = timedelta(days=1)
READY = "You can be a mentor now"


class NextStepCase(MentorshipCase):
    """A pairing that is completed, of a mentee who has worked for two years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair().sudo()
        cls.edition.action_close()
        cls.env.flush_all()
        cls.rows = {row.partner_id: row for row in cls.pairing.member_ids}
        cls.own = cls.rows[cls.mentee]
        cls._in_english()

    def _next(self, partner=None):
        self.env.invalidate_all()
        page = Pages(self.env).pairing(self.pairing, partner or self.mentee)
        return page["what_next"]

    def _roles(self, partner=None):
        """Return {role: how a member can take part in it}."""
        return {each["role"]: each for each in self._next(partner)["roles"]}

    def _interest(self, partner=None):
        return self.env["mentorship.interest"].search(
            [("partner_id", "=", (partner or self.mentee).id)]
        )

    def _later_edition(self, name="2031", day=None, **values):
        """Return an open edition of the programme, some time before a day."""
        day = day or self.today + 20 * DAY
        edition = self._edition(
            name=name,
            enrolment_start=day - 20 * DAY,
            enrolment_end=day + 60 * DAY,
            date_start=day + 90 * DAY,
            **values,
        )
        edition.action_open_enrolment()
        return edition


@tagged("post_install", "-at_install")
class TestNextStep(NextStepCase):
    """What each member can choose, and what becomes of it."""

    def test_without_an_open_sign_up_one_tap_puts_them_on_the_list(self):
        (again,) = self._next()["roles"]
        self.assertEqual((again["role"], again["listed"]), ("mentee", False))
        self.assertFalse(again["edition"] or again["sign_up"])
        for _twice in range(2):
            self.pairing.with_user(self.mentee_user).action_take_part_again("mentee")
        self.assertEqual(self._interest().role, "mentee")
        self.assertEqual(self._interest().programme_id, self.programme)
        self.assertTrue(self._roles()["mentee"]["listed"])

    def test_the_mentor_is_asked_as_a_mentor(self):
        (again,) = self._next(self.mentor)["roles"]
        self.assertEqual(again["role"], "mentor")
        self.assertIsNone(self._next(self.mentor)["later"])
        self.pairing.with_user(self.mentor_user).action_take_part_again("mentor")
        self.assertEqual(self._interest(self.mentor).role, "mentor")

    def test_an_open_sign_up_comes_first(self):
        edition = self._later_edition()
        again = self._roles()["mentee"]
        self.assertEqual(again["edition"]["id"], edition.id)
        self.assertEqual(again["edition"]["label"], "Take part again as a mentee")
        sign_up = self._enrol(self.mentee, "mentee", edition=edition, submit=False)
        again = self._roles()["mentee"]
        self.assertIsNone(again["edition"])
        self.assertEqual(again["sign_up"]["url"], sign_up._page_path())
        # they withdraw, and the sign-up closes
        sign_up.action_withdraw()
        edition.action_close_enrolment()
        self.assertFalse(self._roles()["mentee"]["edition"])

    def test_an_edition_that_is_not_for_them_is_not_offered(self):
        self.mentee.city = "Utrecht"
        self._later_edition(eligibility_domain="[('city', '=', 'Nowhere')]")
        self.assertIsNone(self._roles()["mentee"]["edition"])

    def test_who_can_be_a_mentor_is_offered_it(self):
        self.mentee.professional_since = self.today - relativedelta(years=5, days=1)
        self.assertEqual([*self._roles()], ["mentee", "mentor"])
        self.assertIsNone(self._next()["later"])
        edition = self._later_edition()
        self.assertEqual(self._roles()["mentor"]["edition"]["id"], edition.id)
        self.pairing.with_user(self.mentee_user).action_take_part_again("mentor")
        self.assertEqual(self._interest().role, "mentor")

    def test_what_is_not_known_is_not_held_against_them(self):
        self.mentee.professional_since = False
        self.assertEqual([*self._roles()], ["mentee", "mentor"])
        with self.assertRaisesRegex(UserError, "already"):
            self.pairing.with_user(self.mentee_user).action_mentor_later()

    def test_exactly_as_many_years_as_required_is_too_few(self):
        self.mentee.professional_since = self.today - relativedelta(years=5)
        self.assertEqual([*self._roles()], ["mentee"])
        self.assertTrue(self._next()["later"])

    def test_in_reverse_mentoring_the_senior_is_not_asked_to_be_the_junior(self):
        self.assertTrue(self.own._can_mentor_next())
        self.edition.kind = "reverse"
        self.assertFalse(self.own._can_mentor_next())
        self.assertIsNone(self._next()["later"])

    def test_a_role_that_is_not_theirs_is_refused(self):
        mine = self.pairing.with_user(self.mentee_user)
        for role in ("mentor", "peer", "x", "", None, [], {"a": 1}, 7):
            with self.subTest(role), self.assertRaises(UserError):
                mine.action_take_part_again(role)
        self.assertFalse(self._interest())

    def test_nobody_else_chooses_for_them(self):
        for user in (
            *(self.member_user, self.employee, self.coordinator),
            self.administrator,
        ):
            mine = self.pairing.with_user(user)
            for act in (
                lambda mine=mine: mine.action_take_part_again("mentee"),
                mine.action_mentor_later,
                mine.action_not_mentor_later,
            ):
                with self.subTest(user.name), self.assertRaises(AccessError):
                    act()
        for user in (self.mentee_user, self.coordinator):
            with self.assertRaises(AccessError):
                self.own.with_user(user).write({"mentor_from": self.today})
        with self.assertRaises(AccessError):
            self.own.with_user(self.mentor_user).read(["mentor_from"])

    def test_it_is_offered_once_it_is_over_and_not_before(self):
        self.pairing.state = "active"
        self.assertIsNone(self._next())
        with self.assertRaisesRegex(UserError, "over"):
            self.pairing.with_user(self.mentee_user).action_take_part_again("mentee")
        self.pairing.state = "ended"
        self.edition.state = "running"
        # the edition looks for someone else for both
        self.assertIsNone(self._next())
        self.edition.state = "closed"
        self.assertTrue(self._next())

    def test_an_archived_programme_asks_nothing(self):
        self.programme.active = False
        self.assertIsNone(self._next())
        with self.assertRaises(UserError):
            self.pairing.with_user(self.mentee_user).action_take_part_again("mentee")

    def test_it_is_in_ones_own_export(self):
        self.pairing.with_user(self.mentee_user).action_mentor_later()
        (own,) = Pages(self.env).export(self.mentee)["pairings"]
        self.assertEqual(own["mentor_from"], str(self.own.mentor_from))
        (other,) = Pages(self.env).export(self.mentor)["pairings"]
        self.assertIsNone(other["mentor_from"])

    def test_an_erased_member_is_not_asked(self):
        self.pairing.with_user(self.mentee_user).action_mentor_later()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.own.mentor_from)


@tagged("post_install", "-at_install")
class TestMentorLater(NextStepCase):
    """Who cannot be a mentor yet is asked again by itself, once (R4, R63)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # still a member in some years
        cls.mentee.free_member = True
        cls.ready = cls.mentee.professional_since + relativedelta(years=5, days=1)

    def _ask(self):
        self.pairing.with_user(self.mentee_user).action_mentor_later()
        self.env.invalidate_all()

    def _hours(self, *days):
        """Run the timetable on some days; return the mails that say so."""
        before = self._mails(self.mentee)
        for day in days:
            with self._on(day):
                self._run_reminders()
        new = self._mails(self.mentee) - before
        return new.filtered(lambda mail: mail.subject == READY)

    def test_they_ask_and_take_it_back(self):
        self._ask()
        self.assertEqual(self.own.mentor_from, self.ready)
        self.assertTrue(self._next()["later"]["asked"])
        self._ask()
        self.assertEqual(self.own.mentor_from, self.ready)
        self.pairing.with_user(self.mentee_user).action_not_mentor_later()
        self.assertFalse(self.own.mentor_from)
        self.assertFalse(self._next()["later"]["asked"])

    def test_they_are_told_on_the_day_and_never_again(self):
        self._ask()
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        self.assertFalse(self._hours(self.ready - 2 * DAY))
        mail = self._hours(self.ready, self.ready, self.ready + DAY)
        self.assertEqual(len(mail), 1)
        self.assertIn(f"/my/mentorship/pairing/{self.pairing.id}", mail.body_html)
        self.assertEqual(self.own.mentor_told_on, self.ready)
        row = self.env["mentorship.reminder.sent"].search(
            [("partner_id", "=", self.mentee.id), ("event", "=", "mentor_ready")]
        )
        self.assertEqual((row.state, row.edition_id), ("mailed", edition))
        # neither another line, nor the next edition, nor a lost ledger sends it again
        edition.reminder_ids.create(
            {"edition_id": edition.id, "event": "mentor_ready", "days": 5}
        )
        row.unlink()
        self.assertFalse(self._hours(self.ready + 5 * DAY, self.ready + 6 * DAY))
        year = self.ready + relativedelta(years=1)
        edition.action_cancel()
        later = self._later_edition("2032", year)
        later.enrolment_opened_on = year - 20 * DAY
        self.assertFalse(self._hours(year - 20 * DAY, year))

    def test_who_is_ready_between_two_editions_hears_when_the_next_one_opens(self):
        self._ask()
        opens = self.ready + 200 * DAY
        self.assertFalse(self._hours(self.ready))
        edition = self._later_edition(day=opens + 20 * DAY)
        edition.enrolment_opened_on = opens
        self.assertEqual(len(self._hours(opens)), 1)

    def test_of_two_editions_at_once_only_the_newest_tells(self):
        self._ask()
        older = self._later_edition("2031", self.ready)
        newer = self._later_edition("2032", self.ready + 30 * DAY)
        for edition in older | newer:
            edition.enrolment_opened_on = self.ready - 30 * DAY
        self.assertEqual(len(self._hours(self.ready)), 1)
        row = self.env["mentorship.reminder.sent"].search(
            [("event", "=", "mentor_ready")]
        )
        self.assertEqual(row.edition_id, newer)

    def test_an_edition_without_such_mentors_tells_no_one_and_hinders_no_one(self):
        self._ask()
        for kind in ("peer", "reverse"):
            edition = self._later_edition(kind, self.ready + 30 * DAY, kind=kind)
            edition.enrolment_opened_on = self.ready - 30 * DAY
        self.assertFalse(self._hours(self.ready))
        older = self._later_edition("2031", self.ready)
        older.enrolment_opened_on = self.ready - 30 * DAY
        self.assertEqual(len(self._hours(self.ready)), 1)

    def test_what_staff_switched_off_no_older_edition_sends(self):
        self._ask()
        older = self._later_edition("2031", self.ready)
        newer = self._later_edition("2032", self.ready + 30 * DAY)
        for edition in older | newer:
            edition.enrolment_opened_on = self.ready - 30 * DAY
        newer.reminder_ids.filtered(lambda r: r.event == "mentor_ready").active = False
        self.assertFalse(self._hours(self.ready))

    def test_who_was_told_for_another_mentorship_is_not_told_again(self):
        self._ask()
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        edition.enrolment_start = self.today
        mentor = self._enrol(self.mentor, "mentor", edition=edition)
        mentee = self._enrol(self.mentee, "mentee", edition=edition)
        other = self._pair(mentor, mentee).sudo()
        asked = other.member_ids.filtered(lambda m: m.partner_id == self.mentee)
        # as two contacts that became one can have
        asked.mentor_from = self.ready
        self.own.mentor_told_on = self.ready
        self.assertFalse(self._hours(self.ready))
        self.own.mentor_told_on = False
        self.assertEqual(len(self._hours(self.ready + DAY)), 1)

    def test_who_took_it_back_hears_nothing(self):
        self._ask()
        self.pairing.with_user(self.mentee_user).action_not_mentor_later()
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        self.assertFalse(self._hours(self.ready, self.ready + DAY))

    def test_who_is_no_member_any_more_hears_nothing(self):
        self._ask()
        self.mentee.free_member = False
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        self.assertFalse(self._hours(self.ready))
        self.assertFalse(self.own.mentor_told_on)

    def test_who_signed_up_as_a_mentor_already_hears_nothing(self):
        self._ask()
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        self._enrol(self.mentee, "mentor", edition=edition, submit=False)
        self.assertFalse(self._hours(self.ready))

    def test_a_year_that_was_only_stated_is_remembered(self):
        self.mentee.professional_since = False
        self.own.enrolment_id.stated_professional_since = self.today - relativedelta(
            years=2
        )
        self._ask()
        # retention deletes what they wrote
        self.own.enrolment_id.stated_professional_since = False
        edition = self._later_edition(day=self.ready)
        edition.enrolment_opened_on = self.ready - 20 * DAY
        self.assertEqual(len(self._hours(self.ready)), 1)

    def test_two_mentorships_make_one_request(self):
        second = self._later_edition("2031")
        mentor = self._enrol(self.mentor, "mentor", edition=second)
        mentee = self._enrol(self.mentee, "mentee", edition=second)
        other = self._pair(mentor, mentee, accept=True).sudo()
        other.action_complete()
        self._ask()
        other.with_user(self.mentee_user).action_mentor_later()
        rows = (self.pairing | other).member_ids.filtered("mentor_from")
        self.assertEqual(rows.pairing_id, other)
        self.pairing.with_user(self.mentee_user).action_not_mentor_later()
        self.assertFalse((self.pairing | other).member_ids.filtered("mentor_from"))


@tagged("post_install", "-at_install")
class TestNextStepPage(NextStepCase, HttpCase):
    """The way of a member, on their page."""

    def setUp(self):
        super().setUp()
        for user in (self.mentee_user, self.mentor_user):
            user.lang = "en_US"
        self.path = f"/my/mentorship/pairing/{self.pairing.id}"

    def _shown(self, login="test_mentee"):
        self.authenticate(login, login)
        return html.fromstring(self.url_open(self.path).text)

    def _post(self, page, part, **form):
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(f"{self.path}/{part}", {"csrf_token": token, **form})
        self.env.invalidate_all()
        return answer

    def test_one_tap_and_the_page_confirms_it(self):
        page = self._shown()
        (place,) = page.xpath("//section[@id='next']")
        self.assertTrue(place.xpath(".//form[contains(@action, '/again')]//button"))
        answer = self._post(page, "again", role="mentee")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("You will hear from us when the next edition opens", answer.text)
        self.assertTrue(self._interest())
        page = html.fromstring(answer.text)
        self.assertFalse(page.xpath("//form[contains(@action, '/again')]"))
        self.assertTrue(page.xpath("//section[@id='next']//button[@name='off']"))

    def test_they_tick_that_they_want_to_be_asked_later(self):
        page = self._shown()
        (button,) = page.xpath("//form[@id='mentor']//button")
        self.assertEqual(button.get("value"), "yes")
        answer = self._post(page, "mentor-later", wish="yes")
        self.assertIn("You will hear from us once you can be a mentor", answer.text)
        self.assertTrue(self.own.mentor_from)
        page = html.fromstring(answer.text)
        (button,) = page.xpath("//form[@id='mentor']//button")
        self._post(page, "mentor-later", wish=button.get("value"))
        self.assertFalse(self.own.mentor_from)
        self.assertFalse(self._shown("test_mentor").xpath("//form[@id='mentor']"))

    def test_nonsense_is_refused_and_looking_changes_nothing(self):
        page = self._shown()
        for part, form in (
            ("again", {"role": "x\0"}),
            ("again", {}),
            ("mentor-later", {"wish": "perhaps"}),
        ):
            self.assertEqual(self._post(page, part, **form).status_code, 422)
        for part in ("again?role=mentee", "mentor-later?wish=yes"):
            self.url_open(f"{self.path}/{part}")
        self.env.invalidate_all()
        self.assertFalse(self._interest() or self.own.mentor_from)

    def test_the_guide_and_the_look_back_are_there_for_thirty_days(self):
        page = self._shown()
        self.assertTrue(page.xpath("//section[@id='guide']"))
        way = "//section[@id='next']//a[contains(@href, '/mentorship/room')]"
        self.assertTrue(page.xpath(way))
        self.pairing.ended_on = self.today - 31 * DAY
        self.env.flush_all()
        page = self._shown()
        self.assertFalse(page.xpath("//section[@id='guide']"))
        self.assertFalse(page.xpath(way))
        self.assertTrue(page.xpath("//form[contains(@action, '/again')]"))
