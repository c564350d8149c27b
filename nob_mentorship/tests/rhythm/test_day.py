"""The coordinators' day: who needs a person, and why (R27, R32, P9)."""

from ast import literal_eval
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.rhythm.reasons import AGAIN, REASONS, STANDING
from ..common import MentorshipCase
from ..evaluation.test_evaluation import EvaluationCase
from ..preference.test_preference import PreferenceCase

DAY = timedelta(days=1)


class DayCase(MentorshipCase):
    """A coordinator who opens their day."""

    def _day(self, user=None, snoozed=False):
        """Open the day, and return its lines for now."""
        user = user or self.coordinator
        self.env.invalidate_all()
        action = self.env["mentorship.edition"].with_user(user).action_open_day()
        self.assertEqual(action["res_model"], "mail.activity")
        lines = self.env["mail.activity"].with_user(user)
        today = fields.Date.context_today(lines)
        domain = self._domain(action)
        if not snoozed:
            domain = [*domain, ("date_deadline", "<=", today)]
        return lines.search(domain, order="mentorship_since, id")

    def _domain(self, action):
        domain = action["domain"]
        return domain if isinstance(domain, list) else literal_eval(domain)

    def _why(self, lines):
        """Return the reasons of lines, in their order."""
        kinds = {self.env.ref(f"nob_mentorship.activity_{r}"): r for r in REASONS}
        return [kinds.get(line.activity_type_id) for line in lines]

    def _out(self, user, away=True):
        """Put a user out of office, or back."""
        now = fields.Datetime.now()
        user.write(
            {
                "out_of_office_from": now - DAY if away else False,
                "out_of_office_to": now + 9 * DAY if away else False,
            }
        )
        self.env.invalidate_all()

    def _late_pair(self, days=30):
        """Return a pair in which nothing happened for some days."""
        pairing = self._active_pair().sudo()
        pairing.date_start = self.today - days * DAY
        pairing.date_end = self.today + 300 * DAY
        self.env.flush_all()
        return pairing


