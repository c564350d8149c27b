"""Last year's pairs come from a sheet: they are over, count as earlier pairs, and no
one hears of it (P14, promise 5)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.obstacles import Obstacle
from ..base.test_import import ImportCase

DAY = timedelta(days=1)
PAST, PAIRINGS = "mentorship.past.pair", "mentorship.pairing"
HEADER = ["Edition", "Mentor", "Mentee", "Since", "Until", "Outcome", "Meetings held"]


class LastYearCase(ImportCase):
    """A coordinator with the sheet of last year, and an edition that is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.past = cls._past_edition()
        _amber, cls.kramer, cls.youssef, cls.sofie, _bram, cls.gone = cls.partners

    def _row(self, mentor, mentee, start=None, end=None, *more, edition="2019"):
        """Return a line of the sheet; the days count from today."""
        days = [
            "" if day is None else str(self.today + day * DAY) for day in (start, end)
        ]
        return [edition, mentor, mentee, *days, *more, *[""] * (2 - len(more))]

    def _sheet(self, *lines, env=None):
        """Import a sheet.

        :return: (pairings of the past edition, messages)
        """
        _lines, messages = self._import(PAST, HEADER, *lines, env=env)
        return self.past.pairing_ids, messages

    def _state_of_all(self):
        """Return what the sheets brought, to compare."""
        self.env.flush_all()
        return (
            self.past.pairing_ids.mapped(
                lambda p: (p.id, p.state, p.date_start, p.ended_on)
            ),
            self.past.enrolment_ids.mapped(lambda e: (e.id, e.partner_id.id, e.state)),
            self._mails().ids,
        )


