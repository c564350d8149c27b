from datetime import timedelta

from dateutil.relativedelta import relativedelta
from lxml import html

from odoo.tests import HttpCase, tagged

from .offers import OfferCase


@tagged("post_install", "-at_install")
class TestOfferPage(OfferCase, HttpCase):
    """A member answers “not now”, or asks first, on the page of the offer (P19)."""

    def setUp(self):
        super().setUp()
        for user in (self.mentee_user, self.mentor_user):
            user.lang = "en_US"
        self.path = f"/my/mentorship/pairing/{self.pairing.id}"
        self.authenticate("test_mentee", "test_mentee")

    def _page(self):
        return html.fromstring(self.url_open(self.path).text)

    def _post(self, part, **form):
        token = self._page().xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(f"{self.path}/{part}", {"csrf_token": token, **form})
        self.env.invalidate_all()
        return answer, html.fromstring(answer.text)

    def test_the_page_proposes_a_day_in_three_months_within_the_edition(self):
        (day,) = self._page().xpath("//input[@name='until']/@value")
        self.assertEqual(day, str(self.today + relativedelta(months=3)))
        end = self.today + timedelta(days=50)
        self.edition.date_end = end
        (day,) = self._page().xpath("//input[@name='until']/@value")
        self.assertEqual(day, str(end))

    def test_not_now(self):
        day = str(self.today + timedelta(days=70))
        answer, _page = self._post("not-now", until=day)
        self.assertTrue(answer.url.endswith("/my/mentorship?done=not_now"))
        self.assertEqual(str(self.mentee_enrolment.away_until), day)
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 410)

    def test_a_wrong_day_comes_back_with_the_message_at_the_field(self):
        for wrong in ("", "2020-01-01", str(self.today), "soon"):
            with self.subTest(wrong):
                answer, page = self._post("not-now", until=wrong)
                self.assertEqual(answer.status_code, 422)
                self.assertTrue(page.xpath("//*[@id='until_error']"))
                (field,) = page.xpath("//input[@name='until']")
                self.assertEqual(field.get("value", ""), wrong)
                self.assertTrue(field.xpath("ancestor::details[@open]"))
        self.assertEqual(self.mentee_row.answer, "pending")

    def test_a_question_and_its_answer(self):
        answer, page = self._post("ask", question="Can we meet online?")
        self.assertTrue(answer.url.endswith("?done=asked"))
        said = " ".join(page.text_content().split())
        self.assertIn("Can we meet online?", said)
        self.assertFalse(page.xpath("//textarea[@name='question']"))
        self.seen.action_answer_question("Yes, you can.")
        page = self._page()
        said = " ".join(page.text_content().split())
        self.assertIn("Yes, you can.", said)
        (button,) = page.xpath("//button[@name='answer'][@value='yes']")
        before = " ".join(button.xpath("preceding::text()"))
        self.assertIn("Yes, you can.", before)
        self.authenticate("test_mentor", "test_mentor")
        said = self.url_open(self.path).text
        self.assertNotIn("Can we meet online?", said)
        self.assertNotIn("Yes, you can.", said)

    def test_a_wrong_question_comes_back_with_the_message_at_the_field(self):
        for wrong in ("", "x" * 1001):
            with self.subTest(wrong[:5]):
                answer, page = self._post("ask", question=wrong)
                self.assertEqual(answer.status_code, 422)
                self.assertTrue(page.xpath("//*[@id='question_error']"))
                (field,) = page.xpath("//textarea[@name='question']")
                self.assertEqual((field.text or "").strip(), wrong)
        self.assertFalse(self.mentee_row.question_ids)

    def test_a_second_question_is_refused_in_words(self):
        self._post("ask", question="Can we meet online?")
        answer, page = self._post("ask", question="And on Fridays?")
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(page.xpath("//*[@role='alert']")[0].text.strip())

    def test_an_offer_that_was_taken_back_says_so(self):
        self.seen.action_retract()
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 410)