@tagged("post_install", "-at_install")
class TestDay(DayCase):
    """Lines appear and disappear by themselves."""

    def test_a_silent_pair_is_there_until_it_wakes_up(self):
        pairing = self._late_pair()
        (line,) = self._day()
        self.assertEqual(self._why(line), ["silent"])
        self.assertEqual(line.res_id, pairing.id)
        self.assertEqual(line.mentorship_since, self.today - 30 * DAY)
        self.assertEqual(line.mentorship_edition_id, pairing.edition_id)
        self.assertEqual(line.user_id, self.coordinator)
        # opened again, it is the same line
        self.assertEqual(self._day(), line)
        pairing.member_ids.first_contact_on = self.today
        self.assertFalse(self._day())
        self.assertFalse(line.exists())

    def test_a_line_says_who_to_call(self):
        self.mentee.phone, self.mentor.phone = "+31 6 1234 5678", False
        self._late_pair()
        told = str(self._day().mentorship_people)
        self.assertIn('href="tel:+31612345678"', told)
        self.assertIn(self.mentor.name, told)
        self.mentee.phone = '"><script>alert(1)</script>'
        self.env.invalidate_all()
        self.assertNotIn("<script", str(self._day().mentorship_people))

    def test_an_offer_that_is_not_answered(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        self.assertFalse(self._day())
        pairing.member_ids[0].sudo()._answer("accepted")
        waiting = pairing.member_ids[1]
        with self._on(waiting.remind_on + DAY):
            (line,) = self._day()
            self.assertEqual(self._why(line), ["unanswered"])
            self.assertEqual(line.mentorship_since, pairing.offered_on)
            waiting.sudo()._answer("accepted")
            self.assertFalse(self._day())

    def test_too_few_meetings(self):
        pairing = self._late_pair(200)
        pairing.date_end = self.today + 60 * DAY
        pairing.member_ids.first_contact_on = self.today - 3 * DAY
        (line,) = self._day()
        self.assertEqual(self._why(line), ["few_meetings"])

    def test_a_pairing_that_pauses_needs_no_one(self):
        pairing = self._late_pair(200)
        pairing.action_pause(self.today + 30 * DAY)
        self.assertFalse(self._day())

    def test_who_cannot_be_mailed(self):
        pairing = self._active_pair()
        for values in (
            {"email": False, "message_bounce": 0},
            {"email": "a@test.example", "message_bounce": 3},
        ):
            self.mentee.write(values)
            (line,) = self._day()
            self.assertEqual(self._why(line), ["unreached"])
            self.assertEqual(line.res_id, pairing.mentee_enrolment_ids.id)
        self.mentee.message_bounce = 0
        self.assertFalse(self._day())

    def test_a_membership_that_ended(self):
        pairing = self._active_pair()
        pairing.mentee_enrolment_ids.lapse_noted_on = self.today - 2 * DAY
        (line,) = self._day()
        self.assertEqual(self._why(line), ["lapsed"])
        self.assertEqual(line.mentorship_since, self.today - 2 * DAY)
        pairing.mentee_enrolment_ids.lapse_noted_on = False
        self.assertFalse(self._day())

    def test_a_mentee_without_a_mentor(self):
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        self._enrol(self.mentor, "mentor")
        self.assertFalse(self._day())
        self.edition.action_close_enrolment()
        self.edition.late_enrolment = False
        (line,) = self._day()
        self.assertEqual((self._why(line), line.res_id), (["unmatched"], enrolment.id))
        action = line.action_mentorship_pair()
        self.assertTrue(action)

    def test_a_mentee_whose_pairing_ended_waits_for_a_new_one(self):
        pairing = self._active_pair().sudo()
        pairing.action_end()
        enrolment = pairing.mentee_enrolment_ids
        with self._on(self.today + 3 * DAY):
            (line,) = self._day()
        self.assertEqual((self._why(line), line.res_id), (["rematch"], enrolment.id))
        self.assertEqual(line.mentorship_since, self.today)
        other = self._enrol_late_mentor()
        form = line.action_mentorship_pair()
        lines = self.env[form["res_model"]].browse(form["res_id"]).line_ids
        self.assertEqual(lines.other_enrolment_id, other)
        lines.with_user(self.coordinator).action_offer()
        self.assertFalse(self._day())

    def _enrol_late_mentor(self):
        self.edition.late_enrolment = True
        return self._enrol(self.member, "mentor")

    def test_a_sealed_message_waits_once_its_readers_were_told(self):
        message = self._conversation()
        self.assertFalse(self._day())
        self.env["mentorship.message"]._cron_tell()
        (line,) = self._day()
        self.assertEqual(self._why(line), ["message"])
        self.assertEqual(line.mentorship_since, message.since)
        self.assertFalse(line.res_model)
        self.assertIn("messages", line.action_mentorship_read()["url"])
        message.with_user(self.coordinator).action_done()
        self.assertFalse(self._day())
        self.assertFalse(self._day(self.manager))

    def test_the_longest_waiting_is_first_over_all_programmes(self):
        self._late_pair(40)
        other = self._programme("Women", "W", self.coordinator)
        edition = self._edition(other, name="2040")
        self._open(edition)
        one, two = (self._member(f"two{n}", years=9).partner_id for n in range(2))
        first = self._pair(
            self._enrol(one, "mentor", edition),
            self._enrol(two, "mentee", edition),
            accept=True,
        ).sudo()
        first.write(
            {
                "date_start": self.today - 90 * DAY,
                "date_end": self.today + 300 * DAY,
            }
        )
        lines = self._day()
        self.assertEqual(lines[0].res_id, first.id)
        self.assertEqual(len(lines.mentorship_edition_id), 2)
        days = lines.mapped("mentorship_since")
        self.assertEqual(days, sorted(days))

    def test_who_marked_it_as_done_is_asked_again_after_three_weeks(self):
        self._late_pair()
        line = self._day()
        line.feedback = "They will call this week."
        line.action_mentorship_done()
        self.assertFalse(line.active)
        self.assertFalse(self._day())
        for days, count in ((AGAIN.days - 1, 0), (AGAIN.days, 1)):
            with self._on(self.today + days * DAY):
                self.assertEqual(len(self._day()), count)

    def test_done_just_after_midnight_is_done_today(self):
        self._late_pair()
        night = datetime.combine(self.today, time(23, 30))
        with freeze_time(night), self._on(self.today + DAY):
            line = self._day()
            line.action_mentorship_done()
            self.assertEqual(line.date_done, self.today + DAY)
            self.assertFalse(self._day())

    def test_what_was_done_is_kept_with_the_pairing(self):
        pairing = self._late_pair()
        line = self._day()
        line.feedback = "They will call this week."
        line.action_mentorship_done()
        self.assertIn("They will call", str(pairing.message_ids.mapped("body")))

    def test_a_line_sleeps_until_a_day(self):
        self._late_pair()
        line = self._day()
        line.date_deadline = self.today + 5 * DAY
        self.assertFalse(self._day())
        self.assertEqual(self._day(snoozed=True), line)
        with self._on(self.today + 5 * DAY):
            self.assertEqual(self._day(), line)

    def test_a_line_is_handed_over_and_stays_so(self):
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids = [(4, other.id)]
        self._late_pair()
        line = self._day()
        line.user_id = other
        self.assertEqual(self._day(other).user_id, other)
        self.assertEqual(self._day(), line)

    def test_a_holiday_hands_over_until_they_are_back(self):
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids = [(4, other.id)]
        self._late_pair()
        line = self._day()
        first, second = line.user_id, (self.coordinator | other) - line.user_id
        before = self._mails()
        self._out(first)
        self.assertEqual(self._day(second).user_id, second)
        # back earlier than planned
        self._out(first, away=False)
        self.assertEqual(self._day(second).user_id, first)
        self.assertEqual(self._mails(), before)

    def test_what_was_handed_over_by_hand_does_not_come_back(self):
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids = [(4, other.id)]
        self._late_pair()
        line = self._day()
        first, second = line.user_id, (self.coordinator | other) - line.user_id
        self._out(first)
        self._day(second)
        line.with_user(second).user_id = self.manager
        self._out(first, away=False)
        self.assertEqual(self._day(second).user_id, self.manager)

    def test_if_no_one_is_at_work_a_line_stays_where_it_is(self):
        self._late_pair()
        line = self._day()
        for user in self.coordinator | self.manager:
            self._out(user)
        self.assertEqual(self._day().user_id, line.user_id)

    def test_a_programme_that_loses_its_last_coordinator_alarms_a_manager(self):
        self._late_pair()
        self.manager.lang = "en_US"
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.coordinator.group_ids -= role
        for _twice in range(2):
            self._run_day()
        about = [("summary", "=", "No one coordinates this programme")]
        (alarm,) = self.env["mail.activity"].search(about)
        self.assertEqual(alarm.user_id, self.manager)
        self.assertEqual(alarm.mentorship_edition_id, self.edition)

    def test_lines_of_other_programmes_leave_the_page_to_ones_own(self):
        pairing = self._late_pair()
        stranger = self._user("other", "nob_mentorship.group_mentorship_coordinator")
        elsewhere = self._edition(self._programme("Elsewhere", "else", stranger))
        talk = self.env.ref("nob_mentorship.activity_talk")
        of_others = [
            {
                "activity_type_id": talk.id,
                "res_model_id": self.env["ir.model"]._get_id(elsewhere._name),
                "res_id": elsewhere.id,
                "user_id": stranger.id,
                "mentorship_since": self.today - timedelta(days=400),
            }
            for _n in range(5)
        ]
        self.env["mail.activity"].create(of_others)
        line = self._day()
        self.assertEqual(line.mentorship_pairing_id, pairing)
        lines = self.env["mail.activity"].with_user(self.coordinator)
        days = [("mentorship_edition_id", "!=", False)]
        found = lines.search(days, order="mentorship_since, id", limit=3)
        self.assertEqual(found.sudo(), line)
        self.assertEqual(lines.search_count(days, limit=3), 1)

    def test_an_account_of_a_coordinator_that_ends_alarms_a_manager(self):
        self._late_pair()
        self.manager.lang = "en_US"
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids += other
        name = self.coordinator.name
        about = [("summary", "=", f"{name} can no longer log in")]
        alarms = self.env["mail.activity"]
        self.coordinator.active = False
        self._run_day()
        (alarm,) = alarms.search(about)
        self.assertEqual(alarm.user_id, self.manager)
        self.assertEqual(alarm.mentorship_edition_id, self.edition)
        self.assertIn(other.name, alarm.note)
        stranger = self._user("third", "nob_mentorship.group_mentorship_coordinator")
        stranger.active = False
        about = [("summary", "like", stranger.name)]
        self.assertFalse(alarms.search(about))

    def test_no_one_looks_after_their_own_pairing(self):
        pairing = self._late_pair()
        self.coordinator.partner_id = self.mentor.id
        self.env.flush_all()
        pairing.edition_id.sudo()._refresh_day()
        line = self.env["mail.activity"].search([("res_id", "=", pairing.id)])
        self.assertEqual(line.filtered("automated").user_id, self.manager)

    def test_only_staff_open_it_and_see_their_own_programmes(self):
        self._late_pair()
        for user in (self.employee, self.mentee_user):
            with self.assertRaises(AccessError):
                self.env["mentorship.edition"].with_user(user).action_open_day()
        stranger = self._user("other", "nob_mentorship.group_mentorship_coordinator")
        self.assertFalse(self._day(stranger))
        self.assertEqual(len(self._day(self.manager)), 1)

    def test_the_daily_job_fills_it_without_anyone_opening_it(self):
        self._late_pair()
        for _twice in range(2):
            self._run_day()
        lines = self.env["mail.activity"].search(
            [("mentorship_edition_id", "=", self.edition.id)]
        )
        self.assertEqual(self._why(lines), ["silent"])

    def test_no_mail_is_sent_for_a_line(self):
        self._late_pair()
        before = self._mails()
        self._day()
        self.assertEqual(self._mails(), before)

    def test_other_activities_on_our_records_are_in_the_same_list(self):
        self._open()
        todo = self.edition.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Order the cake",
            user_id=self.coordinator.id,
        )
        self.assertEqual(self._day(), todo.with_user(self.coordinator))
        self.assertEqual(todo.mentorship_edition_id, self.edition)

    def test_mail_and_end_work_on_the_lines_that_they_are_for(self):
        pairing = self._late_pair()
        pairing.mentee_enrolment_ids.lapse_noted_on = self.today
        silent, lapsed = self._day()
        self.assertEqual(silent.action_mentorship_mail()["target"], "new")
        for action in (
            silent.action_mentorship_note(),
            silent.action_mentorship_plan(),
        ):
            self.assertEqual(action["context"]["default_pairing_id"], pairing.id)
        self.assertEqual(
            silent.action_mentorship_end()["context"]["active_ids"], pairing.ids
        )
        with self.assertRaises(UserError):
            lapsed.action_mentorship_end()
        with self.assertRaises(UserError):
            (silent | lapsed).action_mentorship_mail()

    def test_without_any_coordinator_nothing_fails(self):
        self._late_pair()
        self.programme.coordinator_ids = False
        self.env.ref(
            "nob_mentorship.group_mentorship_manager"
        ).all_user_ids.active = False
        self.edition.sudo()._refresh_day()
        self.assertFalse(self.edition.pairing_ids.activity_ids)

    def test_every_reason_has_a_type_for_its_model(self):
        for reason in REASONS:
            kind = self.env.ref(f"nob_mentorship.activity_{reason}")
            if reason in STANDING:
                self.assertEqual(kind.res_model, STANDING[reason])


