"""What members read about a programme, on the page of an edition."""

from odoo.tests import tagged

from ...portal.learning import reading
from ..common import MentorshipCase
from ..pages import Pages

SHIPPED = {
    "programme_nob": "mailto:nob@nob.net?subject=mentorprogramma",
    "programme_women": "mailto:vrouwennetwerk@nob.net",
}
"""{programme that we ship: where its questions go}"""
RULES = {
    "What it is": (
        "the question or objective that the mentee wrote",
        "how, where and how often you meet",
        "you agree together how far",
        "The mentor draws on experience",
    ),
    "What is expected": (
        "no one is paired without saying yes",
        "trust and respect for each other",
        "Set goals and tell each other what you expect",
        "it goes to no one else without",
        "challenges and supports without judging",
        "talks no more than the mentee",
        "is not a second manager",
        "Criticism helps, or is left unsaid",
        "Limits are respected",
    ),
    "What it brings": ("For the mentee", "For the mentor", "For the profession"),
    "You as a mentor": (
        "more than five years of work experience",
        "You listen, ask follow-up questions",
        "approachable, patient, flexible, honest and reliable",
        "You say clearly what you mean, and your criticism is constructive",
        "You set an example",
        "a confidant, a supporter, a sparring partner or a coach",
    ),
    "You as a mentee": ("You want to grow", "open to another view, and to criticism"),
    "From the board": (
        "The board stands behind this programme",
        "making room for it",
    ),
}
"""{text of a page: what it says}, as the association has it in its rules."""
ARTICLES = {
    "https://hbr.org/2017/02/what-the-best-mentors-do",
    "https://www.forbes.com/sites/maryabbajay/2019/01/20/"
    "mentoring-matters-three-essential-element-of-success/",
}


@tagged("post_install", "-at_install", "mentorship")
class TestAbout(MentorshipCase):
    """The aims, rules, articles and news of a programme."""

    def _page(self, edition):
        return Pages(self.env).edition(edition, self.mentee)["edition"]

    def test_the_programmes_that_we_ship_say_the_rules_of_the_association(self):
        for name, questions in SHIPPED.items():
            programme = self.env.ref(f"nob_mentorship.{name}")
            self.assertEqual(programme._question_link(), questions)
            page = self._page(self._open(self._edition(programme, name="2031")))
            self.assertIn("Learn from each other and widen the network", page["aims"])
            texts = {title: str(text) for title, text in page["texts"]}
            for title, rules in RULES.items():
                for rule in rules:
                    with self.subTest(rule, programme=name):
                        self.assertIn(rule, texts[title])

    def test_the_programmes_that_we_ship_recommend_the_articles(self):
        for name in SHIPPED:
            programme = self.env.ref(f"nob_mentorship.{name}")
            page = self._page(self._open(self._edition(programme, name="2031")))
            listed = {line["url"] for line in page["resources"]}
            articles = programme.resource_ids.filtered(lambda r: r.url in ARTICLES)
            self.assertEqual(set(articles.mapped("url")), ARTICLES)
            self.assertLessEqual(set(map(reading.path, articles)), listed)
            for article in articles:
                shown = Pages(self.env).resource(article, self.mentee)["resource"]
                self.assertEqual(shown["url"], article.url)

    def test_news_is_on_the_page_of_its_own_programme(self):
        for programme, title in (
            (self.programme, "Ours"),
            (self.other_programme, "Theirs"),
        ):
            self.env["mentorship.news"].create(
                {"programme_id": programme.id, "name": title, "date": self.today}
            )
        (news,) = self._page(self._open())["news"]
        self.assertEqual(news["name"], "Ours")
        self.assertTrue(news["date"])
