"""A coordinator is away, says so on the day, and a colleague takes over (P22)."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import STAFF
from .test_day import DAY, DayCase


class AwayCase(DayCase):
    """Two coordinators, and a line for one of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague", STAFF)
        cls.programme.coordinator_ids |= cls.colleague

    def _two(self):
        """Return (a line of the day, the user it is for, the other coordinator)."""
        self._late_pair()
        line = self._day()
        return line, line.user_id, self.programme.coordinator_ids - line.user_id

    def _form(self, user, first=0, last=9):
        """Fill in the form; the days count from today."""
        return (
            self.env["mentorship.away.wizard"]
            .with_user(user)
            .create(
                {
                    "date_from": self.today + first * DAY,
                    "date_to": self.today + last * DAY,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestDayAway(AwayCase):
    """The way of a coordinator who goes on holiday, and comes back."""

    def test_who_goes_reads_who_takes_over_and_hands_over_at_once(self):
        line, first, second = self._two()
        before = self._mails()
        with Form(self.env["mentorship.away.wizard"].with_user(first)) as form:
            self.assertEqual(form.date_from, self.today)
            self.assertFalse(form.is_planned)
            form.date_to = self.today + 9 * DAY
            self.assertIn(f"{second.name} takes over your lines: 1", form.outlook)
        action = form.record.action_apply()
        self.assertEqual(action["res_model"], "mail.activity")
        self.env.invalidate_all()
        self.assertTrue(first.is_out_of_office)
        self.assertEqual(line.user_id, second)
        # the next time, the form knows these days
        with Form(self.env["mentorship.away.wizard"].with_user(first)) as form:
            self.assertEqual(form.date_to, self.today + 9 * DAY)
            self.assertTrue(form.is_planned)
        form.record.action_back()
        self.env.invalidate_all()
        self.assertFalse(first.is_out_of_office)
        self.assertEqual(line.user_id, first)
        self.assertEqual(self._mails(), before)

    def test_the_days_are_whole_days_where_the_user_is(self):
        user = self.coordinator
        user.tz = "Pacific/Auckland"
        form = self._form(user, 2, 5)
        for _twice in range(2):
            form.action_apply()
        zone = ZoneInfo("Pacific/Auckland")
        for moment, day, clock in (
            (user.out_of_office_from, 2, time.min),
            (user.out_of_office_to, 5, time(23, 59, 59)),
        ):
            there = datetime.combine(self.today + day * DAY, clock, zone)
            self.assertEqual(moment, there.astimezone(UTC).replace(tzinfo=None))

    def test_days_that_make_no_sense_are_refused_where_they_are_typed(self):
        user = self.coordinator
        for first, last, words in (
            (-1, 3, "first day from today on"),
            (3, 1, "before the first day"),
            (0, 400, "within a year"),
            (400, 401, "within a year"),
        ):
            with self.subTest(words, first=first, last=last):
                form = self._form(user, first, last)
                self.assertIn(words, form.problem)
                self.assertFalse(form.outlook)
                with self.assertRaisesRegex(UserError, words):
                    form.action_apply()
        for year in ("0001", "9999"):
            with self.subTest(year), self.assertRaises(ValidationError):
                form.date_to = f"{year}-01-01"
        self.assertFalse(user.out_of_office_from)

    def test_who_is_away_already_can_stay_away_longer(self):
        self._out(self.coordinator)
        form = self._form(self.coordinator, -1, 20)
        self.assertFalse(form.problem)
        form.action_apply()
        self.env.invalidate_all()
        self.assertTrue(self.coordinator.is_out_of_office)

    def test_lines_stay_if_no_one_else_is_at_work(self):
        line, first, second = self._two()
        for user in second | self.manager:
            self._out(user)
        for user in self.env.ref(
            "nob_mentorship.group_mentorship_manager"
        ).all_user_ids:
            self._out(user)
        form = self._form(first)
        self.assertIn(f"at work now for: {self.edition.display_name}", form.outlook)
        self.assertIn("stay with you, because no one can take them: 1", form.outlook)
        form.action_apply()
        self.env.invalidate_all()
        self.assertEqual(line.user_id, first)

    def test_what_is_handed_over_is_what_was_told(self):
        line, first, second = self._two()
        pairing = self.env["mentorship.pairing"].browse(line.res_id)
        pairing.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=first.id
        )
        form = self._form(first)
        self.assertIn(f"{second.name} takes over your lines: 2", form.outlook)
        form.action_apply()
        self.env.invalidate_all()
        lines = self.env["mail.activity"].search([("res_id", "=", pairing.id)])
        self.assertEqual(lines.filtered("mentorship_edition_id").user_id, second)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_says_it_for_someone_else(self):
        form = self._form(self.coordinator)
        for user in (
            self.colleague,
            self.manager,
            self.employee,
            self.administrator,
            self.mentee_user,
        ):
            with self.subTest(user.login):
                for act in ("action_apply", "action_back"):
                    with self.assertRaises(AccessError):
                        getattr(form.with_user(user), act)()
                self.assertFalse(user.out_of_office_from)
        self.assertFalse(self.coordinator.out_of_office_from)
        for user in (self.employee, self.mentee_user):
            with self.assertRaises(AccessError):
                self._form(user)
