from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.tests import tagged

from ...models.pairing.stage import STEPS
from ..common import control
from .test_room import RoomCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestStage(RoomCase):
    """The step of a pairing, and what is late (R44, R45, P18)."""

    def setUp(self):
        super().setUp()
        self.pairing.date_start = self.today
        self.pairing.date_end = self.today + 360 * DAY

    def _meeting(self, days, state="held", start=None):
        start = start or datetime.combine(self.today, time(14)) + days * DAY
        meeting = self.pairing.meeting_ids.create(
            {
                "pairing_id": self.pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendee_ids": self.pair.ids,
                "planner_id": self.mentor.id,
            }
        )
        if state != "planned":
            meeting._set_state(state)
        return meeting

    def _late(self, days):
        """Tell whether the pairing is late on a day, as shown and as found."""
        self.env.flush_all()
        self.env.invalidate_all()
        moment = datetime.combine(self.today + days * DAY, time(12))
        with self._on(self.today + days * DAY), freeze_time(moment):
            found = self.pairing.search([("is_late", "=", True)])
            not_found = self.pairing.search([("is_late", "=", False)])
            self.assertEqual(self.pairing.is_late, self.pairing in found)
            self.assertEqual(self.pairing.is_late, self.pairing not in not_found)
            return self.pairing.is_late

    def _now(self):
        return self.pairing.step, self.pairing.stage

    def test_a_step_follows_from_what_happened(self):
        self.assertEqual(self._now(), ("introduced", "grounding"))
        self.pairing.member_ids.first_contact_on = self.today
        self.assertEqual(self._now(), ("in_contact", "preparation"))
        self._agreement(self.mentor)._accept(self.mentee)
        self.assertEqual(self._now(), ("agreed", "negotiating"))
        self._goal(self.mentee)
        self.assertEqual(self._now(), ("goals_set", "supporting"))
        self._meeting(3, "planned")
        self.assertEqual(self._now(), ("goals_set", "supporting"))
        self._meeting(0)
        self.assertEqual(self._now(), ("meeting", "supporting"))
        for days, now in (
            (179, ("meeting", "supporting")),
            (180, ("half_way", "supporting")),
            (329, ("half_way", "supporting")),
            (330, ("ending", "closure")),
        ):
            self.env.invalidate_all()
            with self.subTest(days), self._on(self.today + days * DAY):
                self.assertEqual(self._now(), now)
        self.pairing._set_state("ended")
        self.assertEqual(self._now(), ("meeting", "supporting"))

    def test_a_meeting_just_after_midnight_counts_on_its_own_day(self):
        self.pairing.member_ids.first_contact_on = self.today
        day = self.today + 3 * DAY
        start = datetime.combine(day, time(0, 30), ZoneInfo("Europe/Amsterdam"))
        meeting = self._meeting(0, start=start.astimezone(UTC).replace(tzinfo=None))
        self.assertEqual(meeting.start.date(), day - DAY)
        self.assertEqual(self.pairing.silent_since, day)
        self.assertEqual(self.pairing.reached_on, day)
        found = self.pairing._happened_no_meeting(self.pairing.edition_id, day, day)
        self.assertEqual([on for _pairing, on, _members in found], [day])

    def test_who_meets_without_an_agreement_is_under_way(self):
        self.pairing.member_ids.first_contact_on = self.today
        self.assertEqual(self._now(), ("in_contact", "preparation"))
        self._meeting(0)
        self.assertEqual(self._now(), ("meeting", "supporting"))

    def test_every_step_has_a_stage_and_words(self):
        fields = self.pairing._fields
        self.assertEqual(list(STEPS), [key for key, _ in fields["step"].selection])
        reached = [key for key, _ in fields["reached"].selection]
        self.assertEqual(reached, list(STEPS)[: len(reached)])
        stages = {key for key, _ in fields["stage"].selection}
        self.assertEqual(set(STEPS.values()), stages)

    def test_more_than_three_weeks_in_one_step_is_late(self):
        self.assertFalse(self._late(21))
        self.assertTrue(self._late(22))
        self.pairing.member_ids.first_contact_on = self.today + 20 * DAY
        self.assertFalse(self._late(41))
        self.assertTrue(self._late(42))

    def test_the_edition_says_how_long_that_is(self):
        self.edition.late_days = 60
        self.assertFalse(self._late(60))
        self.assertTrue(self._late(61))

    def test_who_has_a_meeting_planned_is_not_late(self):
        meeting = self._meeting(100, "planned")
        self.assertFalse(self._late(99))
        self.assertTrue(self._late(101))
        meeting._set_state("held")
        self.assertFalse(self._late(101))
        self.assertTrue(self._late(122))

    def test_who_plans_a_year_and_never_meets_is_late(self):
        for days in range(10, 300, 28):
            self._meeting(days, "planned")
        self.assertFalse(self._late(31))
        self.assertTrue(self._late(32))

    @control
    def test_a_cancelled_meeting_is_no_meeting(self):
        self._meeting(100, "cancelled")
        self.assertTrue(self._late(50))

    def test_a_pause_holds_and_the_days_count_anew_from_its_end(self):
        self.pairing.action_pause(self.today + 40 * DAY)
        self.assertFalse(self._late(30))
        with self._on(self.today + 41 * DAY):
            self._run_day()
        self.assertFalse(self.pairing.paused_until)
        self.assertFalse(self._late(61))
        self.assertTrue(self._late(65))

    def test_in_the_last_weeks_nobody_is_late(self):
        self.assertTrue(self._late(329))
        self.assertFalse(self._late(330))
        self.pairing.prolonged_until = self.today + 500 * DAY
        self.assertTrue(self._late(330))

    def _behind(self, days):
        self.env.flush_all()
        self.env.invalidate_all()
        with self._on(self.today + days * DAY):
            found = self.pairing.search([("is_behind", "=", True)])
            not_found = self.pairing.search([("is_behind", "!=", True)])
            self.assertEqual(self.pairing.is_behind, self.pairing in found, days)
            self.assertEqual(self.pairing.is_behind, self.pairing not in not_found)
            kept = self.pairing.filtered_domain([("is_behind", "=", True)])
            self.assertEqual(self.pairing.is_behind, bool(kept))
            return self.pairing.is_behind

    def test_the_minimum_of_meetings_is_spread_over_the_programme(self):
        self.edition.min_meetings = 4
        self.assertFalse(self._behind(89))
        self.assertTrue(self._behind(90))
        self._meeting(10)
        self.assertFalse(self._behind(90))
        self.assertTrue(self._behind(180))
        for _meeting in range(3):
            self._meeting(10)
        self.assertFalse(self._behind(400))

    def test_nobody_is_behind_in_the_first_month(self):
        self.edition.min_meetings = 50
        self.assertFalse(self._behind(29))
        self.assertTrue(self._behind(30))

    def test_in_a_short_programme_it_counts_once_it_is_over(self):
        self.pairing.date_end = self.today + DAY
        self.assertFalse(self._behind(1))
        self.assertTrue(self._behind(2))

    def test_what_is_not_written_yet_counts(self):
        self.pairing.date_start = self.today - 200 * DAY
        self.pairing.date_end = self.today + 10 * DAY
        self._meeting(-100)
        self.env.flush_all()
        self.edition.min_meetings = 1
        behind = [("id", "=", self.pairing.id), ("is_behind", "=", True)]
        self.assertFalse(self.pairing.search(behind))
        self.edition.min_meetings = 10
        self.assertTrue(self.pairing.search(behind))

    def test_who_has_not_started_is_in_no_step(self):
        spare = self._edition(name="2033")
        spare.action_open_enrolment()
        people = (self._enrol(self.mentor, "mentor", spare),)
        people += (self._enrol(self.member, "mentee", spare),)
        pairing = self._pair(*people)
        self.assertEqual((pairing.step, pairing.stage), (False, False))
        self.assertFalse(pairing.is_late)
        self.assertFalse(pairing.is_behind)

    def test_an_edition_of_a_day_and_one_without_a_minimum(self):
        self.edition.min_meetings = 2
        self.pairing.date_end = self.today
        self.assertFalse(self._behind(0))
        self.assertTrue(self._behind(1))
        self.edition.min_meetings = 0
        self.assertFalse(self._behind(40))

    def test_the_board_is_red_for_what_is_late(self):
        def board(days):
            self.env.flush_all()
            self.env.invalidate_all()
            moment = datetime.combine(self.today + days * DAY, time(12))
            with self._on(self.today + days * DAY), freeze_time(moment):
                edition = self.edition.with_user(self.coordinator)
                listed = self._listed(edition.action_view_late())
                self.assertEqual(edition.late_count, len(listed))
                return edition.late_count, edition.too_few_count

        self.assertEqual(board(5), (0, 0))
        self.assertEqual(board(25), (1, 0))
        self.assertEqual(board(300), (1, 1))

    def _listed(self, action):
        context = action["context"]
        domain = [("edition_id", "=", context["search_default_edition_id"])]
        self.assertTrue(context["search_default_late"])
        pairings = self.env[action["res_model"]].with_user(self.coordinator)
        return pairings.search([*domain, ("is_late", "=", True)])

    def test_without_a_pairing_is_red_once_nobody_signs_up_or_is_asked(self):
        spare = self._edition(name="2033")
        spare.action_open_enrolment()
        mentor = self._enrol(self.mentor, "mentor", spare)
        alone = self._enrol(self.member, "mentee", spare)

        def red():
            spare.invalidate_recordset()
            return spare.unpaired_count, spare.is_unpaired_late

        self.assertEqual(red(), (2, False))
        spare.action_close_enrolment()
        self.assertEqual(red(), (2, True))
        pairing = self._pair(mentor, alone)
        pairing.action_offer()
        self.assertEqual(red()[1], False)
