import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged

from ...controllers.core import link
from ...models.core import res_partner_link
from ..common import MentorshipCase, control

PASSWORD = "Een lang wachtwoord 1"


@tagged("post_install", "-at_install", "fault")
class TestLink(HttpCase, MentorshipCase):
    """A link in a mail stays valid, and leads a member without a login to one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open(cls.edition)
        cls.newcomer = cls.env["res.partner"].create(
            {"name": "Nina Nieuw", "email": "nina@test.example"}
        )
        cls._line(cls.newcomer)
        cls.enrolment = cls._enrol(cls.newcomer, "mentee")
        cls.path = cls.enrolment._page_path()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _link(self, partner=None):
        """Return the link in the newest mail to a member."""
        body = self._mails(partner or self.newcomer)[-1].body_html
        return re.search(r'href="(http[^"]*/m[^"]*)"', body)[1]

    def _choose(self, page):
        """Choose a password on a page of core's."""
        form = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page.text))
        form.update(
            name="Nina Nieuw",
            login=self.newcomer.email,
            password=PASSWORD,
            confirm_password=PASSWORD,
            redirect=parse_qs(urlsplit(page.url).query)["redirect"][0],
        )
        return self.url_open(page.url, data=form)

    def test_the_link_of_a_newcomer_leads_to_a_password_and_to_its_page(self):
        link = self._link()
        self.assertNotIn("token=", link)
        # what scans the mail follows the link first
        for _time in range(3):
            page = self.url_open(link)
        self.assertEqual(urlsplit(page.url).path, "/web/signup")
        self.assertIn('name="confirm_password"', page.text)
        # not "Sign up", which is for a programme
        self.assertRegex(page.text, "Create account|Account aanmaken")
        page = self._choose(page)
        self.assertEqual(urlsplit(page.url).path, self.path)
        # the same link, for a member who is logged in, and for one who got a login
        # since
        self.assertEqual(urlsplit(self.url_open(link).url).path, self.path)
        self.authenticate(None, None)
        page = self.url_open(link)
        self.assertEqual(urlsplit(page.url).path, "/web/login")
        (redirect,) = parse_qs(urlsplit(page.url).query)["redirect"]
        self.assertEqual(redirect.rstrip("?"), self.path)

    def test_the_link_does_not_grow_old(self):
        link = self._link()
        validity = "auth_signup.signup.validity.hours"
        self.env["ir.config_parameter"].set_param(validity, "-1")
        answer = self.url_open(link, allow_redirects=False)
        self.assertIn("/web/signup?", answer.headers["Location"])

    def test_a_key_fits_one_contact_and_one_address(self):
        link = self._link()
        way = self.newcomer._mentorship_way
        key = urlsplit(link).path.split("/")[4]
        self.assertIn("/web/signup", way(key, self.path))
        for wrong in ("", "x", key[:-1], "ë" * 40):
            self.assertEqual(way(wrong, self.path), self.path)
        self.assertEqual(self.member._mentorship_way(key, self.path), self.path)
        self.newcomer.active = False
        self.assertEqual(way(key, self.path), self.path)
        self.newcomer.active = True
        self.newcomer.email = "nina@elders.example"
        self.assertEqual(way(key, self.path), self.path)
        for other in ("/web", "//elsewhere.example", "/my/mentorship.elsewhere"):
            answer = self.url_open(f"{link.partition('/my/')[0]}{other}")
            self.assertEqual(answer.status_code, 404)

    @control
    def test_who_has_a_login_gets_the_address_of_the_page(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.assertTrue(self.mentee_user.login_date)
        enrolment = self._enrol(self.mentee, "mentee")
        self.assertEqual(urlsplit(self._link(self.mentee)).path, enrolment._page_path())

    def test_no_user_makes_a_link_that_lets_choose_a_password(self):
        for user in (self.manager, self.administrator, self.employee):
            partner = self.newcomer.with_user(user)
            link = partner._mentorship_link("/my/mentorship")
            self.assertEqual(urlsplit(link).path, "/my/mentorship")

    def test_a_token_of_an_earlier_mail_leads_to_its_page(self):
        self.newcomer.signup_prepare()
        token = self.newcomer._generate_signup_token(expiration=1)
        old = f"/web/signup?token=%s&redirect={self.path}"
        self.assertEqual(urlsplit(self.url_open(old % token).url).path, "/web/signup")
        page = self.url_open(old % "dead")
        self.assertEqual(urlsplit(page.url).path, "/web/login")
        self.assertIn("/mentorship/link?to=", page.text)
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        answer = self.url_open(old % token, allow_redirects=False)
        self.assertEqual(urlsplit(answer.headers["Location"]).path, self.path)

    def test_who_has_neither_gets_a_new_link(self):
        said = []
        for address in ("NINA@test.example ", "nobody@test.example"):
            page = self.url_open(f"/mentorship/link?to={self.path}")
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
            form = {"csrf_token": token, "email": address, "to": self.path}
            before = self._mails()
            page = self.url_open("/mentorship/link", data=form)
            self.assertEqual(page.status_code, 200)
            self.assertEqual(self._mails(), before)
            self._run_jobs()
            mails = self._mails() - before
            said.append((page.text.count(address.strip().lower()), len(mails)))
        self.assertEqual([count for _words, count in said], [1, 0])
        self.assertEqual(len({words for words, _count in said}), 1)
        link = self._link()
        self.assertTrue(link.endswith(self.path))
        self.assertEqual(urlsplit(self.url_open(link).url).path, "/web/signup")

    def _asked(self, partner):
        """Return the mails that a contact gets when asking for a link."""
        before = self._mails(partner)
        address = partner.email_normalized
        visitor = self.env["res.partner"].with_user(self.env.ref("base.public_user"))
        visitor._mentorship_ask_link(address, self.path)
        self._run_jobs()
        return self._mails(partner) - before

    def test_one_link_in_ten_minutes(self):
        self.assertEqual(len(self._asked(self.newcomer)), 1)
        self.assertFalse(self._asked(self.newcomer))
        jobs = self.env["mentorship.job"].search([("model", "=", "res.partner")])
        self.assertEqual(len(jobs), 1)
        with patch.object(res_partner_link, "PAUSE", timedelta()):
            self.assertEqual(len(self._asked(self.newcomer)), 1)

    def test_who_may_come_gets_a_link_and_nobody_else(self):
        names = ("interested", "member", "supplier")
        partners = self.env["res.partner"].create(
            [{"name": name, "email": f"{name}@test.example"} for name in names]
        )
        interested, member, supplier = partners
        self.env["mentorship.interest"]._note(self.programme, interested)
        self._line(member)
        for partner, count in ((interested, 1), (member, 1), (supplier, 0)):
            with self.subTest(partner.name):
                self.assertEqual(len(self._asked(partner)), count)

    def _login_of(self, partner, group="base.group_portal"):
        return self.env["res.users"].create(
            {
                "login": partner.email,
                "partner_id": partner.id,
                "group_ids": [(6, 0, self.env.ref(group).ids)],
            }
        )

    def test_a_login_that_staff_closed_stays_closed(self):
        link = self._link()
        key = urlsplit(link).path.split("/")[4]
        self._login_of(self.newcomer).active = False
        self.assertEqual(self.newcomer._mentorship_way(key, self.path), self.path)
        plain = self.newcomer.sudo()._mentorship_link(self.path)
        self.assertEqual(urlsplit(plain).path, self.path)
        page = self.url_open(link)
        self.assertRegex(page.text, "Your login is closed|Je account is afgesloten")
        mail = self._asked(self.newcomer)
        self.assertRegex(mail.body_html, "login is closed|account is afgesloten")
        self.assertNotIn("/my/mentorship", mail.body_html)

    def test_no_link_opens_the_login_of_a_colleague(self):
        link = self._link()
        key = urlsplit(link).path.split("/")[4]
        user = self._login_of(self.newcomer, "base.group_user")
        self.assertFalse(user.login_date)
        self.assertEqual(self.newcomer._mentorship_way(key, self.path), self.path)
        plain = self.newcomer.sudo()._mentorship_link(self.path)
        self.assertEqual(urlsplit(plain).path, self.path)

    def test_the_link_of_another_member_says_who_is_logged_in(self):
        link = self._link()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.mentee_user.name, page.text)
        self.assertNotIn(self.newcomer.name, page.text)
        out = re.search(r'href="(/web/session/logout[^"]*%2Fto[^"]*)"', page.text)[1]
        self.assertEqual(urlsplit(self.url_open(out).url).path, "/web/signup")

    def test_what_is_damaged_is_no_error(self):
        for token in ("AQ", "dead", "%C3%AB", "=", "AQ" * 40):
            with self.subTest(token):
                old = f"/web/signup?token={token}&redirect={self.path}"
                page = self.url_open(old)
                self.assertEqual(urlsplit(page.url).path, "/web/login")

    def test_a_number_that_python_does_not_read_is_not_found(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        for path in ("", "/answer", "/coordinator"):
            page = self.url_open(f"/my/mentorship/pairing/{'9' * 5000}{path}")
            self.assertEqual(page.status_code, 404)

    def test_a_path_is_ours_wherever_it_leads(self):
        for path in ("", "/1/x", "?a=b", "/edition/4"):
            self.assertTrue(link.is_ours(f"/my/mentorship{path}"), path)
        for path in ("/../../web", "/%2e%2e/x", "/..\\..\\web", ".elsewhere", "/a/.."):
            self.assertFalse(link.is_ours(f"/my/mentorship{path}"), path)

    def test_what_is_no_address_says_so(self):
        page = self.url_open("/mentorship/link")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        for address in ("geen", "", "a@", "x" * 5000):
            form = {"csrf_token": token, "email": address, "to": "//elsewhere"}
            page = self.url_open("/mentorship/link", data=form)
            self.assertEqual(page.status_code, 422)
            self.assertIn('role="alert"', page.text)
