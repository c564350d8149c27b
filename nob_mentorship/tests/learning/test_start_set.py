import re
from base64 import b64encode
from datetime import datetime, time, timedelta
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ...models.learning.on_programme import START_SET
from ...tools import shipped
from ..common import MentorshipCase
from ..pages import Pages
from .test_resource import PDF

FIRST, NOW = "19.0.1.3.0", "19.0.1.4.0"
TEXTS = {
    "first_talk": ("first", False, "grounding"),
    "good_mentee": ("first", "mentee", "before"),
    "mentor_limits": ("first", "mentor", "before"),
    "trust": ("first", False, "preparation"),
    "serious": (False, False, False),
    "good_questions": (False, "mentor", "supporting"),
    "four_roles": (False, "mentor", "grounding"),
    "goals": ("second", False, "negotiating"),
    "plan": ("second", "mentee", "negotiating"),
    "feedback": ("half_way", False, "supporting"),
    "network": ("half_way", False, "supporting"),
    "ending": ("last", False, "closure"),
}
"""{text of our own: (the talk it is for, its audience, when it matters)}, in the order
of the list"""
TIPS = {
    "hbr": "https://hbr.org/2017/02/what-the-best-mentors-do",
    "forbes": "https://www.forbes.com/sites/maryabbajay/2019/01/20/"
    "mentoring-matters-three-essential-element-of-success/",
}
"""{article that the association recommends: its link}"""
SHIPPED = ("programme_nob", "programme_women")
TAGS = {"h3", "p", "ul", "li"}
AVOIDED = {
    "en_US": r"whoever|somebody|nobody|criticis\w+",
    "nl_NL": r"u|uw|kritiek|vakgenoot|vakgenoten|ruimte|behoeften?|middels|dient",
}
"""{language: words that the association's texts avoid}"""


