from werkzeug.datastructures import MultiDict

from odoo.fields import Command
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages, save_sign_up, send_sign_up


@tagged("post_install", "-at_install", "mentorship")
class TestSignUpSteps(MentorshipCase):
    """A sign-up in three short steps (R8, R28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        topics = [{"name": f"Topic {number}"} for number in range(12)]
        cls.topics = cls.env["mentorship.topic"].create(topics)
        cls.question = cls._question()
        cls.edition.question_ids = cls.question
        cls._open()

    def _draft(self, role="mentee", **values):
        partner = self.mentor if role == "mentor" else self.mentee
        return self._enrol(partner, role, submit=False, **values)

    def _save(self, enrolment, step, onward=False, **typed):
        own = enrolment.with_user(enrolment.partner_id.user_ids)
        return save_sign_up(own, MultiDict(typed), onward, step)

    def _send(self, enrolment, **typed):
        own = enrolment.with_user(enrolment.partner_id.user_ids)
        return send_sign_up(own, MultiDict(typed))

    def _step(self, enrolment, **page):
        steps = Pages(self.env).enrolment(enrolment, **page)["sign_up"]
        return steps and steps["step"]

    def _ids(self, topics):
        return [str(topic.id) for topic in topics]

    def test_a_step_keeps_the_values_of_the_others(self):
        answer = self.question.answer_ids[0]
        draft = self._draft(
            motivation="Because.",
            employer="A firm",
            meeting_mode="video",
            topic_ids=[Command.set(self.topics[:2].ids)],
            answer_ids=[Command.set(answer.ids)],
        )
        self.assertFalse(self._save(draft, 1, question="What now?"))
        self.assertEqual(draft.question, "What now?")
        self.assertEqual(
            (draft.motivation, draft.employer, draft.meeting_mode),
            ("Because.", "A firm", "video"),
        )
        self.assertEqual((draft.topic_ids, draft.answer_ids), (self.topics[:2], answer))
        typed = {"employer": "Another", "topic_ids": self._ids(self.topics[2:4])}
        self.assertFalse(self._save(draft, 2, **typed))
        self.assertEqual(draft.question, "What now?")
        self.assertEqual(
            (draft.employer, draft.topic_ids), ("Another", self.topics[2:4])
        )
        before = draft.read(["question", "employer", "topic_ids", "answer_ids"])
        self.assertFalse(self._save(draft, 3, question="Forged", employer="Forged"))
        now = draft.read(["question", "employer", "topic_ids", "answer_ids"])
        self.assertEqual(now, before)

    def test_at_most_five_topics(self):
        draft = self._draft()
        for step in (2, None):
            six = {"topic_ids": self._ids(self.topics[:6]), "question": "What now?"}
            errors = self._save(draft, step, **six)
            self.assertEqual(list(errors), ["topic_ids"])
            self.assertIn("6", errors["topic_ids"])
            self.assertFalse(draft.topic_ids)
        five = {"topic_ids": self._ids(self.topics[:5])}
        self.assertFalse(self._save(draft, 2, **five))
        self.assertEqual(draft.topic_ids, self.topics[:5])

    def test_more_topics_of_before_stay_until_they_are_changed(self):
        draft = self._draft(topic_ids=[Command.set(self.topics[:7].ids)])
        same = {"topic_ids": self._ids(self.topics[:7]), "employer": "A firm"}
        self.assertFalse(self._save(draft, 2, **same))
        self.assertEqual(draft.employer, "A firm")
        fewer = {"topic_ids": self._ids(self.topics[:6])}
        self.assertEqual(list(self._save(draft, 2, **fewer)), ["topic_ids"])
        self.assertFalse(self._send(draft))
        self.assertEqual(draft.state, "accepted")

    def test_a_mentor_gives_a_topic_and_a_sentence(self):
        draft = self._draft("mentor")
        self.assertFalse(self._save(draft, 1, motivation=""))
        self.assertEqual(
            list(self._save(draft, 1, True, motivation=" ")), ["motivation"]
        )
        self.assertEqual(
            list(self._save(draft, 2, True, max_mentees="1")), ["topic_ids"]
        )
        self.assertEqual(list(self._send(draft)), ["motivation", "topic_ids"])
        self.assertFalse(self._save(draft, 1, True, motivation="I listen."))
        self.assertEqual(list(self._send(draft)), ["topic_ids"])
        one = {"topic_ids": self._ids(self.topics[:1]), "max_mentees": "1"}
        self.assertFalse(self._save(draft, 2, True, **one))
        self.assertFalse(self._send(draft))
        self.assertEqual(draft.state, "accepted")

    def test_staff_sign_up_a_mentor_without_them(self):
        draft = self._draft("mentor")
        draft.with_user(self.coordinator).action_submit()
        self.assertEqual(draft.state, "accepted")

    def test_a_form_with_all_fields_still_works(self):
        draft = self._draft("mentor")
        self.assertFalse(
            self._save(draft, None, True, max_mentees="2", motivation="Ik")
        )
        self.assertEqual(list(self._send(draft)), ["topic_ids"])
        self.assertEqual(draft.state, "draft")
        draft.topic_ids = self.topics[:1]
        self.assertFalse(self._send(draft))
        self.assertEqual((draft.state, draft.max_mentees), ("accepted", 2))

    def test_it_opens_on_the_first_step_that_is_not_complete(self):
        draft = self._draft(question="")
        self.assertEqual(self._step(draft), 1)
        draft.question = "What now?"
        self.assertEqual(self._step(draft), 2)
        draft.topic_ids = self.topics[:1]
        self.assertEqual(self._step(draft), 3)
        self.assertEqual(self._step(draft, step=1), 1)
        draft.action_submit()
        self.assertIsNone(self._step(draft))
        self.assertEqual(self._step(draft, step=2), 2)
        self.assertIsNone(self._step(draft, step=3))
        self.edition.action_close_enrolment()
        self.assertIsNone(self._step(draft, step=2))

    def test_an_error_leads_to_its_step_with_all_that_was_typed(self):
        draft = self._draft(topic_ids=[Command.set(self.topics[:1].ids)], shown=True)
        typed = MultiDict({"step": "3", "do": "submit"})
        page = Pages(self.env).enrolment(draft, typed, errors={"question": "x"})
        self.assertEqual(page["sign_up"]["step"], 1)
        self.assertEqual(page["form"]["topic_ids"], self._ids(self.topics[:1]))
        self.assertEqual(page["form"]["question"], "How do I grow?")
        mark = page["marks"]["question"]
        self.assertTrue(mark["described"].startswith("question_error "))
        self.assertEqual((mark["invalid"], mark["focus"]), ("true", "autofocus"))
        self.assertIsNone(page["marks"]["employer"]["focus"])
        folded = {"motivation": "x"}
        page = Pages(self.env).enrolment(draft, MultiDict({"step": "2"}), errors=folded)
        self.assertTrue(page["sign_up"]["unfolded"])

    def test_chosen_topics_are_seen_at_once(self):
        draft = self._draft(topic_ids=[Command.set(self.topics[-1:].ids)])
        seen, others = Pages(self.env).enrolment(draft, step=2)["topics"]
        self.assertEqual(len(seen), 6)
        self.assertTrue(others)
        self.assertIn(str(self.topics[-1].id), [topic["id"] for topic in seen])

    def test_after_sending_the_page_says_what_happens_next(self):
        self.coordinator.name = "Coen Coördinator"
        self.edition.intake = True
        sent = self._draft()
        sent.action_submit()
        first, second, third = Pages(self.env).enrolment(sent)["what_next"]
        self.assertIn("Coen", first)
        self.assertIn("Coen", second)
        self.assertIn(str(self.edition.date_start.day), second)
        self.assertIn(str(self.edition.date_start.day), third)
        sent.action_withdraw()
        self.assertFalse(Pages(self.env).enrolment(sent)["what_next"])
