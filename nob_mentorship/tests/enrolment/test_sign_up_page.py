from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase
from ..queries import recorded_queries

MOST_QUERIES = 30


@tagged("post_install", "-at_install", "mentorship")
class TestSignUpPage(HttpCase, MentorshipCase):
    """The pages of the three steps, as they are sent and received (R8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.nl")
        cls.edition.question_ids = cls._question()
        cls.programme.terms = "<p>You keep what you hear to yourself.</p>"
        cls.topics = cls.env["mentorship.topic"].search([], limit=6)
        cls._open()
        cls.draft = cls._enrol(cls.mentee, "mentee", submit=False, question="")
        cls.path = cls.draft._page_path()

    def setUp(self):
        super().setUp()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)

    def _post(self, **form):
        page = self.url_open(self.path).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, **form}
        return self.url_open(self.path, data=data, allow_redirects=False)

    def _leads_to(self, answer, path):
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(path), answer.headers)

    def test_a_member_walks_through_the_steps(self):
        answer = self._post(step="1", do="next", question="")
        self.assertEqual(answer.status_code, 422)
        for said in ('id="question_error"', 'aria-invalid="true"', "autofocus"):
            self.assertIn(said, answer.text)
        answer = self._post(step="1", do="next", question="What now?")
        self._leads_to(answer, f"{self.path}?step=2")
        answer = self._post(step="2", do="back", employer="A firm")
        self._leads_to(answer, f"{self.path}?step=1")
        answer = self._post(step="2", do="save", employer="A firm")
        self._leads_to(answer, f"{self.path}?step=2&done=saved")
        answer = self._post(step="2", do="next", topic_ids=self.topics[0].id)
        self._leads_to(answer, f"{self.path}?step=3")
        page = self.url_open(f"{self.path}?step=3").text
        for said in (
            "What now?",
            self.topics[0].with_context(lang="nl_NL").name,
            'name="terms"',
            "to yourself",
        ):
            self.assertIn(said, page)
        answer = self._post(step="3", do="submit")
        self.assertEqual(answer.status_code, 422)
        self.assertIn('id="terms_error"', answer.text)
        self.assertEqual(self.draft.state, "draft")
        answer = self._post(step="3", do="submit", terms="1")
        self._leads_to(answer, f"{self.path}?done=signed_up")
        self.assertEqual((self.draft.state, self.draft.terms_version), ("accepted", 1))
        answer = self._post(step="1", do="save", question="What then?")
        self._leads_to(answer, f"{self.path}?done=changed")
        self.assertEqual(self.draft.question, "What then?")

    def test_what_is_missing_in_an_earlier_step_is_shown_there(self):
        answer = self._post(step="3", do="submit", terms="1")
        self.assertEqual(answer.status_code, 422)
        self.assertIn('name="step" value="1"', answer.text)
        self.assertIn('id="question_error"', answer.text)
        self.assertFalse(self.draft.terms_version)

    def test_a_form_without_steps_is_shown_as_a_whole(self):
        form = {"question": "What now?", "employer": "A firm", "do": "submit"}
        answer = self._post(**form)
        self.assertEqual(answer.status_code, 422)
        for said in ("What now?", 'value="A firm"', 'id="terms_error"'):
            self.assertIn(said, answer.text)
        self.assertNotIn('name="step"', answer.text)
        self._leads_to(self._post(**form, terms="1"), f"{self.path}?done=signed_up")

    def test_an_example_is_put_in_without_a_script(self):
        page = self.url_open(f"{self.path}?step=1").text
        self.assertEqual(page.count('name="example"'), 3)
        answer = self._post(step="1", example="1", question="")
        self.assertEqual(answer.status_code, 200)
        area = answer.text.split("<textarea")[1].split("</textarea>")[0]
        self.assertGreater(len(area.partition(">")[2].strip()), 20)
        answer = self._post(step="1", example="x", question="Mine")
        self.assertIn("Mine", answer.text)
        self.assertFalse(self.draft.question)

    def test_a_step_that_is_not_there_is_the_usual_page(self):
        for step in ("0", "4", "x", "9" * 5000, "", "1%00"):
            with self.subTest(step[:5]):
                answer = self.url_open(f"{self.path}?step={step}")
                self.assertEqual(answer.status_code, 200)
                self.assertIn('name="step" value="1"', answer.text)
        answer = self._post(step="x", do="save", question="As before")
        self._leads_to(answer, f"{self.path}?done=saved")

    def test_each_step_takes_few_queries(self):
        self.draft.write({"question": "What now?", "topic_ids": self.topics[:2].ids})
        slow = {}
        for step in (1, 2, 3):
            path = f"{self.path}?step={step}"
            for _warm in range(2):
                self.assertEqual(self.url_open(path).status_code, 200)
            with recorded_queries() as queries:
                self.url_open(path)
            if len(queries) > MOST_QUERIES:
                slow[step] = len(queries)
        self.assertFalse(slow)

    def test_withdrawing_is_asked_with_the_harmless_answer_first(self):
        page = self.url_open(self.path).text
        folded = page.split("o_mentorship_details mt-4")[1].split("</details>")[0]
        stays, leaves = folded.index(f'href="{self.path}"'), folded.index("/withdraw")
        self.assertLess(stays, leaves)
