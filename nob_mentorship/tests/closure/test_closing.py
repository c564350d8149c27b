"""Closing an edition says first what is still open, and then does everything in one go,
each thing once (R68)."""

from datetime import timedelta
from unittest.mock import patch

import icalendar

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.base import job as mentorship_job
from ..base.test_confirm import AskCase

DAY = timedelta(days=1)
THANKS = "Thank you for your mentorship"


class ClosingCase(AskCase):
    """An edition that runs, with pairs of people who are in no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls._in_english()

    @classmethod
    def _couple(cls, name, accept=True):
        """Return a pairing of two new members."""
        mentor, mentee = cls._member(f"{name}_a", years=10), cls._member(f"{name}_b", 1)
        return cls._pair(
            cls._enrol(mentor.partner_id, "mentor"),
            cls._enrol(mentee.partner_id, "mentee"),
            offer=not accept,
            accept=accept,
        ).sudo()

    def _begin(self):
        self.edition.action_close_enrolment()
        self.edition.action_start()

    def _thanked(self):
        """Return how often each member was thanked: {partner: number}."""
        mails = self._mails().filtered(lambda mail: mail.subject == THANKS)
        found = [partner for mail in mails for partner in mail.recipient_ids]
        return {partner: found.count(partner) for partner in found}

    def _people(self, *pairings):
        members = self.env["mentorship.pairing.member"].concat(
            *(pairing.member_ids for pairing in pairings)
        )
        return members.partner_id


@tagged("post_install", "-at_install")
class TestClosing(ClosingCase):
    """Every kind of pair at once, and the kinds of editions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("done", "planned", "prolonged", "paused")
        pairs = {name: cls._couple(name) for name in names}
        cls.done, cls.planned, cls.prolonged, cls.paused = pairs.values()
        cls.offered = cls._couple("offered", accept=False)
        cls.edition.action_close_enrolment()
        cls.edition.action_start()
        last = cls.edition.date_end
        cls.prolonged.prolonged_until = last + 90 * DAY
        cls.paused.paused_until = cls.today + 30 * DAY
        cls.paused.pause_days = 30
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        mentee = self.planned.mentee_ids.user_ids
        self.coming = self._planned(self.planned, mentee)
        start = fields.Datetime.now() - 5 * DAY
        self.env["mentorship.meeting"].create(
            {
                "pairing_id": self.done.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )

    def test_it_says_first_what_is_open_and_what_becomes_of_it(self):
        self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "audience": "mentee"}
        )
        (task,) = self.edition.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Book a room",
            user_id=self.coordinator.id,
        )
        told = self._ask(self.edition, "action_close").consequences
        for line in (
            "The programme has not ended yet",
            "completed, and thanked by email: 2",
            "Planned meetings that are cancelled: 1",
            "go on after the programme: 2",
            "Of these, paused: 1",
            "Of these, until a later day: 1",
            "Proposals and offers that end: 1",
            "Of these, offers that wait for an answer: 1",
            "no match was found: 2",
            "that no one has marked as held yet: 1",
            "have not looked back yet, and still can for 30 days: 2",
            "Evaluations that have not opened yet:",
            "Tasks of staff that are still open:",
        ):
            self.assertIn(line, told)
        self.assertTrue(task.exists())
        # looking changes nothing
        self.assertEqual(self.edition.state, "running")
        self.assertFalse(self._thanked())

    def test_a_wish_without_an_answer_is_counted(self):
        told = self._ask(self.edition, "action_close").consequences
        self.assertNotIn("not all have answered", told)
        self.done.member_ids[0].prolong_wish = self.edition.date_end + 60 * DAY
        told = self._ask(self.edition, "action_close").consequences
        self.assertIn("that not all have answered: 1", told)

    def test_everything_is_done_in_one_go(self):
        asked = self._ask(self.edition, "action_close")
        shown = asked.action_confirm()
        message = shown["params"]["message"]
        self.assertIn("5 of 5 done.", message)
        self.assertIn("Completed and thanked: 2.", message)
        self.assertIn("Going on: 2.", message)
        self.assertIn("Offers that ended: 1.", message)
        self.assertEqual(self.edition.state, "closed")
        for pairing, state in (
            (self.done, "completed"),
            (self.planned, "completed"),
            (self.prolonged, "active"),
            (self.paused, "active"),
            (self.offered, "declined"),
        ):
            self.assertEqual(pairing.state, state)
        people = self._people(self.done, self.planned)
        self.assertEqual(self._thanked(), dict.fromkeys(people, 1))
        # the calendars hear of it
        self.assertEqual(self.coming.state, "cancelled")
        for partner in self.planned.member_ids.partner_id:
            mail = self._mails(partner).filtered(lambda mail: mail.subject == THANKS)
            (file,) = mail.attachment_ids
            calendar = icalendar.Calendar.from_ical(file.raw)
            self.assertEqual(calendar["METHOD"], "CANCEL")
        # what goes on keeps its meetings and its members
        self.assertEqual(
            set(self.prolonged.member_ids.enrolment_id.mapped("state")), {"matched"}
        )

    def test_called_twice_it_tells_no_one_again(self):
        edition = self.edition.with_user(self.coordinator)
        edition.action_close()
        before = self._mails()
        self.assertIsNone(edition.action_close())
        self._run_jobs()
        self.assertEqual(self._mails(), before)
        self._run_day()
        people = self._people(self.done, self.planned)
        self.assertEqual(self._thanked(), dict.fromkeys(people, 1))

    def test_a_close_that_stops_half_way_goes_on(self):
        edition = self.edition.with_user(self.coordinator)
        with patch.object(mentorship_job, "AT_ONCE", -1):
            shown = edition.action_close()
        self.assertEqual(shown["res_model"], "mentorship.job")
        job = self.env["mentorship.job"].browse(shown["res_id"])
        self.assertEqual((job.state, job.total), ("running", 5))
        self.assertLess(job.done_count, 5)
        self.assertEqual(self.edition.state, "closed")
        # pressed again in the meantime, it is not done twice
        self.assertIsNone(edition.action_close())
        for _twice in range(2):
            self._run_jobs()
        self.assertEqual((job.state, job.done_count, job.refused_count), ("done", 5, 0))
        self.assertIn("Completed and thanked: 2.", job.result)
        people = self._people(self.done, self.planned)
        self.assertEqual(self._thanked(), dict.fromkeys(people, 1))

    def test_one_that_cannot_be_done_stops_no_other_and_says_why(self):
        real = type(self.done)._close_with_edition

        def close(pairing):
            if pairing == self.done:
                reason = "Not this one."
                raise UserError(reason)
            return real(pairing)

        with patch.object(type(self.done), "_close_with_edition", close):
            shown = self.edition.with_user(self.coordinator).action_close()
        message = shown["params"]["message"]
        self.assertIn("4 of 5 done.", message)
        self.assertIn("Not this one.", message)
        self.assertEqual((self.done.state, self.planned.state), ("active", "completed"))
        # the daily job tries it again
        self._run_day()
        self.assertEqual(self.done.state, "completed")
        people = self._people(self.done, self.planned)
        self.assertEqual(self._thanked(), dict.fromkeys(people, 1))

    def test_nobody_but_its_staff_closes_or_asks(self):
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            edition = self.edition.with_user(user)
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    edition.action_close()
                with self.assertRaises(AccessError):
                    edition.with_context(mentorship_action="action_close").action_ask()
        self.assertEqual(self.edition.state, "running")


