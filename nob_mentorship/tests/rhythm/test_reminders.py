from datetime import datetime, timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase, control


@tagged("post_install", "-at_install")
class TestReminders(MentorshipCase):
    """What the timetable sends, and when (R32, R63)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.timetable = cls.env["mentorship.timetable"]
        cls.ledger = cls.env["mentorship.reminder.sent"]

    def _hour(self, days, hour=11):
        """Run the hourly job `days` from today."""
        moment = datetime.combine(self.today, datetime.min.time())
        with (
            freeze_time(moment + timedelta(days=days, hours=hour)),
            self._on(self.today + timedelta(days=days)),
        ):
            self._run_timetable()

    def _sent(self):
        return [
            (row.event, row.partner_id, (row.due_on - self.today).days)
            for row in self.ledger.search([], order="id")
            if row.state == "mailed"
        ]

    def test_an_edition_has_a_copy_of_the_timetable(self):
        lines = self.programme.reminder_ids
        self.assertEqual(len(lines), 19)
        edition = self._edition(name="2031")
        told = [(line.event, line.days, line.audience) for line in lines]
        copied = edition.reminder_ids
        self.assertEqual(
            [(line.event, line.days, line.audience) for line in copied], told
        )
        lines[0].days = 9
        self.assertNotEqual(copied[0].days, 9)

    def test_a_silent_mentee_is_reminded_then_both_then_the_coordinator(self):
        pairing = self._active_pair()
        for days in range(1, 30):
            self._hour(days)
            self._hour(days)
        self.assertEqual(
            self._sent(),
            [
                ("no_contact", self.mentee, 7),
                ("no_contact", self.mentor, 14),
                ("no_contact", self.mentee, 14),
            ],
        )
        self.assertEqual(len(pairing.activity_ids), 1)

    def _day_after(self, days):
        """Bring the coordinators' day up to date, some days from today."""
        with self._on(self.today + timedelta(days=days)):
            self.edition.sudo()._refresh_day()

    def test_what_the_timetable_put_on_the_day_leaves_it_once_they_are_in_touch(self):
        pairing = self._active_pair()
        # the day itself would not find them yet
        self.edition.late_days = 90
        self._hour(21)
        (line,) = pairing.activity_ids
        for days in (21, 22):
            self._day_after(days)
            self.assertEqual(pairing.activity_ids, line)
        pairing.sudo().member_ids.first_contact_on = self.today
        self._day_after(23)
        self.assertFalse(line.exists())

    def test_so_does_the_line_of_a_pair_that_planned_a_meeting(self):
        pairing = self._active_pair()
        pairing.sudo().member_ids.first_contact_on = self.today
        self.edition.late_days = 366
        self._hour(63)
        (line,) = pairing.activity_ids
        self._day_after(64)
        self.assertTrue(line.exists())
        start = datetime.combine(self.today + timedelta(days=90), datetime.min.time())
        pairing.sudo().meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        self._day_after(65)
        self.assertFalse(line.exists())

    def test_who_is_not_ready_is_reminded_before_the_programme_starts(self):
        self.edition.ready_self_check = True
        self._open()
        self._enrol(self.mentee, "mentee")
        ready = self._enrol(self.member, "mentor")
        ready.self_checked_on = self.today
        self._enrol(self.mentor, "mentor")
        days = (self.edition.date_start - self.today).days
        for day in (days - 8, days - 7, days - 6):
            self._hour(day)
        sent = [each for each in self._sent() if each[0] == "not_ready"]
        self.assertEqual(sent, [("not_ready", self.mentor, days - 7)])

    def test_each_mail_has_the_message_id_of_its_row(self):
        self._active_pair()
        self._hour(7)
        (row,) = self.ledger.search([])
        (mail,) = self.env["mail.mail"].search([("message_id", "=", row.mail_key)])
        self.assertEqual(mail.recipient_ids, self.mentee)

    def test_who_is_interested_hears_when_an_announced_sign_up_opens(self):
        self.env["mentorship.interest"]._note(self.programme, self.member | self.mentee)
        edition = self._edition(
            name="2031",
            enrolment_start=self.today + timedelta(days=5),
            enrolment_end=self.today + timedelta(days=60),
            date_start=self.today + timedelta(days=90),
        )
        edition.action_open_enrolment()
        (edition.reminder_ids - edition.reminder_ids[:1]).active = False
        for days in range(3, 9):
            self._hour(days)
        self.assertCountEqual(
            self._sent(),
            [("sign_up_opens", self.member, 5), ("sign_up_opens", self.mentee, 5)],
        )

    def test_who_has_just_begun_a_sign_up_is_not_asked_to_send_it(self):
        self._open()
        edition = self.edition
        days = (edition.enrolment_end - self.today).days
        draft = self._enrol(self.member, "mentee", submit=False)
        begun = datetime.combine(edition.enrolment_end, datetime.min.time())
        self.env.cr.execute(
            "UPDATE mentorship_enrolment SET create_date = %s WHERE id = %s",
            [begun - timedelta(hours=14), draft.id],
        )
        self.env.invalidate_all()
        self._hour(days - 1)
        self.assertEqual(self._sent(), [])

    @control
    def test_who_was_told_on_the_day_itself_hears_nothing_more(self):
        self.env["mentorship.interest"]._note(self.programme, self.member)
        self._open()
        self._hour(0)
        self.assertEqual(self._sent(), [])

    def _offered(self):
        self._open()
        return self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )

    def test_an_offer_is_reminded_of_half_way(self):
        pairing = self._offered()
        half = (pairing.member_ids[0].remind_on - self.today).days
        for days in range(1, 14):
            self._hour(days)
        self.assertCountEqual(
            self._sent(),
            [("offer", self.mentee, half), ("offer", self.mentor, half)],
        )

    def test_who_answered_an_offer_is_not_reminded_of_it(self):
        pairing = self._offered()
        pairing.with_user(self.mentor_user).action_accept_offer()
        self._hour((pairing.member_ids[0].remind_on - self.today).days)
        self.assertEqual([sent[1] for sent in self._sent()], [self.mentee])

    def test_who_is_asked_later_is_reminded_in_their_own_time(self):
        pairing = self._offered()
        member = pairing.member_ids.filtered(lambda m: m.role == "mentee")
        member._note_asked(self.today + timedelta(days=4), 10)
        for days in range(1, 14):
            self._hour(days)
        self.assertEqual(
            self._sent(), [("offer", self.mentor, 7), ("offer", self.mentee, 9)]
        )

    def test_the_coordinator_hears_once_that_an_edition_has_ended(self):
        edition = self._active_pair().edition_id
        edition.date_end = self.today + timedelta(days=60)
        lines = edition.reminder_ids.filtered(lambda line: line.event == "ended")
        (edition.reminder_ids - lines).active = False
        before = edition.activity_ids
        self._hour(60)
        self.assertFalse(edition.activity_ids - before)
        for days in (61, 61, 62):
            self._hour(days)
        (told,) = edition.activity_ids - before
        self.assertEqual(told.user_id, edition._responsible())

    def test_a_day_that_was_missed_is_caught_up_while_it_makes_sense(self):
        self._active_pair()
        self._hour(6)
        self._hour(9)
        self.assertEqual(self._sent(), [("no_contact", self.mentee, 7)])

    def test_a_clock_that_is_set_back_sends_nothing_twice(self):
        self._active_pair()
        for days in (7, 14, 6, 7, 13, 14, 15):
            self._hour(days)
        self.assertEqual(len(self._sent()), 3)

    def test_a_row_that_is_there_stops_the_mail(self):
        pairing = self._active_pair()
        edition = pairing.edition_id
        week = self.today + timedelta(days=7)
        with self._on(week):
            (one,) = self.timetable._due_of(edition)
        now = datetime.combine(week, datetime.min.time())
        for _again in range(2):
            self.timetable._queue(one, now)
        mails = self.env["mail.mail"].search([("message_id", "like", "mentorship-")])
        self.assertEqual(len(mails), 1)

    def test_who_was_in_touch_is_not_asked(self):
        pairing = self._active_pair()
        pairing.with_user(self.mentee_user).action_first_contact()
        self._hour(7)
        self.assertEqual(self._sent(), [])

    def test_nothing_goes_out_at_night(self):
        self._active_pair()
        self._hour(7, hour=3)
        self.assertEqual(self._sent(), [])

    def test_a_pause_holds_everything(self):
        pairing = self._active_pair()
        pairing.action_pause(self.today + timedelta(days=20))
        for days in (7, 14):
            self._hour(days)
        self.assertEqual(self._sent(), [])

    def test_what_is_too_old_lapses(self):
        self._active_pair()
        self._hour(12)
        self.assertEqual(self._sent(), [])

    def test_a_line_that_changes_says_nothing_of_the_past(self):
        pairing = self._active_pair()
        line = pairing.edition_id.reminder_ids.filtered(
            lambda line: (line.event, line.days) == ("no_contact", 7)
        )
        with self._on(self.today + timedelta(days=9)):
            line.days = 8
        self._hour(9)
        self.assertEqual(self._sent(), [])

    def test_who_is_not_reached_is_told_to_the_coordinator(self):
        pairing = self._active_pair()
        self.mentee.message_bounce = 1
        self._hour(7)
        self.assertEqual(self._sent(), [])
        (line,) = pairing.mentee_enrolment_ids.activity_ids
        self.assertEqual(
            line.activity_type_id, self.env.ref("nob_mentorship.activity_unreached")
        )

    @mute_logger("odoo.addons.nob_mentorship.models.rhythm.timetable")
    def test_a_template_that_fails_stops_no_other(self):
        pairing = self._active_pair()
        members = type(pairing.member_ids)
        with patch.object(members, "_queue_mail", side_effect=ValueError("No text")):
            self._hour(7)
        self.assertEqual(self._sent(), [])
        self.assertTrue(pairing.edition_id.activity_ids)

    @mute_logger("odoo.addons.nob_mentorship.models.rhythm.timetable")
    def test_one_that_fails_takes_no_place_of_another(self):
        edition = self._active_pair().edition_id
        edition.weekly_most = 1
        first, second, _third = edition.reminder_ids.filtered(
            lambda line: line.event == "no_contact"
        )
        second.write({"days": 8, "audience": "mentee"})
        self.assertEqual((first.days, first.audience), (7, "mentee"))
        members, queue = type(self.env["mentorship.pairing.member"]), []
        original = members._queue_mail

        def fail(person, template, *args, **kwargs):
            queue.append(template)
            if len(queue) == 1:
                raise ValueError("No text")
            return original(person, template, *args, **kwargs)

        with patch.object(members, "_queue_mail", fail):
            self._hour(8)
        self.assertEqual(len(queue), 2)
        self.assertEqual(len(self._sent()), 1)

    def test_another_coordinator_is_not_told_again(self):
        pairing = self._active_pair()
        self.programme.coordinator_ids = self.coordinator
        self._hour(21)
        self.programme.coordinator_ids = self.other_coordinator
        self._hour(22)
        told = self.ledger.search([("state", "=", "activity")])
        self.assertEqual(told.partner_id, self.coordinator.partner_id)
        self.assertEqual(len(pairing.activity_ids), 1)

    def test_a_meeting_ahead_is_asked_about_afterwards(self):
        pairing = self._active_pair()
        start = datetime.combine(self.today, datetime.min.time()) + timedelta(days=3)
        pairing.meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": start + timedelta(hours=12),
                "stop": start + timedelta(hours=13),
                "attendee_ids": (self.mentor | self.mentee).ids,
                "planner_id": self.mentor.id,
            }
        )
        ahead = self.timetable._ahead(
            pairing.edition_id, pairing.edition_id.reminder_ids, 14
        )
        events = {
            (day - self.today).days: one.line.event
            for day, ones in ahead.items()
            for one in ones
        }
        self.assertEqual(events[2], "meeting_ahead")
        self.assertEqual(events[4], "did_you_meet")

    def test_impossible_timetables_are_refused(self):
        edition = self._edition(name="2031")
        for values in (
            {"days": -1},
            {"days": 9999},
            {"audience": "mentor", "event": "sign_up_closes"},
            {"event": "nothing"},
            {"days": 7},
            {"days": 14, "audience": "mentor"},
        ):
            vals = {"event": "no_contact", "days": 3, "audience": "mentee", **values}
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env["mentorship.reminder"].create(
                    {**vals, "edition_id": edition.id}
                )
        with self.assertRaises(ValidationError):
            self.env["mentorship.reminder"].create(
                [
                    {"event": "no_contact", "days": day, "edition_id": edition.id}
                    for day in range(100)
                ]
            )

    def test_a_line_that_was_used_is_not_deleted(self):
        pairing = self._active_pair()
        self._hour(7)
        line = self.ledger.search([]).reminder_id
        with self.assertRaises(UserError):
            line.unlink()
        line.active = False
        self.assertNotIn(line, pairing.edition_id.reminder_ids)

    def test_the_ledger_is_emptied_when_the_time_to_keep_is_over(self):
        pairing = self._active_pair()
        edition = pairing.edition_id
        self._hour(7)
        edition.state = "closed"
        for months, rows in ((0, 1), (edition.retention_months, 0)):
            day = (edition.date_end or self.today) + relativedelta(
                months=months, days=1
            )
            edition.date_end = edition.date_end or self.today
            with self._on(day), self.subTest(months):
                self._run_day()
                self.assertEqual(len(self.ledger.search([])), rows)

    def test_who_is_erased_is_not_in_the_ledger(self):
        self._active_pair()
        self._hour(7)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.ledger.search([]))

    def test_staff_see_what_goes_out_in_the_next_days(self):
        pairing = self._active_pair()
        told = pairing.edition_id.reminders_ahead
        self.assertIn(self.mentee.name, told)
