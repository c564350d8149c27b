from lxml import html

from odoo.tests import HttpCase, tagged

from .test_change import SAID, ChangeCase


@tagged("post_install", "-at_install", "mentorship")
class TestChangePage(ChangeCase, HttpCase):
    """The page for participants of a later edition (R66)."""

    def setUp(self):
        super().setUp()
        self._in_english()
        self.coordinator.name = "Coen Verhagen"
        self._enrol(self.mentee, "mentee", edition=self.next)
        self.change = self._change(said=f"{SAID} <script>alert(1)</script>")
        self.change.action_publish()
        self.path = f"/my/mentorship/edition/{self.next.id}"
        self.env.flush_all()

    def _open_page(self, user, path):
        self.authenticate(user.login, user.login)
        return self.url_open(path)

    def test_a_participant_is_led_to_it_from_the_edition(self):
        answer = self._open_page(self.mentee_user, self.path)
        page = html.fromstring(answer.text)
        (link,) = page.xpath(f"//a[@href='{self.path}/changes']")
        self.assertTrue(link.text_content().strip())
        answer = self._open_page(self.mentee_user, f"{self.path}/changes")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(SAID, answer.text)
        self.assertIn(self.change.name, answer.text)
        self.assertNotIn("<script>alert(1)", answer.text)
        self.assertNotIn("Verhagen", answer.text)

    def test_to_everyone_else_there_is_no_page(self):
        for user in (self.member_user, self.employee, self.coordinator, self.manager):
            with self.subTest(user.login):
                answer = self._open_page(user, f"{self.path}/changes")
                self.assertEqual(answer.status_code, 404)
                answer = self._open_page(user, self.path)
                self.assertNotIn(SAID, answer.text)

    def test_before_the_first_change_the_page_says_so(self):
        self.change.action_unpublish()
        self.env.flush_all()
        answer = self._open_page(self.mentee_user, f"{self.path}/changes")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("nothing to read", answer.text)
