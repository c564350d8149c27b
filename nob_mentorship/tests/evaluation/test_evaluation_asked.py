"""What staff read before an evaluation is opened, reminded of, closed or published."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import ballots
from ..base.test_confirm import AskCase
from .test_evaluation import EvaluationCase


@tagged("post_install", "-at_install")
class TestEvaluationAsked(EvaluationCase, AskCase):
    """Numbers of members and the last day, and never which member answered."""

    def test_opening_says_how_many_are_asked_until_when(self):
        self.people[0].email = False
        asked = self._ask(self.evaluation, "action_open")
        self.assertIn("a link of its own: 11", asked.consequences)
        self.assertIn("without an email address: 1", asked.consequences)
        last = self._day_words(self.today + timedelta(days=21))
        self.assertIn(last, asked.consequences)
        self.assertIn("can be shown: 5", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 11)
        self.assertEqual(self.evaluation.state, "open")
        self.assertIn(self._day_words(self.evaluation.closes_on), last)

    def test_what_is_missing_is_said_before_the_question(self):
        self.evaluation.min_responses = 13
        with self.assertRaisesRegex(UserError, "never be a result"):
            self._ask(self.evaluation, "action_open")
        with self.assertRaisesRegex(UserError, "while the form is open"):
            self._ask(self.evaluation, "action_remind")
        with self.assertRaisesRegex(UserError, "while the form is open"):
            self._ask(self.evaluation, "action_ask_later")
        with self.assertRaisesRegex(UserError, "before you publish"):
            self._ask(self.evaluation, "action_publish")

    def test_those_who_joined_later_are_counted(self):
        self.pairings[5].state = "proposed"
        self.evaluation.action_open()
        with self.assertRaisesRegex(UserError, "already been asked"):
            self._ask(self.evaluation, "action_ask_later")
        self.pairings[5].state = "active"
        asked = self._ask(self.evaluation, "action_ask_later")
        self.assertIn("a link of its own: 2", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(self.evaluation.invited_count, 12)

    def test_a_question_tells_no_more_than_the_form(self):
        """Whoever answered, and whoever withdraws or has no address: the words are the
        same for the same numbers."""
        self.evaluation.action_open()
        told = set()
        for number in (0, 3, 7):
            with self.env.cr.savepoint() as undone:
                self.assertEqual(
                    ballots.answer(self.evaluation, self.people[number]), "in_box"
                )
                self.people[0].email = False
                enrolment = self.env["mentorship.enrolment"].search(
                    [("partner_id", "=", self.people[3].id)]
                )
                enrolment.state = "withdrawn"
                self.env.flush_all()
                self.env.invalidate_all()
                for action in ("action_remind", "action_close", "action_discard"):
                    asked = self._ask(self.evaluation, action, self.manager)
                    told.add((action, asked.question, asked.consequences))
                undone.rollback()
            self.env.invalidate_all()
        self.assertEqual(len(told), 3)
        words = {action: said for action, _question, said in told}
        self.assertIn("have not answered: 11.", words["action_remind"])
        self.assertIn("0 of at most 2", words["action_remind"])
        self.assertIn("Answered: 1 of 12", words["action_close"])
        self.assertIn("can be shown: 4.", words["action_close"])
        self.assertIn("destroyed unread", words["action_close"])

    def test_a_reminder_is_asked_about_once_a_day(self):
        self.evaluation.action_open()
        asked = self._ask(self.evaluation, "action_remind")
        self.assertEqual(self._sent(asked.action_confirm), 12)
        with self.assertRaisesRegex(UserError, "already been sent today"):
            self._ask(self.evaluation, "action_remind")

    def test_only_a_manager_is_asked_about_a_key_that_is_lost(self):
        self.evaluation.action_open()
        with self.assertRaisesRegex(UserError, "mentorship manager"):
            self._ask(self.evaluation, "action_discard")

    def test_publishing_says_how_many_read_it(self):
        self.evaluation.write({"state": "closed", "summary": "We meet more often."})
        asked = self._ask(self.evaluation, "action_publish")
        self.assertIn("on their page: 12", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 0)
        self.assertTrue(self.evaluation.published_on)
