import re

from lxml import html

from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import file_open, html2plaintext

from ...tools import colour, names, shipped
from ..each_model import EachModelCase

LETTER = "nob_mentorship.mail_layout_letter"
EARLIER = "nob_mentorship.mail_layout"
OFFER = "mail_template_offer"
FACE = "//table[@class='o_mentorship_face']"
FIRST, NOW = "19.0.1.3.0", "19.0.1.4.0"
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgaGD4DwACgwGAaRDnQwAA"
    "AABJRU5ErkJggg=="
)


def words(mail):
    """Return the text of a mail as people read it, without the faces above it."""
    page = html.fromstring(mail.body_html)
    for face in page.xpath(FACE):
        face.drop_tree()
    return " ".join(page.text_content().split())


BOTH = "Dear both, see you on Monday."
LISTED = "You are on the list."


@tagged("post_install", "-at_install")
class TestLetter(EachModelCase):
    """One layout greets, closes and has the colours; a body holds its own sentences."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.env["res.lang"]._activate_lang("en_US")
        cls.mentor.name, cls.mentee.name = "Anouk de Wit", "Bas de Groot"
        cls.member.name = "Cor van Dijk"
        cls.templates = cls.env["mail.template"].browse(
            cls.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "nob_mentorship"),
                    ("model", "=", "mail.template"),
                    # it is written in Odoo's form, to each member apart
                    ("name", "!=", "mail_template_how_is_it"),
                ]
            )
            .mapped("res_id")
        )
        cls.records = {**cls.records, "res.partner": cls.mentee}
        cls.company = cls.edition.company_id or cls.env.company

    def _send(self, template, **context):
        """Return the mail of a template to its record, and the person it is to."""
        record = self.records[template.model]
        template = template.with_user(SUPERUSER_ID).with_context(
            mentorship_meeting=self.records["mentorship.meeting"],
            mentorship_meetings=self.records["mentorship.meeting"],
            mentorship_checkin=self.records["mentorship.checkin"],
            mentorship_edition=self.edition,
            mentorship_session=self.records["mentorship.session"],
            **context,
        )
        partner = record if template.model == "res.partner" else record.partner_id
        return template.send_mail_batch(record.ids), partner

    def _in(self, code):
        """Set the language of all contacts."""
        self.env["res.partner"].search([]).lang = code

    def test_every_template_greets_once_and_has_its_foot_once(self):
        self.assertGreater(len(self.templates), 40)
        contact = self.programme.contact_email
        for code, hello, regards, questions in (
            ("en_US", "Hello", "Kind regards,", "Questions? Write to"),
            ("nl_NL", "Beste", "Hartelijke groet,", "Vragen? Mail naar"),
        ):
            self._in(code)
            for template in self.templates:
                with self.subTest(template.name, lang=code):
                    self.assertEqual(template.email_layout_xmlid, LETTER)
                    mail, partner = self._send(template)
                    text = words(mail)
                    first = partner.name.split()[0]
                    self.assertTrue(text.startswith(f"{hello} {first},"), text)
                    self.assertEqual(text.count(hello), 1)
                    self.assertEqual(text.count(regards), 1)
                    foot = template.model != "res.partner"
                    self.assertEqual(text.count(f"{questions} {contact}."), foot)
                    self.assertEqual(text.count(self.programme.name) >= 1, foot)
                    page = html.fromstring(mail.body_html)
                    self.assertEqual(page.get("lang"), code.replace("_", "-"))
                    self.assertFalse(page.xpath("//p[not(@style)] | //a[not(@style)]"))
                    self.assertNotIn("o_mentorship_button", text)

    def test_the_plain_text_reads_line_by_line(self):
        self._in("en_US")
        mail, partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        lines = [line for line in html2plaintext(mail.body_html).splitlines() if line]
        other = (self.pairing.member_ids.partner_id - partner).name
        hello = f"Hello {partner.name.split()[0]},"
        self.assertEqual(lines[:3], [names.initials(other), other, hello])
        self.assertIn("Have a look and answer [1]", lines)
        self.assertIn("Kind regards,", lines)
        self.assertIn(self.programme.name, lines)
        self.assertFalse([line for line in lines if "mso" in line or "<" in line])

    def test_a_mail_shows_the_faces_of_the_people_that_it_names(self):
        self._in("en_US")
        offer = self.env.ref(f"nob_mentorship.{OFFER}")
        mail, partner = self._send(offer)
        other = (self.pairing.member_ids.partner_id - partner).name
        (face,) = html.fromstring(mail.body_html).xpath(FACE)
        shown = " ".join(face.text_content().split())
        self.assertEqual(shown, f"{names.initials(other)} {other}")
        self.assertNotIn("/my/mentorship/picture", mail.body_html)
        # a mail never says more than its text
        offer.body_html = f"<p>Ask {other}son or {partner.name}.</p>"
        mail, _partner = self._send(offer)
        self.assertNotIn("o_mentorship_face", mail.body_html)
        self.assertNotIn(f" {other} ", mail.body_html)

    def test_faces_in_mails_have_the_colours_of_pages(self):
        with file_open("nob_mentorship/static/src/scss/mentorship_face.scss") as sheet:
            listed = re.search(r"faces:\s*([^;]*);", sheet.read())[1]
        self.assertEqual(re.findall(r"#\w{6}", listed), list(colour.FACES))
        for behind in colour.FACES:
            self.assertGreaterEqual(colour.contrast(colour.WHITE, behind), 4.5)

    def test_a_mail_has_the_colours_and_the_logo_of_its_company(self):
        other = self.env["res.company"].create(
            {
                "name": "Association B",
                "email_secondary_color": "#ffd200",
                "email_primary_color": "#ffffff",
                "logo": PICTURE,
            }
        )
        mine, _partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        self.edition.sudo().company_id = other
        self.env.invalidate_all()
        theirs, _partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        self.assertNotIn("#ffd200", mine.body_html)
        page = html.fromstring(theirs.body_html)
        (button,) = page.xpath("//a[@class='o_mentorship_button']")
        self.assertEqual(button.getparent().get("bgcolor"), "#ffd200")
        # white cannot be read on it
        self.assertRegex(button.get("style"), r"[; ]color: #000000")
        (logo,) = page.xpath("//img")
        self.assertEqual(logo.get("alt"), "Association B")
        self.assertTrue(logo.get("src").endswith(f"/logo.png?company={other.id}"))
        self.assertTrue(logo.get("src").startswith("http"))

    def test_a_company_without_a_logo_of_its_own_shows_none(self):
        self.company.logo = False
        self.assertTrue(self.company.uses_default_logo)
        mail, _partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        self.assertNotIn("<img", mail.body_html)

    def test_no_colour_of_a_company_breaks_a_mail(self):
        template = self.env.ref(f"nob_mentorship.{OFFER}")
        for value in ("red", '#fff" onload="x', "#GGGGGG", False, "#abc"):
            with self.subTest(value):
                self.company.email_secondary_color = value
                self.company.email_primary_color = value
                mail, _partner = self._send(template)
                (button,) = html.fromstring(mail.body_html).xpath(
                    "//a[@class='o_mentorship_button']"
                )
                ink = re.findall(r"(?<!-)color: (#\w{6});", button.get("style"))[-1]
                fill = button.getparent().get("bgcolor")
                self.assertGreaterEqual(colour.contrast(ink, fill), 4.5)
                self.assertNotIn("onload", mail.body_html)

    def test_what_a_customer_made_of_a_body_goes_out(self):
        template = self.env.ref(f"nob_mentorship.{OFFER}")
        for body in (
            "Just words",
            "<p>An open paragraph",
            "<div><div><b>Two open divisions",
            "<table><tr><td>A cell</td></tr>",
            '<p style="color: red">Their own colour</p>',
            '<a class="o_mentorship_button">A button that leads nowhere</a>',
            "<p>&lt;html&gt; &amp; more</p>",
        ):
            with self.subTest(body):
                template.with_context(lang="en_US").body_html = body
                template.with_context(lang="nl_NL").body_html = body
                mail, partner = self._send(template)
                text = words(mail)
                self.assertIn(partner.name.split()[0], text)
                said = html.fromstring(f"<div>{body}</div>").text_content()
                self.assertIn(" ".join(said.split()), text)

    def test_a_name_is_no_html(self):
        self.mentee.name = self.mentor.name = "<b>Zoë & Co</b>"
        mail, _partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        self.assertIn("&lt;b&gt;Zoë &amp; Co&lt;/b&gt;,", mail.body_html)
        self.mentee.name = self.mentor.name = " "
        mail, _partner = self._send(self.env.ref(f"nob_mentorship.{OFFER}"))
        self.assertRegex(words(mail), "^(Hello|Hallo),")

    def test_staff_who_write_by_hand_greet_themselves(self):
        pairing = self.pairing.with_user(self.coordinator)
        before = self._mails()
        pairing.message_post(
            body=BOTH,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.mentee.ids,
        )
        mail = (self._mails() - before)[-1]
        text = words(mail)
        self.assertTrue(text.startswith("Dear both, see you on Monday."), text)
        self.assertNotRegex(text, "Hello|Beste|Kind regards|Hartelijke")
        (button,) = html.fromstring(mail.body_html).xpath(
            "//a[@class='o_mentorship_button']"
        )
        self.assertEqual(button.getparent().tag, "td")
        self.assertIn(f"/my/mentorship/pairing/{self.pairing.id}", button.get("href"))

    def test_a_template_that_staff_choose_greets(self):
        sign_up = self.records["mentorship.enrolment"].with_user(self.coordinator)
        before = self._mails()
        sign_up.message_post(
            body=LISTED,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.mentee.ids,
            email_layout_xmlid=LETTER,
        )
        mail = (self._mails() - before)[-1]
        first = self.mentee.name.split()[0]
        self.assertRegex(words(mail), f"^(Hello|Beste) {first}, You are on")

    def test_the_coordinators_on_duty_sign(self):
        self._in("en_US")
        template = self.env.ref(f"nob_mentorship.{OFFER}")
        self.programme.coordinator_ids = self.coordinator
        self.coordinator.name = "Coen Verhagen"
        for on_duty in (True, False):
            self.coordinator.active = on_duty
            self.env.invalidate_all()
            mail, _partner = self._send(template)
            lines = html2plaintext(mail.body_html).splitlines()
            self.assertEqual("Coen Verhagen" in lines, on_duty)
            self.assertIn(self.programme.name, lines)

    def test_what_says_too_much_of_a_room_is_not_said(self):
        """No name of the other one, and nothing of what is written."""
        for name in ("room_news", "left", "offer_off", "consent_news"):
            with self.subTest(name):
                template = self.env.ref(f"nob_mentorship.mail_template_{name}")
                mail, partner = self._send(template)
                others = (self.mentor | self.mentee | self.member) - partner
                for other in others:
                    self.assertNotIn(other.name, f"{mail.subject} {mail.body_html}")


@tagged("post_install", "-at_install")
class TestLayoutOfUpdates(EachModelCase):
    """A text and its layout change hands together: no mail greets twice, or never."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.env["mentorship.shipped"]
        cls.offer = cls.env.ref(f"nob_mentorship.{OFFER}").with_context(lang="en_US")
        cls.ours = cls.offer.body_html
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("nl_NL")
        # as an earlier version shipped it
        for code, hello in (("en_US", "Hello"), ("nl_NL", "Beste")):
            cls.offer.with_context(
                lang=code
            ).body_html = (
                f"<div><p>{hello} <t t-out='object.partner_id.name'/>,</p></div>"
            )
        cls.offer.email_layout_xmlid = EARLIER

    def _update(self):
        now = self.shipped._shipped_now()
        versions = {FIRST: now | {OFFER: self.marks}, NOW: {OFFER: now[OFFER]}}
        self.patch(shipped, "versions", lambda: versions)
        self.shipped._update_from(FIRST)

    def setUp(self):
        super().setUp()
        self.marks = shipped.fingerprints(self.shipped._standing()[OFFER])

    def _greetings(self):
        """Return how often a mail of this template greets."""
        self.env.invalidate_all()
        self.env["res.partner"].search([]).lang = "en_US"
        offer = self.offer.with_user(SUPERUSER_ID).with_context(lang=None)
        mail = offer.send_mail_batch(self.records["mentorship.pairing.member"].ids)
        return words(mail).count("Hello")

    def test_a_mail_that_was_left_as_it_was_gets_both(self):
        self._update()
        self.assertEqual(self.offer.email_layout_xmlid, LETTER)
        self.assertEqual(self.offer.body_html, self.ours)
        self.assertEqual(self._greetings(), 1)

    def test_a_mail_that_was_changed_keeps_both(self):
        for code, body in (
            ("en_US", "<p>Hello <t t-out='object.partner_id.name'/>, ours.</p>"),
            ("nl_NL", "<p>Dag <t t-out='object.partner_id.name'/>.</p>"),
        ):
            with self.subTest(code), self.env.cr.savepoint() as savepoint:
                self.offer.with_context(lang=code).body_html = body
                mine = self.offer.body_html
                self._update()
                self.assertEqual(self.offer.email_layout_xmlid, EARLIER)
                self.assertEqual(self.offer.body_html, mine)
                self.assertEqual(self.shipped._kept_names(), [OFFER])
                self.assertEqual(self._greetings(), 1)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_takes_ours_gets_its_layout(self):
        self.offer.body_html = "<p>Hello <t t-out='object.partner_id.name'/>, ours.</p>"
        self._update()
        lines = self.env["mentorship.kept.text"].with_user(self.manager)
        line = lines.search(lines.action_open()["domain"])
        self.assertIn(LETTER, line.difference)
        line.action_take_ours()
        self.assertEqual(self.offer.email_layout_xmlid, LETTER)
        self.assertEqual(self.offer.body_html, self.ours)
        self.assertEqual(self._greetings(), 1)

    def test_who_keeps_theirs_keeps_its_layout(self):
        self.offer.body_html = "<p>Hello <t t-out='object.partner_id.name'/>, ours.</p>"
        self._update()
        lines = self.env["mentorship.kept.text"].with_user(self.manager)
        lines.search(lines.action_open()["domain"]).action_keep()
        self.assertEqual(self.offer.email_layout_xmlid, EARLIER)
        self.assertEqual(self._greetings(), 1)