@tagged("post_install", "-at_install", "mentorship")
class TestLastYear(LastYearCase):
    """What a sheet brings."""

    def test_a_pair_is_over_as_the_sheet_says(self):
        before = self._mails()
        pairings, messages = self._sheet(
            self._row("102", "YOUSSEF@leden.example", -450, -140, "Completed", "5"),
            self._row("Sofie van den Berg", "102", -400, -300, "Ended early", "1"),
        )
        self.assertFalse(messages)
        done, ended = pairings.sorted("id")
        self.assertEqual((done.state, ended.state), ("completed", "ended"))
        self.assertEqual((done.mentor_id, done.mentee_ids), (self.kramer, self.youssef))
        self.assertEqual(done.date_start, self.today - 450 * DAY)
        self.assertEqual(done.ended_on, self.today - 140 * DAY)
        self.assertEqual(ended.ended_on, self.today - 300 * DAY)
        self.assertEqual((done.held_meeting_count, ended.held_meeting_count), (5, 1))
        self.assertEqual(ended.ending_ids.asked_on, self.today - 300 * DAY)
        self.assertFalse(ended.ending_ids.member_id)
        states = set(self.past.enrolment_ids.mapped("state"))
        self.assertEqual(states, {"completed"})
        # one sign-up for each person and role
        self.assertEqual(len(self.past.enrolment_ids), 4)
        self.assertEqual(self.past.state, "closed")
        self.assertEqual(self._mails(), before)
        self.assertFalse(done.message_ids | ended.message_ids)
        self.assertFalse(done.activity_ids | self.past.activity_ids)

    def test_days_that_are_not_given_are_those_of_the_edition(self):
        pairing, messages = self._sheet(self._row("102", "youssef@leden.example"))
        self.assertFalse(messages)
        self.assertEqual(pairing.date_start, self.past.date_start)
        self.assertEqual(pairing.ended_on, self.past.date_end)
        self.assertEqual(pairing.state, "completed")

    def test_the_same_sheet_twice_changes_nothing(self):
        lines = [
            self._row("102", "youssef@leden.example", -450, -140, "Completed", "5"),
            self._row("102", "Sofie van den Berg", -400, -300, "Ended early", "1"),
            self._row("", "Bram van den Berg", None, None, "Not paired"),
        ]
        # a line that stands there twice is the same pair
        self.assertFalse(self._sheet(*lines, lines[0])[1])
        before = self._state_of_all()
        self.assertEqual(len(self.past.pairing_ids), 2)
        self.assertFalse(self._sheet(*lines)[1])
        self.assertEqual(self._state_of_all(), before)

    def test_a_pair_that_is_there_with_other_days_is_refused(self):
        line = self._row("102", "youssef@leden.example", -450, -140)
        self._sheet(line)
        before = self._state_of_all()
        for other in (
            self._row("102", "youssef@leden.example", -449, -140),
            self._row("102", "youssef@leden.example", -450, -141),
            self._row("102", "youssef@leden.example", -450, -140, "Ended early"),
            self._row("102", "youssef@leden.example", -450, -140, "Completed", "3"),
        ):
            _pairings, (message, *_rest) = self._sheet(other)
            self.assertIn("already in this edition", message)
            self.assertEqual(self._state_of_all(), before)

    def test_a_mistake_is_deleted_and_imported_anew(self):
        wrong, _messages = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140)
        )
        mine = wrong.with_user(self.coordinator)
        people = mine.member_ids.enrolment_id
        with self.assertRaises(UserError):
            people.unlink()
        mine.unlink()
        people.unlink()
        self.assertFalse(self.past.pairing_ids or self.past.enrolment_ids)
        pairing, messages = self._sheet(
            self._row("102", "youssef@leden.example", -440, -140)
        )
        self.assertFalse(messages)
        self.assertEqual(pairing.date_start, self.today - 440 * DAY)

    def test_after_a_mistake_a_member_counts_as_not_paired(self):
        wrong, _messages = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140)
        )
        wrong.with_user(self.coordinator).unlink()
        _pairings, messages = self._sheet(
            self._row("", "youssef@leden.example", None, None, "Not paired")
        )
        self.assertFalse(messages)
        sign_up = self.past.enrolment_ids.filtered(lambda e: e.role == "mentee")
        self.assertEqual(sign_up.state, "unmatched")

    def test_an_archived_duplicate_is_in_no_ones_way(self):
        for _copy in range(3):
            self.env["res.partner"].create(
                {
                    "name": "Youssef, old",
                    "email": "youssef@leden.example",
                    "active": False,
                }
            )
        pairing, messages = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140)
        )
        self.assertFalse(messages)
        self.assertEqual(pairing.mentee_ids, self.youssef)

    def test_who_left_is_found_and_named(self):
        for text in ("weg@leden.example", "Weg Geweest"):
            found, messages = self._import(
                PAST, HEADER, self._row(text, "youssef@leden.example", -450, -140)
            )
            self.assertFalse(messages)
            self.assertEqual(found.left_names, "Weg Geweest")
        self.assertEqual(self.past.pairing_ids.mentor_id, self.gone)
        self.assertFalse(self.gone.active)

    def test_someone_else_of_that_name_who_left_is_not_taken(self):
        self.env["res.partner"].create(
            {"name": "Youssef El Idrissi", "email": "oud@leden.example"}
        ).active = False
        _pairings, (message, *_rest) = self._sheet(
            self._row("102", "Youssef El Idrissi", -450, -140)
        )
        self.assertIn("member number", message)

    def test_a_member_whose_membership_ended_is_in_it(self):
        self.assertFalse(self.youssef._mentorship_member_since(self.today))
        pairing, messages = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140)
        )
        self.assertFalse(messages)
        self.assertEqual(pairing.mentee_ids, self.youssef)

    def test_a_line_that_is_wrong_is_named_and_nothing_is_half_done(self):
        good = self._row("102", "youssef@leden.example", -450, -140)
        for wrong, words in (
            (self._row("102", "Niemand", -450, -140), "Niemand"),
            (self._row("Amber Kramer", "Sofie van den Berg"), "member number"),
            (self._row("102", "102", -450, -140), "themselves"),
            (self._row("102", "", -450, -140), "choose both"),
            (self._row("", "", -450, -140), "choose both"),
            (self._row("102", "Sofie van den Berg", -140, -450), "before the first"),
            (self._row("102", "Sofie van den Berg", -450, 1), "in the future"),
            (self._row("102", "Sofie van den Berg", 1, 2), "in the future"),
            (
                self._row("102", "Sofie van den Berg", None, None, "Not paired"),
                "stands alone",
            ),
            (self._row("", "", None, None, "Not paired"), "stands alone"),
            (self._row("102", "Sofie van den Berg", None, None, "Fine"), "Fine"),
            (
                self._row("102", "Sofie van den Berg", None, None, "", "-1"),
                "Meetings held",
            ),
            (
                self._row("102", "Sofie van den Berg", None, None, "", "9999"),
                "Meetings held",
            ),
            (self._row("102", "Sofie van den Berg", edition="2030"), "ran before"),
            (self._row("102", "Sofie van den Berg", edition="Nergens"), "Nergens"),
        ):
            with self.subTest(wrong):
                pairings, messages = self._sheet(good, wrong)
                self.assertFalse(pairings)
                self.assertFalse(self.past.enrolment_ids)
                self.assertIn(words, " ".join(messages))

    def test_the_line_that_is_wrong_is_the_one_that_is_reported(self):
        lines = [
            self._row("102", "youssef@leden.example", -450, -140),
            self._row("102", "Sofie van den Berg", -140, -450),
            self._row("Bram van den Berg", "youssef@leden.example", -450, -140),
        ]
        result = (
            self.mine[PAST]
            .with_context(import_file=True)
            .load(
                ["edition_id", "mentor_id", "mentee_id", "date_start", "date_end"],
                [line[:5] for line in lines],
            )
        )
        (message,) = result["messages"]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertFalse(result["ids"])

    def test_nobody_is_told_later_either(self):
        """Not by the daily job, on the day of the look back, nor by the reminders."""
        end = self.today - relativedelta(months=6)
        self._sheet(self._row("102", "youssef@leden.example", -450, -200))
        self.past.date_end = end
        self._run_day()
        self._run_reminders()
        self.assertFalse(self._mails(self.kramer) | self._mails(self.youssef))
        self.assertFalse(self.past.evaluation_ids)

    def test_retention_counts_from_the_real_end(self):
        recent, old = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140),
            self._row("102", "Sofie van den Berg", -450, -300),
        )[0].sorted("id")
        self.past.retention_months = 6
        self.assertFalse(recent._is_time_to_clear())
        self.assertTrue(old._is_time_to_clear())
        self._run_day()
        self.assertEqual(old.room_cleared_on, self.today)
        self.assertFalse(recent.room_cleared_on)
        self.assertEqual(old.state, "completed")
        for pairing in recent | old:
            self.assertFalse(pairing._has_room_for(self.kramer))