class StartSetCase(MentorshipCase):
    """The start texts of a programme that is new."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resources = cls.env["mentorship.resource"]
        cls.texts = cls._texts(cls.programme)

    @classmethod
    def _texts(cls, programme):
        """Return the start texts of a programme, also the archived ones."""
        programme = programme.with_context(active_test=False)
        return programme.resource_ids.filtered("start_key")

    def _ours(self, name):
        """Return the start texts of a programme that we ship."""
        return self._texts(self.env.ref(f"nob_mentorship.{name}"))

    def _text(self, key, programme=None):
        texts = self._texts(programme or self.programme)
        return texts.filtered(lambda text: text.start_key == key)

    def _place(self, text):
        return text.stage, text.audience, text.moment

    def _parts(self, text):
        """Return the elements of a text that have words of their own."""
        tree = html.fromstring(f"<div>{text.body}</div>")
        return [
            (part.tag, " ".join(part.text_content().split()))
            for part in tree.iter("h3", "p", "li")
        ]


@tagged("post_install", "-at_install", "mentorship")
class TestStartTexts(StartSetCase):
    """The start set, as it is written (R21, R36, R37, R40, R41, R57, R61)."""

    def test_both_programmes_have_each_text_for_its_talk_and_audience(self):
        for name in SHIPPED:
            texts = self._ours(name)
            self.assertEqual(texts.mapped("start_key"), [*TEXTS, *TIPS])
            self.assertEqual(set(texts.mapped("kind")), {"article"})
            for text in texts:
                with self.subTest(text.start_key, programme=name):
                    tip = (False, text.start_key == "hbr" and "mentor", False)
                    place = TEXTS.get(text.start_key, tip)
                    self.assertEqual(self._place(text), place)
                    self.assertEqual(text.url or "", TIPS.get(text.start_key, ""))
                    self.assertEqual(bool(text.body), text.start_key in TEXTS)

    def test_each_text_has_the_version_that_brought_it(self):
        known = [key for keys in START_SET.values() for key in keys]
        self.assertEqual(sorted(known), sorted([*TEXTS, *TIPS]))

    def test_each_is_in_dutch_from_title_to_last_line(self):
        for name in SHIPPED:
            for text in self._ours(name):
                dutch = text.with_context(lang="nl_NL")
                with self.subTest(text.start_key, programme=name):
                    for field in ("name", "summary"):
                        self.assertTrue(text[field])
                        self.assertNotEqual(text[field], dutch[field])
                    if not text.body:
                        continue
                    pairs = list(
                        zip(self._parts(text), self._parts(dutch), strict=True)
                    )
                    self.assertFalse([one for one, other in pairs if one == other])
                    self.assertTrue(all(a[0] == b[0] for a, b in pairs))

    def test_each_takes_five_minutes(self):
        for lang in ("en_US", "nl_NL"):
            for text in self._ours("programme_nob").with_context(lang=lang):
                with self.subTest(text.start_key, lang=lang):
                    self.assertLessEqual(len(text.summary), 200)
                    if text.body:
                        words = len(html2plaintext(text.body).split())
                        self.assertTrue(400 <= words <= 700, words)
                        most = self.resources._lengths["body"]
                        self.assertLess(len(text.body), most)

    def test_they_are_plain_text_under_headings(self):
        for text in self._ours("programme_nob").filtered("body"):
            tree = html.fromstring(f"<div>{text.body}</div>")
            with self.subTest(text.start_key):
                tags = {part.tag for part in tree.iter() if part is not tree}
                self.assertLessEqual(tags, TAGS)
                self.assertFalse([part for part in tree.iter() if part.attrib])
                self.assertGreaterEqual(len(tree.findall("h3")), 4)

    def test_their_words_are_those_of_the_association(self):
        for lang, words in AVOIDED.items():
            avoided = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
            for text in self._ours("programme_nob").with_context(lang=lang):
                whole = f"{text.name} {text.summary} {html2plaintext(text.body or '')}"
                with self.subTest(text.start_key, lang=lang):
                    self.assertEqual(avoided.findall(whole), [])

    def test_the_two_programmes_say_the_same(self):
        one, other = (self._ours(name) for name in SHIPPED)
        for lang in ("en_US", "nl_NL"):
            for field in ("name", "summary", "body"):
                self.assertEqual(
                    one.with_context(lang=lang).mapped(field),
                    other.with_context(lang=lang).mapped(field),
                )

    def test_one_who_is_in_trouble_reads_where_to_go(self):
        for lang in ("en_US", "nl_NL"):
            text = self._text("serious").with_context(lang=lang)
            for number in ("112", "113", "0800-0113"):
                self.assertIn(number, text.body)


@tagged("post_install", "-at_install", "mentorship")
class TestStartSet(StartSetCase):
    """A programme starts with texts that its staff can change, remove and get back; an
    update brings new ones, and none that was removed (R21, R61)."""

    def test_a_new_programme_has_them_in_every_language(self):
        ours = self._ours("programme_nob")
        self.assertEqual(self.texts.mapped("start_key"), ours.mapped("start_key"))
        fields = ("name", "summary", "body", "url", "stage", "audience", "moment")
        for lang in ("en_US", "nl_NL"):
            for field in fields:
                self.assertEqual(
                    self.texts.with_context(lang=lang).mapped(field),
                    ours.with_context(lang=lang).mapped(field),
                )

    def test_a_file_that_staff_added_comes_along(self):
        plan = self._text("plan", self.env.ref("nob_mentorship.programme_nob"))
        plan.write({"file": b64encode(PDF), "file_name": "plan.pdf"})
        later = self.env["mentorship.programme"].create(
            {"name": "Later", "code": "LATER", "contact_email": "later@test.example"}
        )
        content, name, _media = self._text("plan", later)._download()
        self.assertEqual((content, name), (PDF, "plan.pdf"))
        self.assertFalse(self._text("goals", later)._download())

    def test_what_staff_change_is_their_own(self):
        own, ours = self._text("trust"), self._ours("programme_nob")
        before = ours.mapped("name")
        own.with_user(self.coordinator).name = "Our own title"
        self.assertEqual(ours.mapped("name"), before)
        later = self.env["mentorship.programme"].create(
            {"name": "Later", "code": "LATER", "contact_email": "later@test.example"}
        )
        self.assertNotEqual(self._text("trust", later).name, "Our own title")

    def test_a_member_reads_those_for_the_own_role(self):
        names = {
            partner: {
                line["name"]
                for line in Pages(self.env).edition(self.edition, partner)["edition"][
                    "resources"
                ]
            }
            for partner in self._active_pair().member_ids.partner_id
        }
        for key, (_stage, audience, _moment) in TEXTS.items():
            name = self._text(key).name
            with self.subTest(key):
                self.assertEqual(name in names[self.mentor], audience != "mentee")
                self.assertEqual(name in names[self.mentee], audience != "mentor")

    def test_a_member_reads_them_when_they_matter(self):
        pairing = self._active_pair()
        pages = Pages(self.env)
        for partner, others in ((self.mentee, ()), (self.mentor, ("four_roles",))):
            shown = pages.pairing(pairing, partner)["now"]
            self.assertEqual(
                [line["name"] for line in shown],
                [self._text(key).name for key in ("first_talk", *others)],
            )

    def test_those_for_a_talk_stand_below_its_guide(self):
        pairing = self._active_pair()
        start = datetime.combine(self.today + timedelta(days=3), time(10))
        talk = self.env["mentorship.meeting"].create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        guide = Pages(self.env).guide(talk, self.mentee)
        keys = ("first_talk", "good_mentee", "trust")
        self.assertEqual(
            [line["name"] for line in guide["more"]],
            [self._text(key).name for key in keys],
        )

    def test_staff_get_back_what_they_removed_alone(self):
        archived, removed = self._text("goals"), self._text("trust")
        archived.active = False
        removed.unlink()
        self.programme.with_user(self.coordinator).action_add_start_set()
        keys = self._texts(self.programme).mapped("start_key")
        self.assertEqual(sorted(keys), sorted([*TEXTS, *TIPS]))
        self.assertFalse(self._text("goals").active)
        self.assertTrue(self._text("trust").active)
        with self.assertRaises(UserError):
            self.programme.action_add_start_set()

    def test_nobody_else_adds_them(self):
        self.texts.unlink()
        for user in (self.other_coordinator, self.mentor_user, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.programme.with_user(user).action_add_start_set()
        self.assertFalse(self._texts(self.programme))

    def test_an_archived_text_is_not_given_to_others(self):
        for name in SHIPPED:
            self._text("network", self.env.ref(f"nob_mentorship.{name}")).active = False
        self._text("network").unlink()
        self._text("network", self.other_programme).unlink()
        self.programme.with_context(active_test=False)._add_start_set()
        self.assertFalse(self._text("network"))

    def test_an_update_gives_own_programmes_what_is_new(self):
        self._text("plan").unlink()
        self._text("serious").active = False
        programmes = self.env["mentorship.programme"]
        programmes._take_start_set(NOW)
        self.assertFalse(self._text("plan"))
        programmes._take_start_set(FIRST)
        programmes._take_start_set(FIRST)
        self.assertEqual(len(self._text("plan")), 1)
        self.assertEqual(len(self._texts(self.programme)), len(TEXTS) + len(TIPS))
        self.assertFalse(self._text("serious").active)

    def test_no_update_brings_back_what_was_removed_from_ours(self):
        nob = self.env.ref("nob_mentorship.programme_nob")
        for key in ("first_talk", "trust"):
            self._text(key, nob).unlink()
        now = self.env["mentorship.shipped"]._shipped_now()
        with patch.object(shipped, "versions", lambda: {FIRST: now, NOW: now}):
            self.env["mentorship.shipped"]._update_from(FIRST)
        self.env["mentorship.programme"]._take_start_set(FIRST)
        self.assertFalse(self._text("first_talk", nob) | self._text("trust", nob))

    def test_an_update_brings_a_new_one_to_ours(self):
        nob, name = self.env.ref("nob_mentorship.programme_nob"), "start_nob_plan"
        dutch = self._text("plan", nob).with_context(lang="nl_NL").body
        self._text("plan", nob).unlink()
        now = self.env["mentorship.shipped"]._shipped_now()
        before = {key: marks for key, marks in now.items() if key != name}
        with patch.object(shipped, "versions", lambda: {FIRST: before, NOW: now}):
            self.env["mentorship.shipped"]._update_from(FIRST)
        text = self._text("plan", nob)
        self.assertEqual(self._place(text), TEXTS["plan"])
        self.assertEqual(text.with_context(lang="nl_NL").body, dutch)