@tagged("post_install", "-at_install")
class TestSmallEditions(ClosingCase):
    """Two pairs, one, or none."""

    def test_an_edition_with_two_pairs(self):
        pairs = [self._couple("one"), self._couple("two")]
        self._begin()
        asked = self._ask(self.edition, "action_close")
        self.assertIn("thanked by email: 2", asked.consequences)
        self.assertNotIn("go on after", asked.consequences)
        self.assertNotIn("Planned meetings", asked.consequences)
        asked.action_confirm()
        self.assertEqual({pair.state for pair in pairs}, {"completed"})
        self.assertEqual(self._thanked(), dict.fromkeys(self._people(*pairs), 1))

    def test_an_edition_with_no_pair(self):
        self._enrol(self.mentee, "mentee")
        self._begin()
        asked = self._ask(self.edition, "action_close")
        self.assertIn("thanked by email: 0", asked.consequences)
        shown = asked.action_confirm()
        self.assertIn("no pairings to end", shown["params"]["message"])
        self.assertEqual(self.edition.state, "closed")
        self.assertFalse(self._thanked())

    def test_a_large_edition_is_counted_with_as_many_queries_as_a_small_one(self):
        pairs = [self._couple(f"few{number}") for number in range(2)]
        self._begin()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.edition._asks_close()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self.edition.late_enrolment = True
        pairs += [self._couple(f"many{number}") for number in range(6)]
        count()
        self.assertLessEqual(count(), few)
        self.assertEqual(len(pairs), 8)
