"""The page about a programme: who reads it, what it tells, and the link that stops
invitations (R30, R34, R35).
"""

import base64
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from lxml import html
from PIL import Image

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from ...portal.promotion.page import chosen
from ...tools import picture
from ...tools.promotion import RESERVED, path
from ..common import MentorshipCase
from ..queries import recorded_queries
from .test_promotion import PromotionCase
from .test_voice import WORDS, VoiceCase

PAGE = "/mentorship/TEST"
UNKNOWN = {"x": "x", "%": "%25", "é" * 28: "%C3%A9" * 28, "<b>": "%3Cb%3E", "-1": "-1"}
"""Codes that no programme has, and how they are written in an address."""
NONE = ("%00", "A" * 5000, "a%0Ab", "STOP")
"""What no code can be."""


def drawn(kind="PNG", size=(900, 600)):
    """Return a picture, in base64."""
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, kind)
    return base64.b64encode(made.getvalue())


@tagged("post_install", "-at_install", "mentorship")
class TestPromotionPage(HttpCase, VoiceCase):
    """The page of a programme (R30, R34, R35)."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.member_user.lang = "en_US"
        self.programme.write(
            {
                "summary": "Learn from a colleague.",
                "benefits_mentee": "<p>A wider network.</p>",
                "benefits_organisation": "<p>People who stay.</p>",
                "support_statement": "<p>We stand behind it.</p>",
                "board_name": "Femke Hoekstra",
            }
        )
        self.programme.public_page = True
        self.env.flush_all()

    def _visit(self, address=PAGE, user=None, **options):
        login = user.login if user else None
        self.authenticate(login, login)
        self.env.flush_all()
        english = {"Accept-Language": "en-US"}
        return self.url_open(address, headers=english, **options)

    def test_everyone_reads_it_if_the_programme_says_so(self):
        answer = self._visit()
        self.assertEqual(answer.status_code, 200)
        for words in (
            "Learn from a colleague.",
            "A wider network.",
            "People who stay.",
            "We stand behind it.",
            "Femke Hoekstra",
        ):
            self.assertIn(words, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Robots-Tag"], "noarchive")
        page = html.fromstring(answer.text)
        told = {
            tag.get("property"): tag.get("content")
            for tag in page.xpath("//head/meta[starts-with(@property, 'og:')]")
        }
        self.assertEqual(told["og:title"], self.programme.name)
        self.assertEqual(told["og:description"], "Learn from a colleague.")
        self.assertTrue(told["og:url"].endswith(PAGE))
        # which coordinator members ask is for members
        self.assertNotIn(self.coordinator.name, answer.text)
        self.assertIn(self.programme.contact_email, answer.text)

    def test_otherwise_members_read_it_and_visitors_log_in_first(self):
        self.programme.public_page = False
        answer = self._visit(allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        login = "/web/login?redirect=%2Fmentorship%2FTEST"
        self.assertIn(login, answer.headers["Location"])
        for via, kept in (("0" * 16, True), ("x" * 16, False), ("0" * 5000, False)):
            answer = self._visit(f"{PAGE}?via={via}", allow_redirects=False)
            self.assertEqual("via" in answer.headers["Location"], kept)
        answer = self._visit(user=self.member_user)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")

    def test_what_is_archived_or_elsewhere_is_as_what_is_not_there(self):
        company = self.env["res.company"].create({"name": "Second association"})
        elsewhere = self._programme("Elsewhere", "ELSE", self.other_coordinator)
        elsewhere.write({"company_id": company.id, "public_page": True})
        archived = self._programme("Archived", "GONE", self.coordinator)
        archived.write({"public_page": True, "active": False})
        for user in (None, self.member_user):
            for code in ("ELSE", "GONE", *UNKNOWN, *NONE):
                with self.subTest(code[:9], user=user):
                    answer = self._visit(f"/mentorship/{code}", user)
                    led = not user and code not in NONE
                    self.assertEqual(answer.status_code, 200 if led else 404)
                    self.assertEqual("/web/login" in answer.url, led)
                    self.assertNotIn("Elsewhere", answer.text)
                    self.assertNotIn("Archived", answer.text)
                    answer = self._visit(f"/mentorship/{code}/picture", user)
                    self.assertEqual(answer.status_code, 404)

    def test_a_visitor_cannot_tell_which_codes_there_are(self):
        self.programme.public_page = False
        archived = self._programme("Archived", "GONE", self.coordinator)
        archived.active = False
        for code, written in {**UNKNOWN, "TEST": "TEST", "GONE": "GONE"}.items():
            with self.subTest(code[:9]):
                answer = self._visit(f"/mentorship/{code}?x=1", allow_redirects=False)
                self.assertEqual(answer.status_code, 303)
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                where = urlsplit(answer.headers["Location"])
                self.assertEqual(where.path, "/web/login")
                back = {"redirect": [f"/mentorship/{written}"]}
                self.assertEqual(parse_qs(where.query), back)
                answer = self._visit(f"/mentorship/{code}/picture")
                self.assertEqual(answer.status_code, 404)

    def test_a_code_is_found_in_small_letters_unless_two_are_alike(self):
        self.assertEqual(self._visit("/mentorship/test").status_code, 200)
        twin = self._programme("Twin", "Test", self.coordinator)
        twin.public_page = True
        self.assertIn("Twin", self._visit("/mentorship/Test").text)
        self.assertNotIn("Twin", self._visit("/mentorship/TEST").text)
        self.assertIn("/web/login", self._visit("/mentorship/tEST").url)

    def test_a_button_leads_to_the_sign_up_and_visitors_to_the_login_first(self):
        edition = self._open(self._edition(name="2031"))
        own = f"/my/mentorship/edition/{edition.id}"
        self.assertIn(f'href="{own}"', self._visit(user=self.member_user).text)
        quoted = own.replace("/", "%2F")
        self.assertIn(f'href="/web/login?redirect={quoted}"', self._visit().text)
        sign_up = self._enrol(self.member, "mentee", edition=edition, submit=False)
        answer = self._visit(user=self.member_user)
        self.assertIn(f'href="{sign_up._page_path()}"', answer.text)

    def test_it_says_when_the_sign_up_opens_or_that_there_is_none(self):
        self.assertIn("no edition to sign up for", self._visit().text)
        draft = self._edition(name="2035")
        self.assertNotIn("2035", self._visit().text, "a draft is staff's own")
        draft.enrolment_start = self.today + timedelta(days=9)
        self._open(draft)
        self.assertIn("Sign-up opens on", self._visit().text)

    def test_voices_are_gone_at_once(self):
        voice = self._say_words(0, named_as="name")
        self._approve(voice)
        self.assertIn(WORDS, self._visit().text)
        self.assertIn(self.users[0].name, self._visit().text)
        self.enrolments[0].with_user(self.users[0]).action_unsay()
        self.assertNotIn(WORDS, self._visit().text)
        self.assertNotIn(self.users[0].name, self._visit().text)

    def test_a_voice_and_a_name_are_texts(self):
        self.users[0].name = "<script>alert(1)</script>"
        self._approve(self._say_words(0, "<script>alert(2)</script>", "name"))
        answer = self._visit()
        self.assertNotIn("<script>alert(", answer.text)
        self.assertIn("&lt;script&gt;alert(2)", answer.text)

    def test_no_number_is_of_fewer_than_five(self):
        # three pairs
        self.assertNotIn("Mentorships so far", self._visit().text)

    def test_the_numbers_are_those_of_all_its_editions(self):
        other = self._open(self._edition(name="2033"))
        for number in range(5):
            pair = [
                self._enrol(
                    self._member(f"{role}_{number}", years=10).partner_id, role, other
                )
                for role in ("mentor", "mentee")
            ]
            self._pair(*pair, accept=True)
        other.action_close_enrolment()
        other.action_start()
        other.action_close()
        self.env.registry.clear_cache()
        shown = html.fromstring(self._visit().text).text_content()
        self.assertRegex(shown, r"Mentorships so far\s+8\b")

    def test_a_picture_is_checked_and_made_small(self):
        for wrong in (b"bm8=", base64.b64encode(b"<svg/>"), base64.b64encode(b"%PDF-")):
            with self.assertRaises(ValidationError):
                self.programme.board_picture = wrong
        self.programme.board_picture = drawn()
        answer = self._visit(f"{PAGE}/picture")
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        shown = Image.open(BytesIO(answer.content))
        self.assertEqual(shown.size, (picture.SIDE, picture.SIDE))
        self.assertIn(f'src="{PAGE}/picture"', self._visit().text)
        self.programme.public_page = False
        self.assertEqual(self._visit(f"{PAGE}/picture").status_code, 404)
        self.programme.public_page = True
        self.programme.support_statement = False
        self.assertEqual(self._visit(f"{PAGE}/picture").status_code, 404)
        self.programme.support_statement = "<p>We stand behind it.</p>"
        self.assertEqual(self._visit(f"{PAGE}/picture").status_code, 200)
        self.programme.board_picture = False
        self.assertEqual(self._visit(f"{PAGE}/picture").status_code, 404)

    def test_looking_changes_nothing_and_a_reader_leaves_no_trace(self):
        edition = self._open(self._edition(name="2031"))
        edition.with_user(self.coordinator).action_promote()
        promotion = edition.promotion_ids
        promotion.sudo().state = "sent"
        self.env.flush_all()
        answer = self._visit(f"{PAGE}?via={promotion.via}")
        self.env.invalidate_all()
        self.assertFalse(promotion.opened)
        self.assertIn(f'data-via="{promotion.via}"', answer.text)
        self.assertNotIn("data-via", self._visit(f"{PAGE}?via=%22%3Ex").text)
        count = {"via": promotion.via}
        for form in (count, {"via": "x"}, {"x": "1"}, {"via": "\x00"}):
            answer = self.url_open("/mentorship/opened", form)
            self.assertEqual((answer.status_code, answer.text), (204, ""))
            self.assertNotIn("Set-Cookie", answer.headers)
        self.env.invalidate_all()
        self.assertEqual(promotion.opened, 1)

    def test_its_queries_do_not_grow(self):
        counts = []
        for number in range(2):
            for n in range(3):
                self._approve(self._say_words(number * 3 + n, f"Words {number} {n}."))
                self._open(self._edition(name=f"21{number}{n}"))
            for _warm in range(2):
                self._visit()
            with recorded_queries() as queries:
                self.url_open(PAGE)
            counts.append(len(queries))
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install", "mentorship")
class TestAddress(MentorshipCase):
    """The address of a page, and the edition that it is about."""

    def test_no_page_has_the_address_of_another(self):
        taken = set()
        for address, _routing in self._routes():
            parts = address.strip("/").split("/")
            if parts[0] == "mentorship" and len(parts) > 1 and "<" not in parts[1]:
                taken.add(parts[1])
        self.assertLessEqual(taken, RESERVED)
        for code in (*RESERVED, "LINK", "", "..", ".", "a/b", " ", "a\nb", "\x00"):
            self.assertEqual(path(code), "", code)
        self.assertEqual(path("A" * 101), "")
        self.assertEqual(path("A" * 100), f"/mentorship/{'A' * 100}")
        self.assertEqual(path("NOB VN"), "/mentorship/NOB%20VN")

    def test_a_programme_with_such_a_code_has_no_public_page(self):
        self.programme.code = "link"
        self.assertFalse(self.programme.page_url)
        with self.assertRaises(ValidationError):
            self.programme.public_page = True
        with self.assertRaises(ValidationError):
            self.programme.action_open_page()

    def test_the_page_is_about_the_sign_up_that_ends_first(self):
        later, sooner = (
            self._open(self._edition(name=name, enrolment_end=end))
            for name, end in (
                ("2041", self.today + timedelta(days=20)),
                ("2042", self.today + timedelta(days=10)),
            )
        )
        self.assertEqual(chosen(later | sooner), sooner)
        sooner.action_close_enrolment()
        sooner.late_enrolment = True
        self.assertEqual(chosen(later | sooner), later)
        later.action_close_enrolment()
        self.assertEqual(chosen(later | sooner), sooner)
        self.assertFalse(chosen(self.edition))


@tagged("post_install", "-at_install", "mentorship")
class TestStop(HttpCase, PromotionCase):
    """The link in an invitation works without a login, and for its reader alone."""

    def setUp(self):
        super().setUp()
        self._send()
        (self.row,) = self.edition.promotion_ids.sent_ids.filtered(
            lambda one: one.partner_id == self.member
        )
        self.link = self.row.stop_link[len(self.row.get_base_url()) :]
        self.env.flush_all()

    def _unasked(self):
        self.env.invalidate_all()
        return self.env["res.partner"].search([("mentorship_unasked_on", "!=", False)])

    def test_looking_stops_nothing_and_the_button_does(self):
        answer = self.url_open(self.link)
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self._unasked())
        (form,) = html.fromstring(answer.text).xpath("//main//form")
        self.assertEqual(form.get("action"), self.link)
        self.assertEqual(form.get("method"), "post")
        self.assertNotIn(self.member.email, answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        answer = self.url_open(self.link, {"x": "1"})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._unasked(), self.member)

    def test_the_button_of_a_mail_program_stops_them(self):
        answer = self.url_open(self.link, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._unasked(), self.member)
        again = self.url_open(self.link, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(again.status_code, 200)

    def test_who_is_logged_in_stops_those_of_the_reader_and_no_others(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.url_open(self.link, {"x": "1"})
        self.assertEqual(self._unasked(), self.member)

    def test_no_other_link_stops_anything(self):
        other = self.edition.promotion_ids.sent_ids - self.row
        key = self.link.rpartition("/")[2]
        for wrong in (
            f"/mentorship/stop/{other[0].id}/{other[0].reader}/{key}",
            f"/mentorship/stop/{self.row.id}/{other[0].reader}/{key}",
            f"/mentorship/stop/{self.row.id}/{self.row.reader}/{key[:-1]}",
            f"/mentorship/stop/{self.row.id}/{self.row.reader}/é",
            f"/mentorship/stop/{10**30}/{10**30}/{key}",
            f"/mentorship/stop/{self.row.id}/{self.row.reader}/%00",
            f"/mentorship/stop/-1/x/{key}",
        ):
            with self.subTest(wrong[-30:]):
                for form in (None, {"x": "1"}):
                    self.assertEqual(self.url_open(wrong, form).status_code, 404)
        self.assertFalse(self._unasked())

    def test_who_was_erased_or_deleted_has_a_link_that_answers(self):
        self.member.with_user(self.manager).action_mentorship_erase()
        self.env.flush_all()
        answer = self.url_open(self.link, {"x": "1"})
        self.assertEqual(answer.status_code, 200)

    def test_a_link_whose_contact_is_gone_does_not_say_that_it_stopped(self):
        people = self.env["res.partner"]
        gone = people.create({"name": "Weg"})
        link = people._mentorship_stop_path(0, gone.id)
        gone.unlink()
        self.env.flush_all()
        english = {"Accept-Language": "en-US"}
        answer = self.url_open(link, {"x": "1"}, headers=english)
        # so a mail program does not say that it worked
        self.assertEqual(answer.status_code, 410)
        self.assertNotIn("alert-success", answer.text)
        self.assertIn("This link is too old", answer.text)
        self.assertFalse(self._unasked())

    def test_a_member_changes_it_on_their_profile(self):
        self.member_user.lang = "en_US"
        self.member._mentorship_stop_invitations()
        self.env.flush_all()
        self.authenticate(self.member_user.login, self.member_user.login)
        profile = "/my/mentorship/profile"

        def choose(**form):
            page = html.fromstring(self.url_open(profile).text)
            token = page.xpath("//input[@name='csrf_token']/@value")[0]
            self.url_open(profile, {"csrf_token": token, "do": "invitations", **form})

        choose(invited="1")
        self.assertFalse(self._unasked())
        choose()
        self.assertEqual(self._unasked(), self.member)
