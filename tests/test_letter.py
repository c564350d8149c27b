"""How a mail looks: plain Python, and the file with the bodies."""

import re
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from odoo.tools import html2plaintext

from odoo.addons.nob_mentorship.tools import colour, letter, names

from dev import paths

FILES = sorted((paths.ADDON / "data").rglob("*mail_template_data.xml"))
BODIES = etree.Element("odoo")
BODIES.extend(e for file in FILES for e in etree.parse(file).getroot())
BUTTON = f'<a class="{letter.BUTTON}" href="https://a.example/x?a=1&amp;b=2#c">Go</a>'
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
PIECES = """
    <p> </p> <p|style="margin:9px"> <div> </div> <table> <tr> <td> </td> </table> <ul>
    <li> <a> </a> <br> <html> </html> <body> </body> <head> <title> <frameset> <!--
    --> <!DOCTYPE|html> <?php|?> <style> </style> <textarea> < > & &amp; " ' woord é
"""
ODD = st.lists(st.sampled_from([*PIECES.replace("|", "\0").split(), BUTTON, "\x00"]))


def parsed(body, *colours):
    return html.fragment_fromstring(letter.styled(body, *colours), create_parent="div")


class TestNames(TestCase):
    """A letter greets by the first name, where a name starts with one."""

    def test_a_first_name_greets(self):
        for name, first in (
            ("Zoë Prins", "Zoë"),
            ("Marie-Claire de Wit", "Marie-Claire"),
            (" Anouk ", "Anouk"),
            ("D'Arcy Smit", "D'Arcy"),
        ):
            self.assertEqual(names.greeted(name), first)

    def test_what_is_no_first_name_greets_with_the_whole_name(self):
        for name in (
            *(
                "J. de Vries",
                "JW Bakker",
                "Drs. Piet Smit",
                "Mw Jansen",
                "Jansen, Piet",
            ),
            *("de heer Smit", "Van Dijk Advies", "<b>Zoë</b> Prins", "李 雷", ""),
        ):
            self.assertEqual(names.greeted(name), name)

    @given(st.text())
    def test_no_name_is_lost(self, name):
        self.assertEqual(bool(names.greeted(name)), bool(name.strip()))


class TestColours(TestCase):
    """A company's colours are used as far as they can be read."""

    def test_a_colour_is_made_of_what_a_company_has(self):
        for value, expected in (
            ("#17365D", "#17365d"),
            (" #abc ", "#aabbcc"),
            ("#12345", colour.PURPLE),
            ("red; background: url(//x.example)", colour.PURPLE),
            ("", colour.PURPLE),
            (None, colour.PURPLE),
            (False, colour.PURPLE),
        ):
            with self.subTest(value):
                self.assertEqual(colour.colour(value), expected)

    def test_contrast_is_as_wcag_counts_it(self):
        self.assertAlmostEqual(colour.contrast("#ffffff", "#000000"), 21)
        self.assertAlmostEqual(colour.contrast("#777777", "#777777"), 1)
        # the grey that just fails on white, as WCAG's own examples have it
        self.assertAlmostEqual(colour.contrast("#ffffff", "#777777"), 4.478, 3)

    @given(COLOURS, COLOURS)
    def test_a_button_can_be_read_in_any_colour(self, fill, wish):
        ink = colour.text_on(fill, wish)
        self.assertGreaterEqual(colour.contrast(ink, fill), colour.LEAST_CONTRAST)
        self.assertIn(ink, (wish, colour.WHITE, colour.BLACK))

    @given(COLOURS)
    def test_a_link_can_be_read_in_any_colour(self, fill):
        (link,) = parsed('<p><a href="#">x</a></p>', fill).iter("a")
        ink = re.search("#[0-9a-f]{6}", link.get("style"))[0]
        self.assertGreaterEqual(
            colour.contrast(ink, colour.WHITE), colour.LEAST_CONTRAST
        )


