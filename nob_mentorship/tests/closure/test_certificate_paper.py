"""A certificate on paper, as HTML: the black-box tests read the PDF itself."""

from base64 import b64encode
from datetime import date
from io import BytesIO

from lxml import html
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models import odoo_inside
from ...portal.closure import certificate_paper
from .certificates import CertificateCase

REPORT = "nob_mentorship.certificate_report_action"
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 3 + "van der Berg"


@tagged("post_install", "-at_install", "mentorship")
class TestCertificatePaper(CertificateCase):
    """What stands on the paper, for whom, and how large."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def _paper(self, certificates=None, user=None):
        """Return the pages as an HTML tree."""
        certificates = (certificates or self._issue()).with_user(
            user or self.coordinator
        )
        content = odoo_inside.pdf(certificates.env, REPORT, certificates.ids, {})
        return html.fromstring(content)

    def _words(self, tree):
        for node in tree.xpath("//style"):
            node.drop_tree()
        return " ".join(tree.text_content().split())

    def test_it_says_who_did_what_when(self):
        certificate = self._issue()
        certificate.issued_on = date(2031, 5, 1)
        self.edition.write(
            {
                "certificate_signer": "Jan de Boer",
                "certificate_signer_title": "chair",
                "certificate_signature": self._drawn(),
            }
        )
        self.mentee.lang = "en_US"
        words = self._words(self._paper(certificate))
        company = self.edition.company_id.name
        for text in (
            *(company, "Certificate", "Bas de Groot", "took part as a mentee in"),
            *("Test programme 2030", "Meetings: 2 · hours: 3", "1 May 2031"),
            *("Jan de Boer", "chair", certificate._shown_code()),
            certificate._check_url(),
        ):
            with self.subTest(text):
                self.assertIn(text, words)

    def _drawn(self):
        file = BytesIO()
        Image.new("RGBA", (300, 100), "navy").save(file, "PNG")
        return b64encode(file.getvalue())

    def test_it_is_in_the_language_of_its_member(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.mentee.lang = "nl_NL"
        certificate = self._issue()
        certificate.issued_on = date(2031, 5, 1)
        tree = self._paper(certificate)
        self.assertTrue(tree.xpath("//div[@lang='nl-NL']"))
        self.assertIn("1 mei 2031", self._words(tree))

    def test_meetings_and_hours_are_shown_if_wished(self):
        self.mentee.lang = "en_US"
        self.edition.certificate_hours = False
        self.assertNotIn("Meetings:", self._words(self._paper()))

    def test_a_page_for_each_that_was_not_taken_back(self):
        both = self._issue() | self._issue(self.mentors)
        pages = "//div[contains(@class, 'o_mentorship_certificate')]"
        self.assertEqual(len(self._paper(both).xpath(pages)), 2)
        self.mentors.with_user(self.coordinator).action_revoke_certificate()
        self.assertEqual(len(self._paper(both).xpath(pages)), 1)
        with self.assertRaisesRegex(UserError, "None of these"):
            self._paper(both - self._issue())

    def test_only_staff_of_the_programme_print_it(self):
        certificate = self._issue()
        for user in (
            *(self.other_coordinator, self.employee, self.administrator),
            *(self.mentor_user, self.mentee_user, self.member_user),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._paper(certificate, user)

    def test_what_a_user_sends_along_changes_nothing(self):
        certificate = self._issue().with_user(self.coordinator)
        sent = {"papers": [], "data": 1, "docs": [1]}
        content = odoo_inside.pdf(certificate.env, REPORT, certificate.ids, sent)
        self.assertIn("Bas de Groot", self._words(html.fromstring(content)))

    def test_names_of_every_kind_are_text_and_fit(self):
        certificate = self._issue()
        for name, step, direction in (
            ("Bo", 0, "ltr"),
            ('<b>Bo</b> & "Co"', 0, "ltr"),
            ("Maximiliaan van den Heuvel-Oord", 1, "ltr"),
            (LONG, 3, "ltr"),
            ("x" * 120, 3, "ltr"),
            ("מאיה כהן", 0, "rtl"),
            ("مايا", 0, "rtl"),
            ("王" * 20, 2, "ltr"),
        ):
            with self.subTest(name):
                self.mentee.name = name
                paper = certificate_paper.values(certificate)
                self.assertEqual(paper["name"], " ".join(name.split()))
                self.assertEqual(paper["name_step"], step)
                self.assertEqual(paper["name_direction"], direction)
                (shown,) = self._paper(certificate).xpath(
                    f"//span[@class='o_name_{step}']"
                )
                self.assertEqual(shown.text_content(), paper["name"])

    def test_no_logo_and_no_signature_is_a_paper_too(self):
        certificate = self._issue()
        company = self.edition.company_id or self.env.company
        for logo in (False, b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>")):
            company.logo = logo
            paper = certificate_paper.values(certificate)
            self.assertFalse(paper["logo"])
            self.assertFalse(paper["signature"])
            self.assertIn(company.name, self._words(self._paper(certificate)))
        company.logo = self._drawn()
        paper = certificate_paper.values(certificate)
        self.assertTrue(paper["logo"].startswith("data:image/png;base64,"))

    def test_a_picture_on_paper_is_small(self):
        file = BytesIO()
        Image.effect_noise((1900, 1900), 60).save(file, "PNG")
        shown = certificate_paper.shown(
            b64encode(file.getvalue()), *certificate_paper.LOGO
        )
        self.assertLess(len(shown), 500_000)