@tagged("post_install", "-at_install")
class TestDayOfAPreference(PreferenceCase):
    """What is hidden from a coordinator is not handed over to them."""

    def test_a_holiday_hands_over_nothing_that_is_hidden(self):
        preference = self._say(about_coordinator="1")
        self.assertFalse(preference.with_user(self.coordinator).has_access("read"))
        line = preference.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id
        )
        edition = line.mentorship_edition_id
        self.assertTrue(edition)
        self.manager.out_of_office_from = fields.Datetime.now() - DAY
        self.env.invalidate_all()
        self.assertEqual(edition._responsible(), self.coordinator)
        edition.sudo()._refresh_day()
        self.assertEqual(line.user_id, self.manager)


@tagged("post_install", "-at_install")
class TestDayOfAnEvaluation(EvaluationCase, DayCase):
    """Too few answers in the last week."""

    def test_an_evaluation_with_few_answers(self):
        self.programme.coordinator_ids = self.coordinator
        evaluation = self._evaluation(closes_on=self.today + 20 * DAY)
        evaluation.action_open()
        self.assertFalse(
            evaluation.activity_ids.filtered(lambda line: self._why(line)[0])
        )
        with self._on(self.today + 14 * DAY):
            moment = datetime.combine(self.today + 14 * DAY, time(12))
            with freeze_time(moment):
                self._day()
            line = evaluation.activity_ids
            self.assertEqual(self._why(line), ["response"])
            self.assertEqual(line.mentorship_since, self.today + 13 * DAY)
