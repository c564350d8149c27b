"""What a talk with the coordinators ends on their day (R65, R67, P15)."""

from datetime import timedelta

from odoo.tests import tagged

from ..pairing.test_checkin import CheckinCase
from .test_day import DAY, DayCase


class TalkCase(CheckinCase, DayCase):
    """A pair that asks for a talk, and the coordinator who has it with them."""

    def _ask(self, user, pairing=None):
        """Ask for a talk as a member; return the line about it."""
        pairing = pairing or self.pairing
        pairing.with_user(user).action_ask_talk()
        self.env.flush_all()
        self.env.invalidate_all()
        return pairing.activity_ids.sorted("id")[-1:]

    def _from(self, action, days=7, **values):
        """Fill in the form that a line of the day opens."""
        checkins = self.env["mentorship.checkin"].with_user(self.coordinator)
        values = {"date": self.now + timedelta(days=days), **values}
        return checkins.with_context(**action["context"]).create(values)

    def _noted(self, pairing=None):
        """Return what is written on a pairing, for staff."""
        self.env.flush_all()
        self.env.invalidate_all()
        return " ".join(map(str, (pairing or self.pairing).message_ids.mapped("body")))

    def _silence(self):
        """Let nothing happen in the pairing, for long; return the line about it."""
        self.pairing.date_start = self.today - 30 * DAY
        self.pairing.date_end = self.today + 300 * DAY
        self.env.flush_all()
        return self._day()


@tagged("post_install", "-at_install")
class TestDayOfATalk(TalkCase):
    """A line that was answered by a talk is done."""

    def test_who_asked_for_a_talk_and_gets_one_waits_no_more(self):
        self._ask(self.mentee_user)
        (line,) = self._day()
        self.assertEqual(self._why(line), ["talk"])
        self._mailed()
        checkin = self._from(line.action_mentorship_plan())
        self.assertFalse(line.active)
        self.assertFalse(self._day())
        day = checkin._when(self.coordinator.partner_id, form="d MMMM yyyy")
        self.assertIn(f"planned for {day}", self._noted())
        # and no one is mailed about that
        self.assertEqual(self._mailed(), {"mentor": 1, "mentee": 1, "coordinator": 1})

    def test_a_call_that_is_noted_answers_it_too(self):
        self._ask(self.mentee_user)
        line = self._day()
        line.feedback = "She called back."
        self._from(line.action_mentorship_note(), days=-1).action_hold()
        self.assertFalse(self._day())
        self.assertIn("She called back.", self._noted())
        self.assertIn("Talked on", self._noted())

    def test_a_talk_with_the_other_one_answers_nothing(self):
        line = self._ask(self.mentee_user)
        self._plan(kind="mentor")
        self.assertTrue(line.active)
        self._plan(kind="mentee")
        self.assertFalse(line.active)

    def test_both_asked_and_a_talk_with_both_answers_both(self):
        lines = self._ask(self.mentee_user) | self._ask(self.mentor_user)
        self.assertEqual(len(lines), 2)
        self._plan()
        self.assertEqual(lines.mapped("active"), [False, False])

    def test_who_asks_once_more_before_it_is_held_is_answered_when_it_is(self):
        checkin = self._plan()
        line = self._ask(self.mentee_user)
        checkin.date = self.now - timedelta(hours=1)
        self.assertTrue(line.active)
        checkin.action_hold()
        self.assertFalse(line.active)

    def test_who_asks_twice_has_one_line_whatever_the_language(self):
        line = self._ask(self.mentee_user)
        line.summary = "Bas zou graag een gesprek hebben"
        self.assertEqual(self._ask(self.mentee_user), line)

    def test_silence_is_done_by_the_talk_that_was_planned_from_its_line(self):
        line = self._silence()
        self.assertEqual(self._why(line), ["silent"])
        self._plan()
        self.assertTrue(line.active)
        self._from(line.action_mentorship_plan())
        self.assertFalse(line.active)
        self.assertFalse(self._day())

    def test_no_context_ends_a_line_about_something_else(self):
        line = self._silence()
        todo = self.pairing.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.coordinator.id
        )
        other = self.edition.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.coordinator.id
        )
        checkins = self.env["mentorship.checkin"].with_user(self.coordinator)
        values = {"pairing_id": self.pairing.id, "date": self.now + 7 * DAY}
        for clicked in (todo.id, other.id, 2**40, "x", [line.id], None, True):
            with self.subTest(str(clicked)):
                checkins.with_context(mentorship_line=clicked).create(values)
                for each in line | todo | other:
                    self.assertTrue(each.active)

    def test_what_the_server_makes_ends_nothing(self):
        line = self._ask(self.mentee_user)
        self._plan(user=self.env.ref("base.user_root")).sudo()
        self.assertTrue(line.active)

    def test_a_pairing_that_is_completed_is_talked_about_no_more(self):
        self._ask(self.mentee_user)
        self.pairing.with_user(self.coordinator).action_complete()
        self.assertFalse(self.pairing.activity_ids)

    def test_who_leaves_a_group_takes_the_request_along_and_no_other(self):
        for leave in (self._leave, self._withdraw):
            with self.subTest(leave.__name__), self.env.cr.savepoint() as undone:
                group, _mentor, _mentees, users = self._group()
                for user in (self.mentor_user, *users):
                    group.with_user(user).action_accept_offer()
                group = group.sudo()
                first, second = (self._ask(user, group) for user in users[:2])
                leave(group, users[0])
                self.assertEqual(group.state, "active")
                self.assertEqual(group.activity_ids, second)
                self.assertFalse(first.exists())
                undone.rollback()
            self.env.invalidate_all()

    def _leave(self, group, user):
        group.with_user(user).action_end()

    def _withdraw(self, group, user):
        rows = group.member_ids.filtered(lambda m: m.partner_id == user.partner_id)
        rows.enrolment_id.with_user(user).action_withdraw()

    def test_who_is_erased_does_not_take_the_request_of_another_along(self):
        group, first, second = self._two_requests()
        erased, other = first.partner_id, second.partner_id
        erased.name, other.name = "Zaphira Quist", "Ottoline Berg"
        gone, kept = (self._ask(user, group) for user in (first, second))
        done = self._ask(self.mentor_user, group).with_user(self.coordinator)
        done.action_feedback(feedback="About Zaphira.")
        kept.write({"feedback": "Zaphira as well?", "note": "<p>Zaphira Quist</p>"})
        self.assertIn("Zaphira", kept.res_name)
        erased.with_user(self.manager).action_mentorship_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(group.state, "active")
        self.assertFalse((gone | done.sudo()).exists())
        self.assertTrue(kept.active)
        self.assertEqual(kept.summary, "Ottoline Berg would like to talk")
        self.assertEqual(kept.user_id, self.coordinator)
        lines = self.env["mail.activity"].with_context(active_test=False)
        for name in ("summary", "note", "feedback", "res_name"):
            with self.subTest(name):
                self.assertFalse(lines.search([(name, "ilike", "Zaphira")]))

    def test_a_request_that_names_who_is_erased_goes(self):
        group, first, second = self._two_requests()
        first.partner_id.name = second.partner_id.name = "Zaphira Quist"
        line = self._ask(second, group)
        first.partner_id.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(line.exists())

    def _two_requests(self):
        """Return a group that has started, and two of its mentees, users."""
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        return group.sudo(), users[0], users[1]
