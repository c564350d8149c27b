from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages


@tagged("post_install", "-at_install", "mentorship")
class TestAgain(MentorshipCase):
    """A member who took part before takes part again in one step (P23)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.nl")
        cls.question = cls._question()
        cls.dropped = cls._question("What do you value?")
        cls.edition.question_ids = cls.question | cls.dropped
        cls.focus = cls.env["mentorship.focus"].search([], limit=1)
        cls.programme.focus_ids = cls.focus
        topics = [{"name": f"Topic {number}"} for number in range(7)]
        cls.topics = cls.env["mentorship.topic"].create(topics)
        cls._open()
        cls.last = cls._enrol(
            cls.mentor,
            "mentor",
            motivation="I listen.",
            employer="A firm",
            max_mentees=3,
            shown=True,
            meeting_mode="video",
            region_id=cls.env.ref("base.state_nl_ut").id,
            topic_ids=[Command.set(cls.topics.ids)],
            focus_ids=[Command.set(cls.focus.ids)],
            language_ids=[
                Command.set(cls.env.ref("nob_mentorship.mentorship_language_dutch").ids)
            ],
            answer_ids=[
                Command.set(
                    (cls.question.answer_ids[0] | cls.dropped.answer_ids[0]).ids
                )
            ],
        )
        cls.edition.action_close_enrolment()
        cls.edition.action_start()
        cls.edition.action_close()
        cls.following = cls._open(
            cls._edition(name="2031", question_ids=cls.question.ids)
        )

    def _start(self, user=None, edition=None, role="mentor"):
        enrolments = self.env["mentorship.enrolment"].with_user(
            user or self.mentor_user
        )
        return enrolments._start(edition or self.following, role)

    def test_what_was_written_last_time_is_filled_in(self):
        again = self._start()
        same = ("motivation", "employer", "max_mentees", "meeting_mode", "region_id")
        for name in (*same, "focus_ids", "language_ids"):
            self.assertTrue(again[name], name)
            self.assertEqual(again[name], self.last[name], name)
        self.assertEqual(again.topic_ids, self.topics[:5])
        self.assertEqual(again.answer_ids, self.question.answer_ids[0])
        # a consent is given anew, and so is the agreement to the terms
        self.assertFalse(again.shown or again.terms_version)
        self.assertEqual(again.state, "draft")

    def test_a_complete_sign_up_opens_on_its_last_step(self):
        page = Pages(self.env).enrolment(self._start())
        self.assertEqual(page["sign_up"]["step"], 3)

    def test_what_is_gone_is_filled_in_no_more(self):
        self.topics[:4].active = False
        self.focus.unlink()
        self.last.motivation = False
        again = self._start()
        self.assertEqual(again.topic_ids, self.topics[4:])
        self.assertFalse(again.focus_ids or again.motivation)
        page = Pages(self.env).enrolment(again)
        self.assertEqual(page["sign_up"]["step"], 1)

    def test_nothing_comes_from_another_member_role_or_programme(self):
        other = self._member("another", years=9)
        for user, edition, role in (
            (other, self.following, "mentor"),
            (self.mentor_user, self.following, "mentee"),
            (
                self.mentor_user,
                self._open(self._edition(self.other_programme, name="2031")),
                "mentor",
            ),
        ):
            with self.subTest(user.login, role=role):
                fresh = self._start(user, edition, role)
                self.assertFalse(fresh.motivation or fresh.topic_ids)
                self.assertFalse(fresh.answer_ids or fresh.meeting_mode)

    def test_a_newer_employer_in_the_records_counts(self):
        self.mentor.company_name = "A new firm"
        self.assertEqual(self._start().employer, "A new firm")

    def test_a_stated_fact_is_filled_in_while_the_records_lack_it(self):
        self.mentor.professional_since = False
        since = self.today - relativedelta(years=9)
        self.last.stated_professional_since = since
        again = self._start()
        self.assertEqual(again.stated_professional_since, since)
        again.unlink()
        self.mentor.professional_since = self.today - relativedelta(years=12)
        self.assertFalse(self._start().stated_professional_since)

    def test_who_is_no_longer_eligible_is_refused(self):
        self.following.eligibility_domain = "[('name', '=', 'No one')]"
        with self.assertRaises(UserError):
            self._start()
        self.assertEqual(Pages(self.env).again(self.mentor), [])

    def test_the_step_is_offered_once_and_to_who_took_part(self):
        pages = Pages(self.env)
        (step,) = pages.again(self.mentor)
        self.assertEqual(set(step), {"title", "text", "url", "label"})
        self.assertIn("2030", step["text"])
        self.assertEqual(step["url"], f"/my/mentorship/edition/{self.following.id}")
        self.assertEqual(pages.again(self.member), [])
        with self._on(self.following.enrolment_end + timedelta(days=1)):
            self.assertEqual(pages.again(self.mentor), [])
        self._start()
        self.assertEqual(pages.again(self.mentor), [])

    def test_the_page_of_the_edition_has_one_button_for_it(self):
        page = Pages(self.env).edition(self.following, self.mentor)
        again = {card["role"]: card["again"] for card in page["roles"]}
        self.assertEqual(again, {"mentor": True, "mentee": False})
        page = Pages(self.env).edition(self.following, self.member)
        self.assertFalse(any(card["again"] for card in page["roles"]))

    def test_what_was_withdrawn_leaves_no_text_to_fill_in(self):
        mine = self._start()
        mine.write({"question": "A question"})
        mine.with_user(self.mentor_user).action_withdraw()
        again = self._start()
        self.assertNotEqual(again, mine)
        # what the sign-up before it still has is filled in
        self.assertNotEqual(again.question, "A question")
        self.assertEqual(again.motivation, "I listen.")
        self.assertEqual(again.employer, "A firm")
