from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .offers import OfferCase


@tagged("post_install", "-at_install")
class TestRemind(OfferCase):
    """Staff remind members who have not answered, once a day at most (P19)."""

    def test_those_who_did_not_answer_get_one_mail(self):
        self.pairing.with_user(self.mentor_user).action_accept_offer()
        before = self._mails()
        self.seen.action_remind()
        with self.assertRaisesRegex(UserError, "already been reminded today"):
            self.seen.action_remind()
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentee)
        with self._on(self.today + timedelta(days=1)):
            self.seen.action_remind()
        self.assertEqual(len(self._told(before, self.mentee)), 2)

    def test_the_timetable_and_staff_do_not_both_remind_on_one_day(self):
        before = self._mails()
        with self._on(self.mentee_row.remind_on):
            self.seen.action_remind()
            self._run_reminders()
        self.assertEqual(len(self._told(before, self.mentee)), 1)

    def test_staff_do_not_remind_those_whom_the_timetable_reminded(self):
        before = self._mails()
        with self._on(self.mentee_row.remind_on):
            self._run_reminders()
            with self.assertRaisesRegex(UserError, "already been reminded today"):
                self.seen.action_remind()
        self.assertEqual(len(self._told(before, self.mentee)), 1)

    def test_nobody_but_staff_reminds(self):
        before = self._mails()
        for user in self._strangers() | self.mentor_user:
            for method in ("action_remind", "action_bulk_remind"):
                with (
                    self.subTest(f"{user.name} {method}"),
                    self.assertRaises(AccessError),
                ):
                    getattr(self.pairing.with_user(user), method)()
        self.assertFalse(self._mails() - before)

    def test_a_pairing_that_waits_for_nobody_reminds_nobody(self):
        for user in (self.mentor_user, self.mentee_user):
            self.pairing.with_user(user).action_accept_offer()
        self.assertFalse(self.seen.asks_answer)
        told = self.seen.action_bulk_remind()
        self.assertIn("No one still has to answer", told["params"]["message"])

    def test_many_are_reminded_at_once(self):
        second = self._enrol(self._member("second", years=1).partner_id, "mentee")
        other = self._pair(self.mentor_enrolment, second, offer=True)
        before = self._mails()
        both = self.seen | other.with_user(self.coordinator)
        self.assertEqual(both.action_bulk_remind()["params"]["type"], "success")
        self.assertEqual(len(self._told(before, self.mentee)), 1)
        self.assertEqual(len(self._told(before, second.partner_id)), 1)


@tagged("post_install", "-at_install")
class TestExtend(OfferCase):
    """Staff give members more time to answer."""

    def test_both_are_told_the_new_last_day_in_one_mail(self):
        self.pairing.with_user(self.mentor_user).action_accept_offer()
        day = self.pairing.expires_on + timedelta(days=10)
        before = self._mails()
        for _twice in range(2):
            self.seen.action_extend_offer(str(day))
        self.assertEqual(self.pairing.expires_on, day)
        for partner, words in (
            (self.mentee, "You have more time"),
            (self.mentor, "You need not do anything"),
        ):
            (mail,) = self._mails(partner) - before
            self.assertIn(words, mail.body_html)
        with self._on(day):
            self._run_day()
            self.assertEqual(self.pairing.state, "offered")

    def test_without_a_day_the_days_of_the_edition_are_added(self):
        last = self.pairing.expires_on
        self.seen.action_extend_offer()
        days = timedelta(days=self.edition.offer_days)
        self.assertEqual(self.pairing.expires_on, last + days)

    def test_the_day_is_a_later_one_within_a_year(self):
        last = self.pairing.expires_on
        for wrong in (
            *(self.today, last - timedelta(days=1), self.today + timedelta(days=400)),
            *("soon", "\x00", "9" * 5000, 7, [1]),
        ):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.seen.action_extend_offer(wrong)
        self.assertEqual(self.pairing.expires_on, last)

    def test_nobody_but_staff_gives_more_time(self):
        last = self.pairing.expires_on
        for user in self._strangers() | self.mentor_user | self.mentee_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_extend_offer()
        self.assertEqual(self.pairing.expires_on, last)

    def test_an_offer_that_is_over_gets_no_time(self):
        self.pairing.with_user(self.mentee_user).action_decline_offer()
        with self.assertRaisesRegex(UserError, "No one still has to answer"):
            self.seen.action_extend_offer()

    def test_the_window_of_staff_proposes_the_days_of_the_edition(self):
        wizard = self.env["mentorship.extend.wizard"].with_user(self.coordinator)
        wizard = wizard.with_context(default_pairing_ids=self.pairing.ids).create({})
        last = self.pairing.expires_on
        days = timedelta(days=self.edition.offer_days)
        self.assertEqual(wizard.until, last + days)
        wizard.action_extend()
        self.assertEqual(self.pairing.expires_on, last + days)
