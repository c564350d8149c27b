from odoo.tests import HttpCase, tagged

from .test_guide import GuideCase


@tagged("post_install", "-at_install", "mentorship")
class TestGuidePage(HttpCase, GuideCase):
    """The guide, with its talk and on a page of its own, for the pair alone (P16)."""

    def _guide_page(self, talk, user, part="/guide"):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/mentorship/meeting/{talk.id}{part}")

    def test_the_pair_reads_the_guide(self):
        talk, question = self._talk(1, 15), "Why do we meet, and why now?"
        guide = self.guides.filtered(lambda r: r.stage == "first")
        guide.with_context(lang="nl_NL").questions = question
        guide.questions = question
        for user in (self.mentor_user, self.mentee_user):
            for part in ("/guide", ""):
                answer = self._guide_page(talk, user, part)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(question, answer.text)

    def test_nobody_else_does(self):
        talk = self._talk(1, 15)
        for user in (self.member_user, self.coordinator):
            self.assertEqual(self._guide_page(talk, user).status_code, 404)

    def test_a_talk_without_one_leads_to_its_own_page(self):
        for month in (1, 2):
            self._talk(month, 15)
        talk = self._talk(4, 1)
        answer = self._guide_page(talk, self.mentee_user)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.url.endswith(f"/meeting/{talk.id}"))
        self.assertNotIn('id="guide"', answer.text)
