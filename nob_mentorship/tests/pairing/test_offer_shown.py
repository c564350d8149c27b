from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..pages import Pages
from .offers import OfferCase

MARK = "Zebrafink: can we meet online?"


@tagged("post_install", "-at_install")
class TestShown(OfferCase):
    """A question about an offer that the other one may read, and answer (P19)."""

    def _ask(self, shown=True):
        self.pairing.with_user(self.mentee_user).action_ask_back(MARK, shown)
        return self.mentee_row.question_ids

    def _reply(self, text="Yes, every Friday.", user=None):
        self.pairing.with_user(user or self.mentor_user).action_answer_shown(text)

    def test_the_other_reads_and_answers_it(self):
        before = self._mails()
        question = self._ask()
        self.assertEqual(question.with_user(self.mentor_user).text, MARK)
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentor)
        self.assertNotIn("Zebrafink", mail.body_html + mail.subject)
        before = self._mails()
        for _twice in range(2):
            self._reply()
        self.assertEqual(question.answer, "Yes, every Friday.")
        self.assertEqual(question.answerer_id, self.mentor_row)
        self.assertFalse(self.pairing.activity_ids)
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentee)
        self.assertEqual(self.pairing.state, "offered")
        self.assertEqual(self.mentor_row.answer, "pending")

    def test_it_is_not_shown_unless_the_member_says_so(self):
        for said in (False, None, "yes", 1):
            with self.subTest(said), self.env.cr.savepoint() as undone:
                before = self._mails()
                question = self._ask(said)
                self.assertFalse(question.shown)
                self.assertFalse(self._mails() - before)
                self.assertFalse(question.with_user(self.mentor_user).search([]))
                undone.rollback()
            self.env.invalidate_all()

    def test_only_who_was_shown_it_answers(self):
        question = self._ask(shown=False)
        users = self._strangers() | self.mentor_user | self.mentee_user
        for user in users | self.coordinator | self.manager:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._reply(user=user)
        self.assertTrue(question.waits)

    def test_a_question_that_is_shown_is_for_no_one_else(self):
        question = self._ask()
        for user in self._strangers() | self.mentee_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._reply(user=user)
        self.assertFalse(question.with_user(self.member_user).search([]))
        for user in (self.mentor_user, self.mentee_user):
            with self.assertRaises(AccessError):
                question.with_user(user).write({"answer": "Mine."})
        self.assertTrue(question.waits)

    def test_the_first_answer_stays(self):
        question = self._ask()
        self.seen.action_answer_question("Yes, you can.")
        with self.assertRaisesRegex(UserError, "No question waits"):
            self._reply()
        self.assertEqual(question.answer, "Yes, you can.")
        self.assertFalse(question.answerer_id)
        self.assertEqual(question.with_user(self.mentor_user).answer, "Yes, you can.")

    def test_once_the_offer_is_over_the_other_reads_nothing(self):
        question = self._ask()
        self.pairing.with_user(self.mentee_user).action_decline_offer()
        self.assertFalse(question.with_user(self.mentor_user).search([]))
        # an AccessError is a UserError
        with self.assertRaises(UserError):
            self._reply()

    def test_an_answer_has_words_and_an_end(self):
        self._ask()
        for text in ("", "  \n", "\x00", False, None, 7, ["x"], "x" * 1001):
            with self.subTest(text), self.assertRaises(UserError):
                self._reply(text)

    def test_who_said_yes_already_can_still_answer(self):
        question = self._ask()
        self.pairing.with_user(self.mentor_user).action_accept_offer()
        with self._on(self.today + timedelta(days=2)):
            self._reply()
        self.assertFalse(question.waits)
        self.assertEqual(self.pairing.waited_days, 2)

    def test_in_a_group_no_one_else_reads_it(self):
        pairing, _mentor, _mentees, users = self._group()
        pairing.with_user(users[0]).action_ask_back(MARK, True)
        question = pairing.question_ids
        self.assertFalse(question.shown)
        for user in (self.mentor_user, *users[1:]):
            self.assertFalse(question.with_user(user).search([]))

    def test_a_no_of_one_of_three_does_not_show(self):
        edition = self._open(self._edition(name="2036", kind="peer"))
        users = [self._member(f"peer{number}", years=9) for number in range(3)]
        peers = [self._enrol(user.partner_id, "peer", edition) for user in users]
        pairing = self._pair(*peers, offer=True)
        pairing.with_user(users[0]).action_decline_offer()
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(len(pairing._present_members()), 2)
        pairing.with_user(users[1]).action_ask_back(MARK, True)
        self.assertFalse(pairing.question_ids.shown)

    def test_each_exports_what_they_wrote(self):
        self._ask()
        self._reply()
        (told,) = Pages(self.env).export(self.mentor)["answered_back"]
        self.assertEqual(told["text"], "Yes, every Friday.")
        self.assertNotIn(MARK, str(Pages(self.env).export(self.mentor)))
        self.assertFalse(Pages(self.env).export(self.mentee)["answered_back"])

    def test_the_answer_is_erased_with_who_wrote_it(self):
        question = self._ask()
        self._reply()
        self.pairing.with_user(self.mentee_user).action_decline_offer()
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()
        self.mentor.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(question.exists())

    def test_the_answer_goes_with_the_sign_up_of_who_wrote_it(self):
        question = self._ask()
        self._reply()
        self.mentor_enrolment.action_withdraw()
        self.assertFalse(question.exists())


@tagged("post_install", "-at_install")
class TestShownPage(OfferCase, HttpCase):
    """The page of the other one in the offer."""

    def setUp(self):
        super().setUp()
        for user in (self.mentee_user, self.mentor_user):
            user.lang = "en_US"
        self.path = f"/my/mentorship/pairing/{self.pairing.id}"

    def _post(self, login, part, **form):
        self.authenticate(login, login)
        page = self._html(self.path)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(f"{self.path}/{part}", {"csrf_token": token, **form})

    def _html(self, path):
        return html.fromstring(self.url_open(path).text)

    def test_it_is_answered_on_the_page(self):
        self._post("test_mentee", "ask", question=MARK, shown="1")
        answer = self._post("test_mentor", "answer-question", words="x" * 1001)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("words_error", answer.text)
        self.assertIn("x" * 1001, answer.text)
        self.assertIn("Zebrafink", answer.text)
        answer = self._post("test_mentor", "answer-question", words="Yes, on Fridays.")
        self.assertTrue(answer.url.endswith("?done=question_answered"))
        page = self._html(self.path)
        self.assertFalse(page.xpath("//textarea[@name='words']"))
        self.authenticate("test_mentee", "test_mentee")
        (asked,) = self._html(self.path).xpath("//*[@id='asked']")
        said = " ".join(asked.text_content().split())
        self.assertIn("Yes, on Fridays.", said)
        self.assertIn(self.mentor.name, said)

    def test_without_the_tick_the_other_sees_nothing(self):
        self._post("test_mentee", "ask", question=MARK)
        self.authenticate("test_mentor", "test_mentor")
        page = self._html(self.path)
        self.assertNotIn("Zebrafink", page.text_content())
        self.assertFalse(page.xpath("//textarea[@name='words']"))
        answer = self._post("test_mentor", "answer-question", words="Yes.")
        self.assertEqual(answer.status_code, 404)
