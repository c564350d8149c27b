"""A pulse asks many at once, each once, and warns of an edition, not a pair (N13)."""

from datetime import date, datetime, time, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...portal.evaluation import overview
from .. import ballots
from ..results import ResultsCase
from .test_evaluation import EvaluationCase

DAY = timedelta(days=1)
LOGGERS = (
    "odoo.addons.nob_mentorship.models.base.job_attempt",
    "odoo.addons.nob_mentorship.models.rhythm.daily",
)


class PulseCase(EvaluationCase):
    """Six pairs that start today, and the days after that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.coordinator | cls.manager).lang = "en_US"
        cls.people.lang = "en_US"
        cls.edition.write({"date_start": cls.today, "evaluated_since": cls.today})
        cls._start(cls.pairings, 0)

    @classmethod
    def _start(cls, pairings, days):
        """Let pairings start, days from today."""
        day = cls.today + days * DAY
        pairings.write({"date_start": day, "date_end": day + 400 * DAY})
        pairings.member_ids.introduced_on = day

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def _live(self, *days):
        """Run the daily job on days, counted from today, twice a day."""
        for day in days:
            self._live_on(self.today + day * DAY)

    def _live_on(self, day):
        with freeze_time(datetime.combine(day, time(11))), self._on(day):
            self._run_day()
            self._run_day()
        self.env.invalidate_all()

    def _told(self, summary):
        """Return the activities on the edition with a summary."""
        return self.edition.activity_ids.filtered(lambda a: a.summary == summary)

    def _sign_up(self, name, role="mentee"):
        """Return the sign-up of another person, without an address."""
        partner = self.env["res.partner"].create({"name": name})
        return self.env["mentorship.enrolment"].create(
            {
                "edition_id": self.edition.id,
                "partner_id": partner.id,
                "role": role,
                "question": "How?",
                "state": "matched",
            }
        )

    def _active(self, *enrolments):
        """Return a pairing that starts today."""
        pairing = self._pair(*enrolments)
        pairing.member_ids.answer = "accepted"
        pairing.state = "active"
        self._start(pairing, 0)
        return pairing

    def _pulses(self):
        return self.edition.evaluation_ids.filtered(
            lambda evaluation: evaluation.moment == "pulse"
        ).sorted("id")

    def _asked(self):
        """Return [{days: partners}] of each pulse."""
        return [
            {
                day: invitations.partner_id
                for day, invitations in pulse.invitation_ids.grouped(
                    "pulse_day"
                ).items()
            }
            for pulse in self._pulses()
        ]


@tagged("post_install", "-at_install")
class TestPulse(PulseCase):
    """Who is asked, and when."""

    def test_everyone_is_asked_after_thirty_and_after_ninety_days(self):
        self._live(0, 1, 29)
        self.assertFalse(self._pulses())
        self._live(30)
        (pulse,) = self._pulses()
        self.assertEqual((pulse.state, pulse.audience), ("open", "all"))
        self.assertEqual(pulse.closes_on, self.today + 44 * DAY)
        self.assertEqual(len(pulse.survey_id.question_ids), 3)
        self._live(31, 45, 60, 89)
        self.assertEqual((len(self._pulses()), pulse.state), (1, "closed"))
        self._live(90, 91, 105, 120, 150)
        self.assertEqual(self._asked(), [{30: self.people}, {90: self.people}])

    def test_each_gets_a_mail_with_a_link_of_their_own(self):
        self._mails().unlink()
        self._live(30)
        for person in self.people:
            (mail,) = self._mails(person)
            self.assertEqual(len(self._link(mail)), 1)
            self.assertIn("one minute", mail.body_html)
            self.assertNotIn("five minutes", mail.body_html)

    def test_fewer_than_twice_the_minimum_wait_for_others(self):
        self._start(self.pairings[4], 10)
        self._start(self.pairings[5], 100)
        self._live(30, 39)
        self.assertFalse(self._pulses())
        self._live(40)
        first = self.pairings[:5].member_ids.partner_id
        self.assertEqual([set(asked[30]) for asked in self._asked()], [set(first)])
        # two people never make a round, so they are not asked
        self._live(60, 90, 99, 100, 130, 160)
        self.assertEqual([set(asked) for asked in self._asked()], [{30}, {90}])

    def test_nine_are_too_few_and_ten_are_enough(self):
        self.pairings[5].state = "ended"
        self.pairings[4].member_ids[0].left_on = self.today
        self._live(30)
        self.assertFalse(self._pulses())
        self.pairings[4].member_ids[0].left_on = False
        self._live(31)
        self.assertEqual(self._pulses().invited_count, 10)

    def test_the_minimum_is_that_of_the_draft_that_staff_prepared(self):
        draft = self._evaluation(moment="pulse", audience="all", min_responses=7)
        self._live(30)
        self.assertEqual(self._pulses(), draft)
        self.assertEqual(draft.state, "draft")
        draft.min_responses = 6
        self._live(31)
        self.assertEqual((self._pulses(), draft.state), (draft, "open"))
        self._live(46, 90)
        # the next one takes it over
        self.assertEqual(self._pulses().mapped("min_responses"), [6, 6])

    def test_what_was_missed_for_a_month_is_made_up_for_and_no_more(self):
        self._live(60)
        self.assertEqual(len(self._pulses()), 1)
        self._live(121)
        self.assertEqual(len(self._pulses()), 1)

    def test_a_pulse_of_long_ago_lapses(self):
        self._live(61, 80)
        self.assertFalse(self._pulses())

    def test_who_is_paused_gone_or_archived_is_not_asked(self):
        with self._on(self.today + 20 * DAY):
            self.pairings[0].action_pause(self.today + 40 * DAY)
        pair = self._active(self._sign_up("One", "mentor"), self._sign_up("Two"))
        pair.member_ids.partner_id[1].active = False
        self._live(30)
        asked = self._asked()[0][30]
        self.assertEqual(
            set(asked),
            set(self.people[1:6] + self.people[7:]) | {pair.member_ids.partner_id[0]},
        )

    def test_who_joins_later_counts_from_their_own_introduction(self):
        late = self.pairings[5].member_ids
        late.introduced_on = self.today + 20 * DAY
        self._live(30)
        self.assertFalse(self._asked()[0][30] & late.partner_id)
        self.assertEqual(self._pulses().invited_count, 10)

    def test_a_member_of_two_pairings_is_asked_once(self):
        mentor = self.pairings[1].mentor_enrolment_id
        mentor.max_mentees = 2
        self._start(self._active(mentor, self._sign_up("Two")), 25)
        self._live(30, 55)
        invitations = self._pulses().invitation_ids
        own = invitations.filtered(lambda i: i.partner_id == self.people[1])
        self.assertEqual(own.mapped("pulse_day"), [30])

    def test_a_clock_that_is_set_back_asks_nobody_again(self):
        self._live(30, 10, 30, 45, 30, 50)
        self.assertEqual(len(self._pulses()), 1)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_to_ask_twice(self):
        self._live(30)
        pulse = self._pulses()
        other = self._evaluation(moment="pulse", audience="all")
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            pulse.invitation_ids[0].copy(
                {"evaluation_id": other.id, "drawn_number": False}
            )

    def test_what_a_closed_pulse_asked_is_still_known(self):
        self._live(30)
        pulse = self._pulses()
        pulse.action_close()
        self.env.invalidate_all()
        self.assertEqual(set(pulse.invitation_ids.mapped("pulse_day")), {30})
        self._live(31)
        self.assertEqual(self._pulses(), pulse)

    def test_without_the_calendar_nobody_is_asked(self):
        self.edition.evaluate = False
        self._live(30, 90)
        self.assertFalse(self._pulses())

    def test_an_edition_that_was_there_before_is_asked_nothing_of_the_past(self):
        self.edition.evaluated_since = self.today + 31 * DAY
        self._live(31, 60)
        self.assertFalse(self._pulses())
        self._live(90)
        self.assertEqual(self._asked(), [{90: self.people}])

    def test_rows_that_were_spoiled_stop_nothing(self):
        self._live(30)
        own = self._pulses().invitation_ids
        spoiled = own[2].partner_id
        for number, day in enumerate((-5, 0, 2**31 - 1, None)):
            self.env.cr.execute(
                "UPDATE mentorship_evaluation_invitation SET pulse_day = %s"
                " WHERE id = %s",
                [day, own[number].id],
            )
        self.env.invalidate_all()
        self._live(90)
        (_first, second) = self._pulses()
        asked = second.invitation_ids.partner_id
        self.assertEqual(asked, self.people - spoiled)

    def test_an_edition_starts_to_count_when_it_is_made(self):
        edition = self._edition(name="2031")
        self.assertEqual(edition.evaluated_since, self.today)
        edition.evaluated_since = self.today - 99 * DAY
        self.assertEqual(edition.copy().evaluated_since, self.today)

    def test_a_pairing_that_outlives_its_edition_is_asked(self):
        self.edition.state = "closed"
        self.pairings.prolonged_until = self.today + 500 * DAY
        self._live(30)
        self.assertEqual(len(self._pulses()), 1)

    def test_an_edition_of_two_days_has_no_pulse(self):
        self.pairings.date_end = self.today + DAY
        self._live(30, 90)
        self.assertFalse(self._pulses())

    def test_the_twenty_ninth_of_february_is_a_day(self):
        start = date(2028, 1, 30)
        self.edition.evaluated_since = start
        self._start(self.pairings, (start - self.today).days)
        for day, count in ((date(2028, 2, 28), 0), (date(2028, 2, 29), 1)):
            self._live_on(day)
            self.assertEqual(len(self._pulses()), count)

    def test_reminders_reach_only_those_who_still_go_on(self):
        self._live(30)
        pulse = self._pulses()
        self.pairings[0].state = "ended"
        self._mails().unlink()
        with self._on(self.today + 31 * DAY):
            pulse.action_remind()
        self.assertFalse(self._mails(self.people[0]))
        self.assertTrue(self._mails(self.people[1]))

    def test_a_member_reads_that_it_takes_a_minute(self):
        self._live(30)
        steps = self._steps(self.people[0])
        self.assertEqual([step["title"] for step in steps], ["Tell us how it is going"])
        self.assertIn("one minute", steps[0]["text"])

    def _steps(self, partner):
        env = self.env(context={**self.env.context, "lang": "en_US"})
        return overview.steps(env, partner)

    # what goes wrong

    @mute_logger(*LOGGERS)
    def test_a_mail_that_cannot_be_made_asks_nobody_and_is_told(self):
        self.env.ref("nob_mentorship.mail_template_evaluation").unlink()
        self._live(30)
        self.assertFalse(self._pulses().invitation_ids)
        (activity,) = self._told("The daily job could not do everything")
        self.assertEqual(activity.user_id, self.manager)

    def test_without_a_coordinator_a_manager_is_told_what_is_wrong(self):
        self.programme.coordinator_ids = False
        draft = self._evaluation(moment="pulse", audience="all")
        draft.survey_id.users_login_required = True
        self._live(30, 31)
        (activity,) = draft.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(draft.state, "draft")

    def test_who_has_no_address_is_told_to_staff(self):
        self.people[0].email = False
        self._live(30)
        pulse = self._pulses()
        self.assertEqual(pulse.invited_count, 12)
        self.assertIn(self.people[0].name, str(pulse.message_ids.mapped("body")))

    def test_a_server_without_the_folder_leaves_it_to_the_other(self):
        evaluations = type(self.env["mentorship.evaluation"])
        with patch.object(evaluations, "_leaves_box_to_others", return_value=True):
            self._live(30)
        self.assertFalse(self._pulses())
        cron = type(self.env["ir.cron"])
        with (
            self._on(self.today + 31 * DAY),
            patch.object(cron, "_commit_progress", return_value=float("inf")),
        ):
            self.env["mentorship.evaluation"]._move_by_date()
        self.assertEqual(self._pulses().state, "open")


@tagged("post_install", "-at_install")
class TestAttacks(PulseCase):
    """What an attacker who is staff tries in order to single out an answer."""

    def _by_hand(self, day, **values):
        """Make a pulse and open it, as a coordinator."""
        with self._on(self.today + day * DAY):
            pulse = self.env["mentorship.evaluation"].with_user(self.coordinator)
            pulse = pulse.create(
                {
                    "edition_id": self.edition.id,
                    "moment": "pulse",
                    "audience": "all",
                    **values,
                }
            )
            pulse.action_open()
        return pulse.sudo()

    def test_a_pulse_by_hand_asks_twice_the_minimum_too(self):
        for day in (0, 29):
            with self.assertRaisesRegex(UserError, "Only 0"):
                self._by_hand(day)
        with self.assertRaisesRegex(UserError, "Only 6 .* at least 10"):
            self._by_hand(30, audience="mentor")
        self.assertEqual(
            self._by_hand(30, audience="mentor", min_responses=3).state, "open"
        )

    def test_the_same_people_but_one_are_not_asked_again(self):
        """The difference of two results a day apart would be the answer of one."""
        self._by_hand(30)
        self.pairings[0].action_end()
        with self._on(self.today + 31 * DAY):
            self.assertFalse(self.edition._pulse_due())
        with self.assertRaisesRegex(UserError, "Only 0"):
            self._by_hand(31)

    def test_nobody_is_added_to_a_pulse_that_is_open(self):
        self._start(self.pairings[5], 5)
        pulse = self._by_hand(30)
        self.assertEqual(pulse.invited_count, 10)
        with (
            self._on(self.today + 36 * DAY),
            self.assertRaisesRegex(UserError, "next pulse"),
        ):
            pulse.with_user(self.coordinator).action_ask_later()
        self.assertEqual(pulse.invited_count, 10)

    def test_a_minimum_that_is_lowered_later_opens_nothing_sooner(self):
        pulse = self._by_hand(30)
        with self.assertRaises(UserError):
            pulse.with_user(self.coordinator).min_responses = 3
        for person in self.people[:4]:
            ballots.answer(pulse, person)
        self._live(52)
        self.assertEqual((pulse.state, pulse.opened_count), ("closed", 0))

    def test_no_note_about_the_edition_says_who_was_asked(self):
        with patch("odoo.addons.nob_mentorship.models.base.mailing.MANY", 1):
            self._by_hand(30)
        with mute_logger("odoo.addons.nob_mentorship.models.base.job_attempt"):
            self.env.ref("nob_mentorship.mail_template_evaluation").unlink()
            self._run_jobs()
        for activity in self.edition.activity_ids | self._pulses().activity_ids:
            for person in self.people:
                self.assertNotIn(person.name, activity.note)

    def test_the_box_warns_after_two_real_pulses(self):
        for start, grade in ((30, 5), (90, 3)):
            self._live(start)
            pulse = self._pulses()[-1]
            for person in self.people[:6]:
                said = ballots.answer(pulse, person, going=grade, next=grade, tell=5)
                self.assertEqual(said, "in_box")
            self._live(start + 1)
            self.assertFalse(self._told("The pulse went down"), "while it is open")
            self._live(start + 15)
        activity = self._told("The pulse went down")
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.coordinator)
        about = self.pairings.activity_ids.filtered(lambda a: a.summary or a.note)
        self.assertFalse(about)
        self._live(106, 107)
        self.assertEqual(self._told("The pulse went down"), activity)


@tagged("post_install", "-at_install")
class TestAlarm(ResultsCase):
    """A pulse that went down is told of the edition, from results that are shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.coordinator | cls.manager).lang = "en_US"

    def _pulse(self, *grades, edition=None, **values):
        """Return a closed pulse with these answers, and let the day compare it."""
        people = [("mentee", {"grade": grade} if grade else {}, {}) for grade in grades]
        values = {"moment": "pulse", "opens_on": self.today, **values}
        pulse = self._closed(people, edition, **values)
        self._run_day()
        return pulse

    def _told(self):
        return self.edition.activity_ids

    def test_exactly_one_point_is_told_once_in_plain_words(self):
        self._pulse(*[5] * 6)
        self.assertFalse(self._told())
        self._pulse(*[4] * 6)
        (activity,) = self._told()
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertEqual(activity.summary, "The pulse went down")
        self.assertIn("at least one point", activity.note)
        self.assertFalse([sign for sign in str(activity.note) if sign.isdigit()])
        self._run_day()
        self.assertEqual(self._told(), activity)
        models = self.env["mail.activity"].search([]).mapped("res_model")
        self.assertNotIn("mentorship.pairing", models)

    def test_a_little_less_than_a_point_is_not_told(self):
        self._pulse(*[5] * 10)
        self._pulse(*[4] * 9, 5)
        self.assertFalse(self._told())

    def test_a_pulse_that_went_up_is_not_told(self):
        self._pulse(*[2] * 6)
        self._pulse(*[5] * 6)
        self.assertFalse(self._told())

    def test_a_result_below_the_minimum_is_not_compared(self):
        self._pulse(*[5] * 6)
        self._pulse(*[1] * 4)
        self.assertFalse(self._told())
        # the one before it has a result
        self._pulse(*[1] * 6)
        self.assertEqual(len(self._told()), 1)

    def test_a_first_pulse_below_the_minimum_is_no_measure(self):
        self._pulse(*[5] * 4)
        self._pulse(*[1] * 6)
        self.assertFalse(self._told())

    def test_a_question_that_too_few_answered_does_not_count(self):
        """An alarm would tell what the page hides: how low these four are."""
        self._pulse(*[5] * 9)
        self._pulse(*[1] * 4, *[None] * 5)
        self.assertFalse(self._told())

    def test_another_edition_or_audience_is_not_compared(self):
        self._pulse(*[5] * 6, edition=self.old_edition)
        self._pulse(*[5] * 6, audience="mentee")
        self._pulse(*[5] * 6, moment="midway")
        self._pulse(*[1] * 6)
        self.assertFalse(self._told())

    def test_a_form_with_other_words_is_not_compared(self):
        self._pulse(*[5] * 6)
        self._pulse(*[1] * 6, form_changed=True)
        self.assertFalse(self._told())

    def test_an_open_pulse_is_not_compared_before_it_closes(self):
        self._pulse(*[5] * 6)
        people = [("mentee", {"grade": 1}, {})] * 6
        later = self._closed(people, moment="pulse", opens_on=self.today)
        later._set_state("open")
        self._run_day()
        self.assertFalse(self._told() or later.compared_on)
        later._set_state("closed")
        self._run_day()
        self.assertEqual(len(self._told()), 1)

    def test_without_a_coordinator_a_manager_is_told(self):
        self.programme.coordinator_ids = False
        self._pulse(*[5] * 6)
        self._pulse(*[1] * 6)
        self.assertEqual(self._told().user_id, self.manager)

    def test_the_pulses_of_an_edition_are_compared_one_by_one(self):
        for closed, grade in ((40, 5), (20, 4), (0, 3)):
            pulse = self._pulse(
                *[grade] * 6,
                opens_on=self.today - 90 * DAY,
                closes_on=self.today - closed * DAY,
            )
        _results, questions = self._show(pulse)
        (figure,) = questions["grade"]["figures"]
        self.assertEqual([point["mean"] for point in figure["trend"]], [5, 4, 3])
        self.assertEqual(len({point["edition"] for point in figure["trend"]}), 3)
