import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo.http import root
from odoo.tests import HttpCase, tagged

from ...tools import kept
from ..common import MentorshipCase

LATE = "nothing was sent|er is niets verstuurd"
AGAIN = "is still here|staat er weer"
TYPED = "Hoe kies ik, <b>na tien jaar</b>, een specialisme? 🙂"
MEETING = "/my/mentorship/pairing/%s/meeting"


@tagged("post_install", "-at_install", "fault")
class TestLateForm(HttpCase, MentorshipCase):
    """A session that has ended costs nothing that was typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        group = cls._open(cls._edition(name="2034"))
        cls.draft = cls._enrol(cls.mentee, "mentee", edition=group, submit=False)
        cls.draft.question = "As it was"
        cls.page = cls.draft._page_path()
        cls.ahead = str(cls.today + timedelta(days=20))

    def setUp(self):
        super().setUp()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)

    def _send(self, path, token="", headers=None, by=None, **form):
        """Send a form that was made for a member, the mentee if nothing is said."""
        by = self.env["ir.http"]._form_of((by or self.mentee_user).id)
        return self.url_open(
            path,
            data={"csrf_token": token, kept.USER: by, **form},
            headers=headers,
            allow_redirects=False,
        )

    def _token(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def _end_session(self):
        root.session_store.delete(self.session)

    def _log_in(self, answer, user):
        """Log in where an answer leads to, and return the page that comes then."""
        self.assertEqual(answer.status_code, 303)
        where = urlsplit(answer.headers["Location"])
        self.assertEqual(where.path, "/web/login")
        login = self.url_open(answer.headers["Location"])
        return self.url_open(
            "/web/login",
            data={
                "csrf_token": self._token(login),
                "login": user.login,
                "password": user.login,
                "redirect": parse_qs(where.query)["redirect"][0],
            },
        )

    def _is_as_it_was(self):
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.draft.question, "As it was")

    def _shows(self, page, text):
        """Tell whether a page has a text in a field, as the browser reads it."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return escaped in page.text

    def test_what_was_typed_comes_back_after_the_login(self):
        token = self._token(self.url_open(self.page))
        self._end_session()
        answer = self._send(self.page, token, question=TYPED, do="submit")
        page = self._log_in(answer, self.mentee_user)
        self.assertEqual(urlsplit(page.url).path, self.page)
        self.assertTrue(self._shows(page, TYPED))
        self.assertEqual(
            (self.draft.state, self.draft.question), ("draft", "As it was")
        )
        # once it is sent, it is no longer kept
        answer = self._send(self.page, self._token(page), question=TYPED, do="save")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.draft.question, TYPED)
        self.draft.question = "As it was"
        self.assertFalse(self._shows(self.url_open(self.page), TYPED))

    def test_a_form_of_another_session_comes_back_at_once(self):
        answer = self._send(self.page, "0123o99999999999", question=TYPED, do="submit")
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(self._shows(answer, TYPED))
        self.assertEqual(
            (self.draft.state, self.draft.question), ("draft", "As it was")
        )
        self.assertTrue(self._shows(self.url_open(self.page), TYPED))

    def test_every_kind_of_field_comes_back(self):
        path = MEETING % self.pairing.id
        form = {
            "date": self.ahead,
            "time": "14:35",
            "minutes": "45",
            "mode": "video",
            "place": "",
            "video_url": "https://video.example/kamer",
        }
        page = self._send(path, **form)
        for text in (self.ahead, "14:35", '"45"', form["video_url"]):
            self.assertIn(text, page.text)
        self.assertFalse(self.pairing.meeting_ids)
        for part in ("pause", "prolong"):
            with self.subTest(part):
                path = f"/my/mentorship/pairing/{self.pairing.id}"
                answer = self._send(f"{path}/{part}", until=self.ahead)
                self.assertEqual(answer.status_code, 303)
                page = self.url_open(answer.headers["Location"])
                self.assertEqual(urlsplit(page.url).path, path)
                self.assertEqual(page.text.count(f'value="{self.ahead}"'), 1)
        self.assertFalse(self.pairing.paused_until)

    def test_a_button_is_not_pressed_twice_for_nothing(self):
        path = f"/my/mentorship/pairing/{self.pairing.id}"
        self._end_session()
        page = self._log_in(self._send(f"{path}/end"), self.mentee_user)
        self.assertEqual(urlsplit(page.url).path, path)
        self.assertEqual(self.pairing.state, "active")
        self.assertIn('role="alert"', page.text)

    def test_nobody_else_at_this_browser_reads_it(self):
        path = MEETING % self.pairing.id
        self._end_session()
        typed = {"date": self.ahead, "place": "Op zolder"}
        answer = self._send(path, **typed)
        page = self._log_in(answer, self.mentor_user)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Op zolder", page.text)

    def _kept(self):
        """Return what this browser's session holds of a form, {} for nothing."""
        return (
            root.session_store.get(self.opener.cookies["session_id"]).get(kept.KEY)
            or {}
        )

    def test_the_form_of_another_member_is_theirs(self):
        """Whose session it is now, in the same browser."""
        self.authenticate(self.mentor_user.login, self.mentor_user.login)
        path = MEETING % self.pairing.id
        page = self._send(path, place="Op zolder", by=self.mentee_user)
        self.assertEqual(page.status_code, 422)
        self.assertNotIn("Op zolder", page.text)
        self.assertNotRegex(page.text, AGAIN)
        self.assertNotIn("Op zolder", self.url_open(path).text)
        self.assertEqual(self._kept()["uid"], self.mentee_user.id)

    def test_of_whom_nothing_is_known_nothing_is_kept(self):
        by = self.env["ir.http"]._form_of(self.mentor_user.id).partition("-")[2]
        for said in ("", "x", f"{self.mentee_user.id}-{by}", "9" * 5000, "²-x"):
            with self.subTest(said[:20]):
                self._send(self.page, mentorship_user=said, question=TYPED)
                self.assertFalse(self._kept().get("typed"))

    def test_a_preference_is_kept_on_no_server(self):
        path = f"{self.page}/preference"
        for send in (lambda: None, self._end_session):
            send()
            self._send(path, wish="", avoid=TYPED)
            self.assertNotIn(TYPED, str(self._kept()))
        page = self._log_in(self._send(path, avoid=TYPED), self.mentee_user)
        self.assertRegex(page.text, LATE)
        self.assertNotRegex(page.text, AGAIN)
        self.assertIn("o_mentorship_draft", page.text)

    def test_a_word_of_late_is_said_once(self):
        path = f"/my/mentorship/pairing/{self.pairing.id}"
        self._send(f"{path}/end")
        pages = (f"{path}?done=paused", path, path)
        said = [len(re.findall(LATE, self.url_open(page).text)) for page in pages]
        self.assertEqual(said, [0, 1, 0])

    def test_what_is_too_old_is_there_no_more(self):
        session = {}
        kept.keep(session, "/a", "/a", kept.MultiDict({"question": "x"}), 7, 0)
        self.assertIsNone(kept.tell(session, "/a", 7, kept.SECONDS + 1))
        self.assertFalse(session)

    def test_another_website_fills_in_nothing(self):
        there = {"Origin": "https://elsewhere.example"}
        answer = self._send(self.page, headers=there, question="Klik op deze link")
        self.assertNotIn("Klik op deze link", answer.text)
        answer = self._send(self.page, headers={"Origin": "http://["}, question="x")
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("Klik op deze link", self.url_open(self.page).text)
        here = {"Origin": self.base_url()}
        answer = self._send(self.page, headers=here, question=TYPED)
        self.assertTrue(self._shows(answer, TYPED))

    def test_what_is_kept_has_bounds(self):
        session = {}
        form = kept.MultiDict([("question", "x" * kept.CHARACTERS)])
        kept.keep(session, "/a", "/a", form, 7, 0)
        self.assertFalse(session)
        form = kept.MultiDict([("topic", "1"), ("topic", "2"), ("csrf_token", "x")])
        kept.keep(session, "/a/b", "/a", form, 7, 0)
        self.assertEqual(kept.kept(session, "/a/b", 7, 1).getlist("topic"), ["1", "2"])
        self.assertNotIn("csrf_token", kept.kept(session, "/a/b", 7, 1))
        self.assertTrue(kept.tell(session, "/a", 7, 1))
        self.assertIsNone(kept.tell(session, "/a", 7, 1))
        for path, uid, now in (("/a", 7, 1), ("/a/b", 8, 1)):
            self.assertIsNone(kept.kept(session, path, uid, now))
        kept.forget(session, "/a/b")
        self.assertFalse(session)

    def test_every_form_that_a_member_sends_is_one_of_these(self):
        forms = 0
        for path, routing in self._routes():
            if not path.startswith("/my/mentorship") or "<path:" in path:
                continue
            if "POST" in routing["methods"]:
                forms += 1
                with self.subTest(path):
                    self.assertIn("mentorship_form", routing)
        self.assertGreater(forms, 12)
