"""Half a year after an edition, everyone who took part is asked about it (N12)."""

from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from ...portal.evaluation import overview
from .. import ballots
from .test_evaluation import EvaluationCase

DAY = timedelta(days=1)
START, END = date(2026, 9, 1), date(2027, 8, 31)
DUE = date(2028, 2, 29)
LOGGERS = (
    "odoo.addons.nob_mentorship.models.base.job_attempt",
    "odoo.addons.nob_mentorship.models.rhythm.daily",
)


class LookbackCase(EvaluationCase):
    """An edition that ended on 31 August 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.coordinator | cls.manager).lang = "en_US"
        cls.people.lang = "en_US"
        cls._last(START, END)

    @classmethod
    def _last(cls, start, end):
        """Let the edition and its pairings begin and end on these days."""
        dates = {"date_start": start, "date_end": end}
        cls.edition.write({"enrolment_start": False, "enrolment_end": False, **dates})
        cls.edition.evaluated_since = start
        cls.pairings.write({**dates, "state": "completed"})
        cls.pairings.ended_on = end
        cls.pairings.member_ids.introduced_on = start
        cls.edition.state = "closed"

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def _live(self, *days):
        """Run the daily job on days, twice each."""
        for day in days:
            with freeze_time(datetime.combine(day, time(11))), self._on(day):
                self._run_day()
                self._run_day()
            self.env.invalidate_all()

    def _lookbacks(self):
        return self.edition.evaluation_ids.filtered(
            lambda evaluation: evaluation.moment == "lookback"
        )


@tagged("post_install", "-at_install")
class TestLookback(LookbackCase):
    """Who is asked, and when."""

    def test_half_a_year_after_the_last_of_august_is_the_last_of_february(self):
        self._live(DUE - DAY)
        self.assertFalse(self._lookbacks())
        self._live(DUE, DUE + DAY)
        (lookback,) = self._lookbacks()
        self.assertEqual((lookback.state, lookback.audience), ("open", "all"))
        self.assertEqual(lookback.closes_on, DUE + 28 * DAY)
        self.assertEqual(lookback.invitation_ids.partner_id, self.people)
        self._live(DUE + 29 * DAY, DUE + 40 * DAY, DUE + 400 * DAY)
        self.assertEqual(self._lookbacks(), lookback)
        self.assertEqual(lookback.state, "closed")

    def test_also_in_a_year_without_a_leap_day(self):
        self._last(date(2027, 9, 1), date(2028, 8, 31))
        self._live(date(2029, 2, 27))
        self.assertFalse(self._lookbacks())
        self._live(date(2029, 2, 28))
        self.assertEqual(len(self._lookbacks()), 1)

    def test_an_edition_that_ends_on_the_twenty_ninth_of_february(self):
        self._last(date(2027, 3, 1), date(2028, 2, 29))
        self._live(date(2028, 8, 28))
        self.assertFalse(self._lookbacks())
        self._live(date(2028, 8, 29))
        self.assertEqual(len(self._lookbacks()), 1)

    def test_everyone_who_took_part_is_asked_also_those_who_left(self):
        early, left, withdrawn, alone = self.pairings[:4]
        early.write({"state": "ended", "ended_on": START + 40 * DAY})
        left.member_ids[1].left_on = START + 20 * DAY
        withdrawn.mentee_enrolment_ids.state = "withdrawn"
        # introduced to no one: an offer that was declined, and one who said no
        alone.state = "declined"
        self.pairings[4].member_ids[1].answer = "declined"
        self._live(DUE)
        asked = self._lookbacks().invitation_ids.partner_id
        for pairing in (early, left, withdrawn):
            self.assertEqual(pairing.member_ids.partner_id - asked, asked.browse())
        absent = alone.member_ids | self.pairings[4].member_ids[1]
        self.assertFalse(absent.partner_id & asked)
        self.assertEqual(len(asked), 9)

    def test_who_withdrew_is_reminded_too(self):
        self.pairings[0].mentee_enrolment_ids.state = "withdrawn"
        self._live(DUE)
        self._mails().unlink()
        self._live(DUE + 14 * DAY)
        (mail,) = self._mails(self.people[6])
        self.assertIn("bring you", mail.subject)
        self.assertEqual(len(self._link(mail)), 1)

    def test_a_mail_leads_to_the_form_without_a_login(self):
        self.assertFalse(self.people.user_ids)
        self._mails().unlink()
        self._live(DUE)
        lookback = self._lookbacks()
        for person in self.people:
            (mail,) = self._mails(person)
            self.assertIn("Half a year ago", mail.body_html)
            ((number, _token, _paper),) = self._link(mail)
            self.assertEqual(int(number), lookback.id)
        self.assertEqual(ballots.answer(lookback, self.people[0]), "in_box")

    def test_who_was_erased_is_not_asked(self):
        self.people[7].action_mentorship_erase()
        self._live(DUE)
        asked = self._lookbacks().invitation_ids.partner_id
        self.assertEqual(len(asked), 11)
        self.assertFalse(asked.filtered(lambda partner: not partner.active))

    def test_who_has_no_address_is_told_to_staff(self):
        self.people[3].email = False
        self._live(DUE)
        notes = str(self._lookbacks().message_ids.mapped("body"))
        self.assertIn(self.people[3].name, notes)

    def test_texts_that_are_gone_change_nothing(self):
        self.edition.retention_months = 1
        self._live(END + 60 * DAY)
        self.assertFalse(any(self.edition.enrolment_ids.mapped("question")))
        self._live(DUE)
        self.assertEqual(self._lookbacks().invited_count, 12)

    def test_it_waits_for_the_last_pairing(self):
        self.pairings[0].write(
            {"state": "active", "prolonged_until": date(2027, 12, 31)}
        )
        self._live(DUE, date(2028, 6, 29))
        self.assertFalse(self._lookbacks())
        self._live(date(2028, 6, 30))
        self.assertEqual(self._lookbacks().invited_count, 12)

    def test_a_longer_pairing_that_ended_early_delays_nothing(self):
        self.pairings[0].write({"prolonged_until": date(2027, 12, 31)})
        self._live(DUE)
        self.assertEqual(len(self._lookbacks()), 1)

    def test_a_month_that_was_missed_is_made_up_for_and_no_more(self):
        self._live(DUE + 30 * DAY)
        self.assertEqual(len(self._lookbacks()), 1)

    def test_a_look_back_of_long_ago_lapses(self):
        self._live(DUE + 31 * DAY)
        self.assertFalse(self._lookbacks())

    def test_nothing_of_before_the_update_is_asked(self):
        self.edition.evaluated_since = DUE + DAY
        self._live(DUE, DUE + DAY, DUE + 20 * DAY)
        self.assertFalse(self._lookbacks())

    def test_an_edition_that_staff_forgot_to_close_is_asked(self):
        self.edition.state = "running"
        self._live(DUE)
        self.assertEqual(len(self._lookbacks()), 1)

    def test_a_cancelled_edition_and_one_without_the_calendar_are_not_asked(self):
        self.edition.state = "not_planned"
        self._live(DUE)
        self.edition.write({"state": "closed", "evaluate": False})
        self._live(DUE)
        self.assertFalse(self._lookbacks())

    def test_too_few_are_not_asked_and_nobody_is_bothered(self):
        self.pairings[2:].state = "declined"
        self._live(DUE)
        self.assertFalse(self._lookbacks())
        self.assertFalse(self.edition.activity_ids)

    def test_editions_of_two_days_and_of_three_years(self):
        for end in (START + DAY, date(2029, 8, 31)):
            self._lookbacks().unlink()
            self._last(START, end)
            due = {START + DAY: date(2027, 3, 2)}.get(end, date(2030, 2, 28))
            with self.env.cr.savepoint() as savepoint:
                self._live(due - DAY)
                self.assertFalse(self._lookbacks())
                self._live(due)
                self.assertEqual(self._lookbacks().invited_count, 12)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_draft_that_staff_prepared_is_the_one_that_opens(self):
        draft = self._evaluation(moment="lookback", audience="all", min_responses=8)
        self.assertEqual(draft.survey_id.question_ids[0].mentorship_key, "benefit")
        self._live(DUE)
        self.assertEqual((self._lookbacks(), draft.state), (draft, "open"))

    def test_a_draft_with_a_day_opens_on_that_day(self):
        draft = self._evaluation(
            moment="lookback",
            audience="mentee",
            opens_on=DUE - 20 * DAY,
            closes_on=DUE,
        )
        self._live(DUE - 20 * DAY)
        self.assertEqual((draft.state, draft.invited_count), ("open", 6))
        self._live(DUE)
        self.assertEqual(self._lookbacks(), draft)

    def test_staff_open_none_of_an_edition_that_runs_or_just_ended(self):
        draft = self._evaluation(moment="lookback", audience="all")
        for day in (START + 60 * DAY, END, DUE - 31 * DAY):
            with (
                freeze_time(datetime.combine(day, time(11))),
                self._on(day),
                self.assertRaises(UserError) as refused,
                self.env.cr.savepoint(),
            ):
                draft.with_user(self.coordinator).action_open()
            first = format_date(self.env(user=self.coordinator), date(2028, 1, 30))
            self.assertIn(first, str(refused.exception))
        self.edition.date_end = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            draft.with_user(self.coordinator).action_open()
        self.edition.date_end = END
        self._live(DUE)
        self.assertEqual((self._lookbacks(), draft.state), (draft, "open"))

    def test_a_ready_form_that_is_gone_is_told_once(self):
        self.env.ref("nob_mentorship.survey_lookback").unlink()
        self._live(DUE, DUE + DAY)
        self.assertFalse(self._lookbacks())
        (activity,) = self.edition.activity_ids
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertIn("form", activity.note)

    def test_it_opens_once_however_often_it_is_asked_for(self):
        with freeze_time(datetime.combine(DUE, time(11))), self._on(DUE):
            for _again in range(2):
                self.edition._day_look_back()
        self.assertEqual(len(self._lookbacks()), 1)

    def test_a_draft_for_a_later_day_holds_back_the_others(self):
        draft = self._evaluation(
            moment="lookback", audience="all", opens_on=DUE + 10 * DAY
        )
        self._live(DUE)
        self.assertEqual((self._lookbacks(), draft.state), (draft, "draft"))
        self._live(DUE + 10 * DAY)
        self.assertEqual((self._lookbacks(), draft.state), (draft, "open"))

    @mute_logger(*LOGGERS)
    def test_a_mail_that_cannot_be_made_asks_nobody_and_is_told(self):
        self.env.ref("nob_mentorship.mail_template_lookback").unlink()
        self.programme.coordinator_ids = False
        self._live(DUE)
        self.assertFalse(self._lookbacks().invitation_ids)
        self.assertEqual(self.edition.activity_ids.user_id, self.manager)

    def test_a_member_reads_what_it_asks(self):
        self._live(DUE)
        env = self.env(context={**self.env.context, "lang": "en_US"})
        (step,) = overview.steps(env, self.people[0])
        self.assertEqual(step["title"], "Look back: what did it bring you?")
