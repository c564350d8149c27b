from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages


@tagged("post_install", "-at_install")
class TestTerm(MentorshipCase):
    """How long a pairing lasts (R5, R6)."""

    def setUp(self):
        super().setUp()
        self.pairing = self._active_pair()

    def test_a_pairing_ends_with_its_edition(self):
        self.assertEqual(self.pairing.date_end, self.edition.date_end)

    def test_a_pause_moves_what_is_due_and_gives_back_what_is_left(self):
        end = self.pairing.date_end
        until = self.today + timedelta(days=30)
        self.pairing.with_user(self.mentee_user).action_pause(until)
        self.assertEqual(self.pairing.date_end, end + timedelta(days=30))
        with self._on(self.today + timedelta(days=10)):
            self.pairing.with_user(self.mentor_user).action_resume()
        self.assertEqual(self.pairing.date_end, end + timedelta(days=10))
        self.assertFalse(self.pairing.paused_until)

    def test_a_pause_over_its_last_day_ends_by_itself(self):
        self.pairing.action_pause(self.today + timedelta(days=5))
        with self._on(self.today + timedelta(days=6)):
            self._run_day()
        self.assertFalse(self.pairing.paused_until)
        self.assertEqual(self.pairing.pause_days, 5)

    def test_nonsense_dates_are_refused(self):
        for until in ("1900-01-01", "nonsense", "", self.today, None):
            with self.subTest(until), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_pause(until)
            with self.subTest(until), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_prolong(until)

    def test_going_on_needs_the_wish_of_both(self):
        until = self.pairing.date_end + timedelta(days=90)
        self.assertFalse(self.pairing.with_user(self.mentee_user).action_prolong(until))
        self.assertFalse(self.pairing.prolonged_until)
        self.assertTrue(self.pairing.with_user(self.mentor_user).action_prolong(until))
        self.assertEqual(self.pairing.prolonged_until, until)

    def test_a_prolonged_pairing_outlives_its_edition_until_its_day(self):
        until = self.pairing.date_end + timedelta(days=90)
        self.pairing.action_prolong(until)
        with self._on(self.edition.date_end):
            self.edition.action_close()
        self.assertEqual(self.pairing.state, "active")
        with self._on(until):
            self._run_day()
        self.assertEqual(self.pairing.state, "active")
        with self._on(until + timedelta(days=1)):
            self._run_day()
        self.assertEqual(self.pairing.state, "completed")
        self.assertEqual(
            set(self.pairing.member_ids.enrolment_id.mapped("state")), {"completed"}
        )

    def test_what_was_prolonged_works_to_its_end(self):
        (self.mentor | self.mentee).lang = "en_US"
        until = self.pairing.date_end + timedelta(days=90)
        self.pairing.action_prolong(until)
        with self._on(self.edition.date_end):
            self.edition.action_close()
        before = self._mails()
        with self._on(until - timedelta(days=30)):
            # they meet, the coordinators talk to them, and they are on the day
            meeting = self._planned(self.pairing, self.mentor_user)
            self.assertEqual(meeting.state, "planned")
            checkin = self.env["mentorship.checkin"].with_user(self.coordinator)
            ahead = fields.Datetime.now() + timedelta(days=4)
            self.assertTrue(
                checkin.create({"pairing_id": self.pairing.id, "date": ahead})
            )
            with_day = self.edition.search(self.edition._with_day())
            self.assertIn(self.edition, with_day)
            self.env.invalidate_all()
            self.assertEqual(self.pairing.step, "ending")
            self.assertTrue(self.pairing._has_room_for(self.mentee))
            self.pairing.with_user(self.mentee_user).action_pause(
                until - timedelta(days=20)
            )
            self.pairing.with_user(self.mentee_user).action_resume()
        with self._on(until + timedelta(days=1)):
            self._run_day()
            self.assertEqual(self.pairing.ended_on, until + timedelta(days=1))
        self.assertEqual(self.pairing.state, "completed")
        thanks = (self._mails() - before).filtered(
            lambda mail: mail.subject == "Thank you for your mentorship"
        )
        self.assertEqual(thanks.recipient_ids, self.mentor | self.mentee)
        # half a year after that, they look back; the texts go after the retention
        self.assertEqual(self.edition._last_day(), until)
        kept = relativedelta(months=self.edition.retention_months)
        for day, cleared in (
            (until + kept - timedelta(days=5), False),
            (until + kept + timedelta(days=40), True),
        ):
            with self._on(day):
                self._run_day()
            self.assertEqual(bool(self.pairing.room_cleared_on), cleared, day)

    def test_a_member_stops_what_was_prolonged(self):
        self.pairing.action_prolong(self.pairing.date_end + timedelta(days=90))
        with self._on(self.edition.date_end):
            self.edition.action_close()
        with self._on(self.edition.date_end + timedelta(days=9)):
            self.pairing.with_user(self.mentor_user).action_end()
        self.assertEqual(self.pairing.state, "ended")
        self.assertEqual(
            set(self.pairing.member_ids.enrolment_id.mapped("state")), {"completed"}
        )

    def test_a_second_time_only_the_new_wish_is_open(self):
        first = self.pairing.date_end + timedelta(days=90)
        second = first + timedelta(days=90)
        own, other = (
            self.pairing.with_user(user)
            for user in (self.mentee_user, self.mentor_user)
        )
        own.action_prolong(first)
        other.action_prolong(first)
        with self._on(self.edition.date_end):
            self.edition.action_close()
        with self._on(first - timedelta(days=5)):
            with self.assertRaises(UserError):
                own.action_prolong(first - timedelta(days=10))
            self.assertFalse(own.action_prolong(second))
            self.assertEqual(self.pairing.prolonged_until, first)
            pages = Pages(self.env)
            # the day they agreed on before is no wish to answer
            page = pages.pairing(self.pairing, self.mentee)["pairing"]
            self.assertEqual(page["prolong_asked"], "")
            (wish,) = pages.pairing(self.pairing, self.mentee)["sentences"]["wishes"]
            self.assertIn("You would like", wish)
            page = pages.pairing(self.pairing, self.mentor)["pairing"]
            self.assertEqual(page["prolong_asked"], str(second))
            self.assertTrue(other.action_prolong(second))
        self.assertEqual(self.pairing.prolonged_until, second)
        with self._on(first + timedelta(days=1)):
            self._run_day()
        self.assertEqual(self.pairing.state, "active")

    def test_only_the_pair_and_staff_decide(self):
        until = self.today + timedelta(days=5)
        for user in (self.member_user, self.employee, self.other_coordinator):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_pause(until)

    def test_staff_see_who_is_silent_or_met_too_little(self):
        self.assertTrue(self.pairing.no_first_contact)
        self.assertTrue(self.pairing.too_few_meetings)
        self.assertEqual(self.edition.no_contact_count, 1)
        self.pairing.with_user(self.mentee_user).action_first_contact()
        self.assertFalse(self.pairing.no_first_contact)
        self.edition.invalidate_recordset()
        self.assertEqual(
            (self.edition.no_contact_count, self.edition.too_few_count), (0, 0)
        )
        # in the first month, nobody has met too little
        self.pairing.date_start = self.today - timedelta(days=600)
        self.edition.invalidate_recordset()
        self.assertEqual(self.edition.too_few_count, 1)
