"""The public page: it confirms a certificate, and answers everything else alike."""

from unittest.mock import patch
from urllib.parse import quote

from lxml import html

from odoo.tests import HttpCase, tagged

from ...models.closure import certificate_try
from ...models.closure.certificate import PATH
from ...tools import certificate_code
from ..queries import recorded_queries
from .certificates import CertificateCase


@tagged("post_install", "-at_install", "mentorship")
class TestCertificatePage(HttpCase, CertificateCase):
    """Anyone with a code reads four facts, and nothing without one (R69)."""

    def setUp(self):
        super().setUp()
        self.certificate = self._issue()
        self.code = self.certificate.code
        self.env.flush_all()

    def _look_up(self, typed, **options):
        return self.url_open(f"{PATH}/{quote(typed, safe='')}", **options)

    def test_it_confirms_four_facts_and_nothing_else(self):
        page = self._look_up(self.certificate._shown_code())
        self.assertEqual(page.status_code, 200)
        said = html.fromstring(page.text).xpath("//dd")
        self.assertEqual(
            [" ".join(dd.text_content().split()) for dd in said],
            ["Bas de Groot", "Mentee", "Test programme", "2030"],
        )
        for secret in (self.mentee.email, self.code, self.certificate._shown_code()):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertIn("noindex", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_a_code_is_read_however_it_is_typed(self):
        shown = self.certificate._shown_code()
        for typed in (shown.lower(), shown.replace("-", " "), f" {self.code} "):
            self.assertEqual(self._look_up(typed).status_code, 200)
            page = self.url_open(f"{PATH}?code={quote(typed)}")
            self.assertIn("Bas de Groot", page.text)

    def test_every_code_that_is_not_confirmed_gets_the_same_page(self):
        revoked = self._issue(self.mentors)
        self.mentors.with_user(self.coordinator).action_revoke_certificate()
        self.env.flush_all()
        erased = self.code
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.env.flush_all()
        odd = ("x", "\x00", "%", "é" * 28, "../../web/login", "A" * 5000, "<b>")
        pages = [
            self._look_up(typed)
            for typed in (certificate_code.new(), revoked.code, erased, *odd)
        ]
        pages.append(self.url_open(f"{PATH}?code={certificate_code.new()}"))
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(len({page.content for page in pages}), 1)
        self.assertEqual(
            len({page.headers["Content-Security-Policy"] for page in pages}), 1
        )

    def test_they_take_as_many_queries(self):
        revoked = self._issue(self.mentors).code
        self.mentors.with_user(self.coordinator).action_revoke_certificate()
        self.env.flush_all()
        counts = set()
        for typed in (certificate_code.new(), revoked, "nonsense"):
            for _warm in range(2):
                self._look_up(typed)
            with recorded_queries() as queries:
                self._look_up(typed)
            counts.add(len(queries))
        self.assertEqual(len(counts), 1)

    def test_without_a_code_it_asks_for_one(self):
        for path in (PATH, f"{PATH}?code=", f"{PATH}?code=%20", f"{PATH}?x=1"):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200)
            self.assertTrue(html.fromstring(page.text).xpath("//input[@name='code']"))
        self.assertFalse(self.env["mentorship.certificate.try"].search([]))

    def test_wrong_codes_are_limited_and_a_login_is_not(self):
        with patch.object(certificate_try, "MOST_TRIES", 4):
            for _try in range(4):
                self.assertEqual(self._look_up(certificate_code.new()).status_code, 404)
            page = self._look_up(certificate_code.new())
            self.assertEqual(page.status_code, 429)
            self.assertIn("Retry-After", page.headers)
            # one that was taken back is not told apart
            revoked = self._issue(self.mentors).code
            self.mentors.with_user(self.coordinator).action_revoke_certificate()
            self.env.flush_all()
            self.assertEqual(self._look_up(revoked).content, page.content)
            # who has a code is not shut out by others behind the same address
            self.assertEqual(self._look_up(self.code).status_code, 200)
            tries = self.env["mentorship.certificate.try"]
            self.assertEqual(tries.search_count([]), 4)
            self.authenticate(self.mentee_user.login, self.mentee_user.login)
            own = self.url_open(f"/my/mentorship/enrolment/{self.own.id}")
            self.assertEqual(own.status_code, 200)
            self.assertFalse(tries._is_spent("192.0.2.7"))
            # an hour later
            tries.search([]).write({"tried_at": "2020-01-01 10:00:00"})
            self.env.flush_all()
            self.assertEqual(self._look_up(certificate_code.new()).status_code, 404)
            tries._forget()
            self.assertEqual(tries.search_count([]), 1)

    def test_codes_that_are_right_are_not_counted(self):
        with patch.object(certificate_try, "MOST_TRIES", 2):
            for _visit in range(5):
                self.assertEqual(self._look_up(self.code).status_code, 200)

    def test_no_address_is_stored(self):
        tries = self.env["mentorship.certificate.try"]
        tries._note("192.0.2.7")
        tries._note("2001:db8::7")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT string_agg(t::text, ' ') FROM mentorship_certificate_try t"
        )
        (stored,) = self.env.cr.fetchone()
        for part in ("192.0.2", "2001:db8"):
            self.assertNotIn(part, stored)

    def test_a_name_is_text(self):
        self.mentee.name = "<script>alert(1)</script> מאיה"
        self.env.flush_all()
        page = self._look_up(self.code)
        self.assertNotIn("<script", page.text)
        self.assertIn("מאיה", page.text)
