from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.pairing.offer_question import QUESTION_LIMIT
from ..pages import Pages
from .offers import OfferCase

MARK = "Zebrafink: can we meet online?"


class QuestionCase(OfferCase):
    """A member who was asked, and has a question first."""

    def _ask(self, user=None, text=MARK):
        user = user or self.mentee_user
        self.pairing.with_user(user).action_ask_back(text)
        return self.env["mentorship.offer.question"].search(
            [("partner_id", "=", user.partner_id.id)]
        )

    def _answer(self, text="Yes, you can.", question=None, user=None):
        seen = self.pairing.with_user(user or self.coordinator)
        seen.action_answer_question(text, question and question.id)


@tagged("post_install", "-at_install")
class TestQuestion(QuestionCase):
    """One question back, for the coordinator only (P19)."""

    def test_the_coordinator_is_told_and_answers_and_the_asker_gets_a_mail(self):
        before = self._mails()
        question = self._ask()
        self.assertEqual((self.pairing.state, question.waits), ("offered", True))
        self.assertFalse(self._mails() - before)
        (activity,) = self.pairing.activity_ids
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertNotIn("Zebrafink", activity.note)
        for _twice in range(2):
            self._answer()
        self.assertEqual(
            (question.answer, question.answered_on, question.answered_by_id),
            ("Yes, you can.", self.today, self.coordinator),
        )
        self.assertFalse(self.pairing.activity_ids)
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentee)
        self.assertIn("Read the answer", mail.body_html)
        for secret in ("Zebrafink", "Yes, you can"):
            self.assertNotIn(secret, mail.body_html)

    def test_one_question_for_each_offer_and_member(self):
        self._ask()
        self._ask()
        with self.assertRaisesRegex(UserError, "already asked"):
            self._ask(text="And what about Fridays?")
        self._answer()
        with self.assertRaisesRegex(UserError, "already asked"):
            self._ask(text="And what about Fridays?")
        other = self._ask(self.mentor_user, "How often?")
        self.assertTrue(other.waits)

    def test_a_question_has_words_and_an_end(self):
        wrong = ("", "  \n", "\x00", False, None, 7, ["x"], "x" * (QUESTION_LIMIT + 1))
        for text in wrong:
            with self.subTest(text), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_ask_back(text)
        self._ask()
        for text in wrong:
            with self.subTest(text), self.assertRaises(UserError):
                self._answer(text)
        self.assertTrue(self.mentee_row.question_ids.waits)

    def test_nobody_asks_for_another(self):
        for user in self._strangers() | self.coordinator | self.manager:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_ask_back(MARK)
        self.assertFalse(self.mentee_row.question_ids)

    def test_nobody_but_staff_answers(self):
        self._ask()
        for user in self._strangers() | self.mentor_user | self.mentee_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._answer(user=user)
        self.assertTrue(self.mentee_row.question_ids.waits)

    def test_who_answered_asks_nothing_more(self):
        self.pairing.with_user(self.mentee_user).action_accept_offer()
        with self.assertRaisesRegex(UserError, "has ended"):
            self._ask()

    def test_the_asker_and_the_coordinators_read_it_and_nobody_else(self):
        question = self._ask()
        for user in (self.mentee_user, self.coordinator, self.manager):
            self.assertEqual(question.with_user(user).text, MARK, user.name)
        for user in (self.mentor_user, self.member_user, self.other_coordinator):
            with self.subTest(user.name):
                self.assertFalse(question.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    question.with_user(user).read(["text"])
        for user in (self.employee, self.administrator):
            with self.subTest(user.name), self.assertRaises(AccessError):
                question.with_user(user).search([])
        pages = Pages(self.env, self.mentor_user)
        self.assertNotIn("Zebrafink", str(pages.pairing(self.pairing, self.mentor)))

    def test_a_coordinator_in_the_offer_neither_reads_nor_answers(self):
        self.programme.coordinator_ids += self.manager
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.mentor_user.write({"group_ids": [(6, 0, role.ids)]})
        self.programme.coordinator_ids += self.mentor_user
        question = self._ask()
        with self.assertRaises(AccessError):
            question.with_user(self.mentor_user).read(["text"])
        self.assertFalse(self.pairing.with_user(self.mentor_user).has_question)
        with self.assertRaisesRegex(UserError, "your own pairing"):
            self._answer(user=self.mentor_user)
        self._answer(user=self.manager)

    def test_nobody_writes_it_directly(self):
        question = self._ask()
        for user in (self.mentee_user, self.coordinator, self.manager):
            mine = question.with_user(user)
            for name in ("text", "answer", "answered_on", "waits"):
                with (
                    self.subTest(f"{user.name} {name}"),
                    self.assertRaises(AccessError),
                ):
                    mine.write({name: question[name]})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_two_questions_are_answered_one_by_one(self):
        first, second = self._ask(), self._ask(self.mentor_user, "How often?")
        self.assertEqual(len(self.pairing.activity_ids), 1)
        self._answer("Monthly.", second)
        self.assertEqual((first.waits, second.waits), (True, False))
        self.assertTrue(self.pairing.activity_ids)
        self._answer("Yes.")
        self.assertEqual(first.answer, "Yes.")
        self.assertFalse(self.pairing.activity_ids)
        with self.assertRaisesRegex(UserError, "No question waits"):
            self._answer("Another answer.")
        for strange in (first.id + 1000, "x", [first.id], 2**40):
            with self.subTest(strange), self.assertRaises(UserError):
                self.seen.action_answer_question("Words", strange)

    def test_staff_find_it_and_answer_in_a_window(self):
        question = self._ask()
        found = self.seen.search([("has_question", "=", True)])
        self.assertEqual(found, self.pairing)
        self.assertTrue(self.seen.has_question)
        wizard = self.env["mentorship.question.wizard"].with_user(self.coordinator)
        wizard = wizard.create({"question_id": question.id, "answer": "Yes."})
        self.assertEqual(wizard.text, MARK)
        wizard.action_answer()
        self.assertEqual(question.answer, "Yes.")
        self.assertFalse(self.seen.has_question)

    def test_an_answer_of_the_member_makes_it_needless(self):
        for act in ("action_accept_offer", "action_decline_offer"):
            with self.subTest(act), self.env.cr.savepoint() as undone:
                question = self._ask()
                getattr(self.pairing.with_user(self.mentee_user), act)()
                self.assertFalse(question.waits)
                self.assertFalse(self.pairing.activity_ids)
                with self.assertRaisesRegex(UserError, "No question waits"):
                    self._answer()
                undone.rollback()
            self.env.invalidate_all()

    def test_it_is_exported_to_the_asker(self):
        self._ask()
        self._answer()
        (told,) = Pages(self.env).export(self.mentee)["asked_back"]
        self.assertEqual((told["text"], told["answer"]), (MARK, "Yes, you can."))
        self.assertFalse(Pages(self.env).export(self.mentor)["asked_back"])

    def _over(self):
        """Let the offer and its edition be over, once the questions are answered."""
        self.pairing.with_user(self.mentee_user).action_decline_offer()
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()

    def test_it_is_erased_with_the_person(self):
        self._ask()
        kept = self._ask(self.mentor_user, "How often?")
        self._over()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(self.env["mentorship.offer.question"].search([]), kept)

    def test_it_is_forgotten_with_the_sign_up(self):
        self._ask()
        self.mentee_enrolment.action_withdraw()
        self.assertFalse(self.env["mentorship.offer.question"].search([]))
        self.assertFalse(self.pairing.activity_ids)

    def test_it_is_forgotten_after_the_retention_period(self):
        question = self._ask()
        self._answer()
        self._over()
        for enrolment in (self.mentee_enrolment, self.mentor_enrolment):
            enrolment.write({"question": False, "motivation": False})
        with self._on(self.edition.date_end):
            self._run_day()
            self.assertTrue(question.exists())
        later = self.edition.date_end + timedelta(days=800)
        with self._on(later):
            self._run_day()
        self.assertFalse(question.exists())


@tagged("post_install", "-at_install")
class TestClock(QuestionCase):
    """While a question waits, the time to answer does not run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls.pairing.expires_on

    def test_the_last_day_moves_by_the_days_waited(self):
        self._ask()
        with self._on(self.today + timedelta(days=3)):
            self._answer()
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=3))
        self.assertEqual(self.mentor_row.remind_on, self.today + timedelta(days=7 + 3))

    def test_it_moves_by_a_day_at_least(self):
        self._ask()
        self._answer()
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=1))

    def test_it_waits_once_for_each_offer(self):
        self._ask()
        with self._on(self.today + timedelta(days=2)):
            self._answer()
            self._ask(self.mentor_user, "How often?")
        with self._on(self.today + timedelta(days=6)):
            self._answer("Monthly.")
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=2))

    def test_two_that_wait_together_count_from_the_first_to_the_last(self):
        first = self._ask()
        with self._on(self.today + timedelta(days=1)):
            self._ask(self.mentor_user, "How often?")
            self._answer("Yes.", first)
            self.assertEqual(self.pairing.expires_on, self.last)
        with self._on(self.today + timedelta(days=5)):
            self._answer("Monthly.")
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=5))

    def test_an_offer_does_not_expire_while_a_question_waits(self):
        self._ask()
        late = self.last + timedelta(days=10)
        with self._on(late):
            self._run_day()
            self.pairing._day_expire()
            self.assertEqual(self.pairing.state, "offered")
            self._answer()
        self.assertEqual(self.pairing.expires_on, self.last + (late - self.today))
        with self._on(self.pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(self.pairing.state, "declined")

    def test_a_second_answer_leaves_at_least_a_day(self):
        self._ask()
        self._answer()
        with self._on(self.pairing.expires_on):
            self._ask(self.mentor_user, "How often?")
        late = self.pairing.expires_on + timedelta(days=4)
        with self._on(late):
            self._run_day()
            self.assertEqual(self.pairing.state, "offered")
            self._answer("Monthly.")
        self.assertEqual(self.pairing.expires_on, late + timedelta(days=1))

    def test_no_reminder_goes_out_meanwhile(self):
        self._ask()
        half = self.mentee_row.remind_on
        before = self._mails()
        with self._on(half):
            self._run_reminders()
            self.assertFalse(self._mails() - before)
            with self.assertRaisesRegex(UserError, "waits for your answer"):
                self.seen.action_remind()
            self._answer()
        before = self._mails()
        with self._on(self.mentee_row.remind_on):
            self._run_reminders()
        self.assertEqual(len(self._told(before, self.mentee)), 1)
        self.assertEqual(len(self._told(before, self.mentor)), 1)

    def test_the_time_runs_on_once_the_asker_says_yes(self):
        self._ask()
        with self._on(self.today + timedelta(days=2)):
            self.pairing.with_user(self.mentee_user).action_accept_offer()
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=2))

    def test_a_new_offer_has_its_own_time(self):
        self._ask()
        with self._on(self.today + timedelta(days=2)):
            self._answer()
        self.seen.action_retract()
        self.seen.action_offer()
        self.assertEqual(self.pairing.expires_on, self.last)
        self.assertEqual(self.pairing.waited_days, 0)
        self._ask()
        with self._on(self.today + timedelta(days=4)):
            self._answer()
        self.assertEqual(self.pairing.expires_on, self.last + timedelta(days=4))

    def test_a_newcomer_of_a_group_asks_too(self):
        pairing, _mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            pairing.with_user(user).action_accept_offer()
        newcomer = pairing.with_user(users[2])
        newcomer.action_ask_back(MARK)
        with self._on(pairing.expires_on + timedelta(days=3)):
            self._run_day()
            row = pairing.member_ids.filtered(lambda m: m.enrolment_id == mentees[2])
            self.assertFalse(row.left_on)
            pairing.with_user(self.coordinator).action_answer_question("Yes.")
            newcomer.action_accept_offer()
        self.assertTrue(row.introduced_on)
