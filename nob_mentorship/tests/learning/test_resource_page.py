from base64 import b64encode

from odoo.tests import HttpCase, tagged

from ..queries import recorded_queries
from .test_resource import PDF, ResourceCase

MOST = 30
"""The maximum number of queries of a page, however many resources there are."""
RESOURCES = "mentorship_resource"


@tagged("post_install", "-at_install", "mentorship")
class TestResourcePage(HttpCase, ResourceCase):
    """The pages of resources, for members and for nobody else (P12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        encoded = b64encode(PDF).decode()
        cls.file = cls._resource(kind="file", file=encoded, file_name="<b>a</b>.html")

    def _get(self, user, path):
        self.authenticate(user.login, user.login)
        return self.url_open(path, allow_redirects=False)

    def test_a_file_is_a_download_and_runs_nothing(self):
        path = f"/my/mentorship/resource/{self.file.id}/file"
        answer = self._get(self.mentee_user, path)
        self.assertEqual((answer.status_code, answer.content), (200, PDF))
        headers = answer.headers
        self.assertEqual(headers["Content-Type"], "application/pdf")
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", headers.get("Content-Security-Policy", ""))
        self.assertNotIn("<b>", headers["Content-Disposition"])

    def test_the_text_of_each_kind_is_on_its_page_and_runs_nothing(self):
        body = """
            <h3>Five minutes</h3>
            <p onclick="alert(1)">Read this.</p>
            <script>alert(2)</script>
            <a href="javascript:alert(3)">Here</a>
            <img src="x" onerror="alert(4)"/>
            <iframe src="https://evil.example"></iframe>
            <form action="https://evil.example"><input name="evil"/></form>
        """
        encoded = b64encode(PDF).decode()
        kinds = {
            "article": {},
            "video": {"url": "https://a.example"},
            "file": {"file": encoded},
            "guide": {"stage": "first", "questions": "Why?"},
        }
        known = self.resources._fields["kind"].get_values(self.env)
        self.assertEqual(sorted(kinds), sorted(known))
        for kind, values in kinds.items():
            resource = self._resource(kind, kind=kind, body=body, **values)
            path = f"/my/mentorship/resource/{resource.id}"
            with self.subTest(kind):
                page = self._get(self.mentee_user, path).text
                self.assertIn("Five minutes", page)
                self.assertIn("Read this.", page)
                for word in ("alert(", "evil.example", 'name="evil"'):
                    self.assertNotIn(word, page)

    def test_no_other_page_reads_the_long_texts(self):
        for moment in (False, "grounding"):
            self._resource(moment=moment, body="<p>Long</p>")
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        for page in (
            "/my/mentorship",
            "/my/mentorship/resources",
            f"/my/mentorship/edition/{self.edition.id}",
        ):
            with self.subTest(page), recorded_queries() as queries:
                self.assertEqual(self.url_open(page).status_code, 200)
                read = [text for text, _rows in queries if RESOURCES in text]
                self.assertTrue(read)
                self.assertFalse([text for text in read if '"body"' in text])

    def test_what_is_archived_or_not_there_is_not_found(self):
        other = self._resource("No file")
        for path in (
            f"/my/mentorship/resource/{other.id}/file",
            "/my/mentorship/resource/999999999",
        ):
            self.assertEqual(self._get(self.mentee_user, path).status_code, 404)
        self.file.active = False
        for path in ("", "/file"):
            path = f"/my/mentorship/resource/{self.file.id}{path}"
            self.assertEqual(self._get(self.mentee_user, path).status_code, 404)

    def test_nobody_reads_it_without_a_login(self):
        for path in ("", "/file"):
            answer = self.url_open(
                f"/my/mentorship/resource/{self.file.id}{path}", allow_redirects=False
            )
            self.assertEqual(answer.status_code, 303)

    def test_the_self_check_has_no_form_of_its_own(self):
        self._in_english()
        page = self._get(self.member_user, "/my/mentorship/self-check").text
        check = page[page.index("o_mentorship_self_check") :]
        check = check[: check.index("Clear my answers")]
        self.assertEqual(check.count("<fieldset"), 10)
        self.assertEqual(check.count('type="radio"'), 30)
        for word in ("<form", "<textarea", 'type="submit"', "<iframe", "http"):
            self.assertNotIn(word, check)
        self.assertIn("Nothing is sent to us", page)

    def test_the_pages_take_as_many_queries_with_fifty_resources(self):
        self._more(2)
        few = self._counts()
        self._more(50)
        many = self._counts()
        self.assertEqual(many, few)
        self.assertLessEqual(max(many.values()), MOST)

    def _more(self, count):
        """Add resources for each moment, some of them read."""
        moments = [key for key, _label in self.resources._fields["moment"].selection]
        notes = self.env["mentorship.resource.read"]
        for number in range(count):
            for moment in (False, *moments):
                resource = self._resource(f"{moment} {number}", moment=moment)
                if number % 2:
                    notes._note(self.mentee, resource)
        self.env.flush_all()
        self.env.invalidate_all()

    def _counts(self):
        """Return how many queries each page costs a warm server."""
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        counts = {}
        for page in (
            "/my/mentorship",
            "/my/mentorship/resources",
            f"/my/mentorship/resource/{self.file.id}",
            f"/my/mentorship/pairing/{self.pairing.id}",
        ):
            for _warm in range(2):
                self.assertEqual(self.url_open(page).status_code, 200, page)
            with recorded_queries() as queries:
                self.url_open(page)
            counts[page] = len(queries)
        return counts