class TestStyles(TestCase):
    """Each element has its style, whatever a customer made of the body."""

    def test_a_button_is_a_cell_alone_or_in_a_paragraph(self):
        for body in (
            f"<p>Before</p>{BUTTON}<p>After</p>",
            f"<p>Before</p><p>\n{BUTTON} </p><p>After</p>",
            f"<div><p>Before</p>{BUTTON}</div><p>After</p>",
        ):
            with self.subTest(body):
                root = parsed(body, "#17365d", "#ffffff")
                (link,) = root.iter("a")
                cell = link.getparent()
                self.assertEqual((cell.tag, cell.get("bgcolor")), ("td", "#17365d"))
                self.assertIn("mso-padding-alt", cell.get("style"))
                self.assertIn("color: #ffffff", link.get("style"))
                self.assertEqual(link.get("href"), "https://a.example/x?a=1&b=2#c")
                self.assertIsNone(next(cell.iterancestors("p"), None))
                words = "".join(root.text_content().split())
                self.assertEqual(words, "BeforeGoAfter")

    def test_a_button_in_a_sentence_stays_in_it(self):
        root = parsed(f"<p>Look {BUTTON} now</p>", "#17365d")
        self.assertEqual(root.text_content(), "Look Go now")
        self.assertFalse(list(root.iter("table")))

    def test_a_style_of_the_customer_wins(self):
        (text,) = parsed('<p style="margin: 9px">x</p>').iter("p")
        self.assertLess(
            text.get("style").index("margin: 0"), text.get("style").index("9px")
        )

    def test_no_style_hides_the_text_of_a_button(self):
        styles = "color: #17365d; background-color: #ffffff"
        body = BUTTON.replace("<a ", f'<a style="{styles}" ')
        (link,) = parsed(body, "#17365d").iter("a")
        for name, expected in (("color", "#ffffff"), ("background-color", "#17365d")):
            found = re.findall(rf"(?:^|[; ]){name}: (#\w+)", link.get("style"))
            self.assertEqual(found[-1], expected)

    @given(ODD)
    def test_odd_html_loses_no_word(self, pieces):
        body = " ".join(piece.replace("\0", " ") for piece in pieces)
        done = letter.styled(body, "#17365d")
        self.assertEqual(done.count("woord"), body.count("woord"))

    def test_a_text_without_its_styles_reads_line_by_line(self):
        body = f"<p>Hello Zoë,</p><p>One.</p>{BUTTON}<p>Kind regards,<br/>NOB</p>"
        lines = html2plaintext(letter.styled(body)).splitlines()
        said = [line for line in lines if line]
        self.assertEqual(
            said,
            [
                *("Hello Zoë,", "One.", "Go [1]", "Kind regards,", "NOB"),
                "[1] https://a.example/x?a=1&b=2#c",
            ],
        )


class TestBodies(TestCase):
    """A template holds its own sentences, and nothing of how they look."""

    def test_no_body_has_a_style_a_colour_or_a_greeting(self):
        text = etree.tostring(BODIES, encoding="unicode")
        for pattern in (r"\bstyle=", r"#[0-9a-fA-F]{6}\b", "bgcolor", r"Hello <t"):
            self.assertNotRegex(text, pattern)

    def test_each_body_is_plain_and_has_one_button_at_most(self):
        plain = {"p", "ul", "li", "a", "strong", "br", "t"}
        for record in BODIES.iter("record"):
            with self.subTest(record.get("id")):
                fields = {field.get("name"): field for field in record}
                # what staff write in Odoo's form has the layout of that form
                if fields["use_default_to"].get("eval") == "False":
                    self.assertEqual(
                        fields["email_layout_xmlid"].text,
                        "nob_mentorship.mail_layout_letter",
                    )
                tags = {each.tag for each in fields["body_html"].iterdescendants()}
                self.assertLessEqual(tags, plain)
                links = fields["body_html"].iter("a")
                buttons = [each for each in links if each.get("class")]
                self.assertLessEqual(len(buttons), 1)
                self.assertLessEqual(
                    {each.get("class") for each in buttons}, {letter.BUTTON}
                )

    def test_a_date_is_written_in_one_way(self):
        text = etree.tostring(BODIES, encoding="unicode")
        forms = set(re.findall(r"'(d[^']*)'", text))
        self.assertEqual(forms, {"d MMMM yyyy"})
        self.assertFalse(re.findall(r"format_date\([^,)]*\)", text))