@tagged("post_install", "-at_install", "mentorship")
class TestHistoryCounts(LastYearCase):
    """What was imported counts for the next edition."""

    def test_two_who_were_paired_are_not_paired_again(self):
        self._sheet(self._row("102", "youssef@leden.example", -450, -140))
        self._open()
        for partner in self.kramer | self.youssef:
            self._line(partner)
        self.kramer.professional_since = self.today - relativedelta(years=20)
        mentor = self._enrol(self.kramer, "mentor")
        mentee = self._enrol(self.youssef, "mentee")
        flags = self.edition._obstacles(mentee, mentor, self.edition)
        self.assertTrue(flags[0, 0] & Obstacle.EARLIER)
        self.assertFalse(self.edition._may_be_paired(mentee, mentor))

    def test_who_was_left_out_comes_first(self):
        _pairings, messages = self._sheet(
            self._row("", "youssef@leden.example", None, None, "Not paired"),
            self._row("102", "Sofie van den Berg", -450, -140),
            # a pair prevails, in whatever order they stand
            self._row("", "Sofie van den Berg", None, None, "Not paired"),
        )
        self.assertFalse(messages)
        self._open()
        for partner, first in ((self.youssef, True), (self.sofie, False)):
            self._line(partner)
            self.assertEqual(self._enrol(partner, "mentee").priority, first)
        sign_ups = self.env["mentorship.enrolment"]
        took_part = sign_ups.search(sign_ups._took_part(self.sofie))
        self.assertEqual(took_part.edition_id, self.past)

    def test_history_may_contradict_the_rules_of_today(self):
        """Exclusions, places and a pair the other way round are of no account."""
        self.env["mentorship.exclusion"].create(
            {"partner_id": self.kramer.id, "other_partner_id": self.youssef.id}
        )
        self.past.write({"mentor_places": 1, "mentee_places": 1})
        before = self._mails()
        pairings, messages = self._sheet(
            self._row("102", "youssef@leden.example", -450, -140),
            self._row("102", "Sofie van den Berg", -450, -140),
            self._row("youssef@leden.example", "102", -450, -140),
        )
        self.assertFalse(messages)
        self.assertEqual(len(pairings), 3)
        self.assertEqual(self._mails(), before)

    def test_pairs_of_every_kind_come_in(self):
        for kind, roles in (
            ("reverse", {"mentor", "mentee"}),
            ("group", {"mentor", "mentee"}),
            ("peer", {"peer"}),
        ):
            edition = self._past_edition(name=f"Past {kind}", kind=kind)
            _found, messages = self._import(
                PAST,
                HEADER,
                self._row("102", "youssef@leden.example", edition=edition.name),
            )
            self.assertFalse(messages)
            self.assertEqual(set(edition.enrolment_ids.mapped("role")), roles)
            self.assertEqual(edition.pairing_ids.state, "completed")


