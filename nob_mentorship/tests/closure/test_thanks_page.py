from lxml import html

from odoo.tests import HttpCase, tagged

from .test_thanks_by_name import ThanksCase


@tagged("post_install", "-at_install", "mentorship")
class TestThanksPage(ThanksCase, HttpCase):
    """A member's own way: asked at the end, named, and named no longer (R69)."""

    def setUp(self):
        super().setUp()
        self._say("yes", 1, 2, 3, 4, 5)
        self.user = self.users[0]
        self.user.lang = "en_US"
        self.path = f"/my/mentorship/enrolment/{self.enrolments[0].id}"
        self.env.flush_all()

    def _page(self, path, user=None):
        login = (user or self.user).login
        self.authenticate(login, login)
        return self.url_open(path)

    def _answer(self, named):
        page = html.fromstring(self._page(self.path).text)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        form = {"csrf_token": token, "named": named}
        answer = self.url_open(f"{self.path}/thanks", form)
        self.env.invalidate_all()
        return answer

    def _wall(self):
        return self._page("/my/mentorship/thanks", self.member_user).text

    def test_yes_names_and_taking_it_back_does_so_no_more(self):
        self.assertNotIn(self.user.name, self._wall())
        self.assertEqual(self._answer("yes").status_code, 200)
        self.assertIn(self.user.name, self._wall())
        answer = self._answer("no")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn(self.user.name, self._wall())
        self.assertIn(self.names[1], self._wall())

    def test_no_answer_is_refused_on_the_page(self):
        for named in ("", "maybe", "x" * 5000):
            with self.subTest(named[:5]):
                answer = self._answer(named)
                self.assertEqual(answer.status_code, 422)
                self.assertIn("yes or no", answer.text)
        self.assertEqual(self.enrolments[0].named_in_thanks, "unasked")

    def test_looking_changes_nothing(self):
        for path in (
            f"{self.path}/thanks?named=yes",
            "/my/mentorship/thanks?named=yes",
        ):
            self._page(path)
        self.env.invalidate_all()
        self.assertEqual(self.enrolments[0].named_in_thanks, "unasked")

    def test_the_page_of_the_pairing_asks_as_well(self):
        answer = self._page(f"/my/mentorship/pairing/{self.pairings[0].id}")
        page = html.fromstring(answer.text)
        (form,) = page.xpath("//section[@id='thanks']//form")
        self.assertEqual(form.get("action"), f"{self.path}/thanks")
        (link, *_more) = html.fromstring(self._page("/my/mentorship").text).xpath(
            "//a[@href='/my/mentorship/thanks']"
        )
        self.assertTrue(link.text_content().strip())

    def test_a_visitor_without_a_login_reads_no_name(self):
        self.authenticate(None, None)
        answer = self.url_open("/my/mentorship/thanks", allow_redirects=True)
        for name in self.names:
            self.assertNotIn(name, answer.text)

    def test_a_name_is_a_text(self):
        partner = self.users[1].partner_id
        partner.name = "<script>alert(1)</script>"
        self.env.flush_all()
        self.assertNotIn("<script>alert(1)", self._wall())