@tagged("post_install", "-at_install", "mentorship")
class TestPastByWhom(LastYearCase):
    """Only staff of the programme record the past, and never their own."""

    def _values(self, **values):
        return {
            "edition_id": self.past.id,
            "mentor_id": self.kramer.id,
            "mentee_id": self.youssef.id,
            **values,
        }

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_one_else_records_anything(self):
        for user in (
            self.other_coordinator,
            self.employee,
            self.administrator,
            self.mentee_user,
        ):
            with self.subTest(user.name):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.env[PAST].with_user(user).create(self._values())
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.past.with_user(user).action_import_pairs()
        _pairings, messages = self._sheet(
            self._row("102", "youssef@leden.example"),
            env=self.env(user=self.other_coordinator),
        )
        self.assertTrue(messages)
        self.assertFalse(self.past.pairing_ids or self.past.enrolment_ids)

    def test_a_manager_does(self):
        self.env[PAST].with_user(self.manager).create(self._values())
        self.assertEqual(len(self.past.pairing_ids), 1)

    def test_nobody_records_a_pairing_of_their_own(self):
        own = self.coordinator.partner_id
        for values in (
            {"mentor_id": own.id},
            {"mentee_id": own.id},
            {"mentor_id": own.id, "mentee_id": False, "outcome": "unpaired"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "your own"),
                self.env.cr.savepoint(),
            ):
                lines = self.env[PAST].with_user(self.coordinator)
                lines.create(self._values(**values))
        self.env[PAST].with_user(self.manager).create(self._values(mentor_id=own.id))
        with self.assertRaisesRegex(UserError, "your own"):
            self.past.pairing_ids.with_user(self.coordinator).unlink()

    def test_nothing_comes_into_an_edition_that_runs_or_ran_here(self):
        pairing = self._active_pair()
        lines = self.env[PAST].with_user(self.coordinator)
        for state in ("running", "closed"):
            with self.subTest(state):
                self.assertEqual(self.edition.state, state)
                with (
                    self.assertRaisesRegex(UserError, "ran before"),
                    self.env.cr.savepoint(),
                ):
                    lines.create(self._values(edition_id=self.edition.id))
                with self.assertRaisesRegex(UserError, "ran before"):
                    self.edition.action_import_pairs()
            if state == "running":
                self.edition.action_close()
        self.assertEqual(self.edition.pairing_ids, pairing)
        with self.assertRaises(UserError):
            pairing.with_user(self.coordinator).unlink()

    def test_nothing_comes_into_an_edition_that_is_moved_into_the_future(self):
        self.past.date_end = self.today + DAY
        with self.assertRaisesRegex(UserError, "not over"):
            self.env[PAST].with_user(self.coordinator).create(self._values())

    def test_no_state_or_context_makes_it_anything_but_over(self):
        lines = self.env[PAST].with_user(self.coordinator)
        for outcome in ("active", "offered", "proposed"):
            with self.subTest(outcome), self.assertRaises(ValidationError):
                lines.create(self._values(outcome=outcome))
        # the context with which the methods work opens nothing to a user
        pairings = self.env[PAIRINGS].with_user(self.coordinator)
        line = lines.create(self._values())
        self.assertEqual(line.outcome, "completed")
        sign_ups = self.past.enrolment_ids
        # an AccessError is a UserError
        with self.assertRaises(UserError):
            pairings.with_context(mentorship_past=True).create(
                {
                    "edition_id": self.past.id,
                    "state": "completed",
                    "member_ids": [
                        (0, 0, {"enrolment_id": sign_up.id}) for sign_up in sign_ups
                    ],
                }
            )
