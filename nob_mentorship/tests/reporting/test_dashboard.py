"""The dashboard: each figure as counted by hand from the 60 pairs of `pairs.csv`."""

from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.reporting.dashboard_advice import ADVICE
from ..queries import recorded_queries
from ..results import ResultsCase
from .common import ReportingCase, rows_of_file

FEW = "Fewer than 5"
TOGETHER = "Fewer than 5 each, or hidden with these"


class DashboardCase(ReportingCase):
    """The dashboard as its users read it."""

    def _shown(self, edition, user=None, **values):
        """Return {section: {title: [texts]}}."""
        dashboard = self._dashboard(edition, user, **values)
        page = dashboard._page()
        return {
            section["key"]: {line["title"]: line["texts"] for line in section["lines"]}
            for section in page["sections"]
        }

    def _dashboard(self, edition, user=None, **values):
        dashboards = self.env["mentorship.dashboard"].with_user(
            user or self.coordinator
        )
        return dashboards.create({"edition_id": edition.id, **values})


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase, ResultsCase):
    """The 60 pairs of the file, and six mentees without a pair.

    The blocks of the file, in its order: 20, 10, 6 and 10 active pairs, 8 that were
    completed, and 3 and 3 that ended early.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sixty = cls._running("2051", eligible_count=200, eligible_on=cls.today)
        cls.pairs = cls._pairs(cls.sixty, rows_of_file())
        cls._signed_up(cls.sixty, "mentee", 6, state="accepted")
        paired = cls.pairs.member_ids.enrolment_id
        mentors = paired.filtered(lambda each: each.role == "mentor")
        mentees = paired - mentors
        cls.leading, cls.selling = cls.env["mentorship.topic"].create(
            [{"name": "Leading"}, {"name": "Selling"}]
        )
        for people, topic in (
            (mentees[:20] | mentors[20:30], cls.leading),
            (mentees[:3] | mentors, cls.selling),
        ):
            people.write({"topic_ids": [Command.link(topic.id)]})
        grades = [3] * 10 + [4] * 20
        answered = [("mentee", {"grade": grade}, {}) for grade in grades]
        evaluation = cls._closed(answered, edition=cls.sixty, audience="mentee")
        cls.env["mentorship.evaluation.invitation"].create(
            # beside the one who did not answer either
            [{"evaluation_id": evaluation.id, "role": "mentee"} for _more in range(9)]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_the_file_has_sixty_pairs(self):
        self.assertEqual(len(rows_of_file()), 60)
        self.assertEqual(len(self.pairs.member_ids.partner_id), 120)

    def test_members(self):
        # 60 mentors, 60 mentees in a pair and 6 without; 126 of 200 is 63%
        dashboard = self._dashboard(self.sixty)
        lines = {line.key: line for line in dashboard._members_lines(self.sixty)}
        self.assertEqual(lines["eligible"].text, "200")
        signed_up = lines["signed_up"]
        self.assertEqual((signed_up.text, signed_up.share), ("126", 63))
        self.assertEqual((lines["mentor"].text, lines["mentee"].text), ("60", "66"))
        self.assertEqual(lines["matched"].text, "120 of 126 (95%)")

    def test_pairs(self):
        """First contact: 20×10 + 10×4 + 6×7 + 8×12 + 3×20 + 3×30 = 528 days, 50 pairs.
        Meetings: 20×2 + 10×4 + 6×3 + 8×5 + 3 + 3 = 144. Days: 54×100 + 6×50 = 5700.
        """
        self.assertEqual(
            self._shown(self.sixty)["pairs"],
            {
                "Started": ["60"],
                "Days to first contact": ["11"],
                "Meetings per pair": ["2.4"],
                "Days it lasted": ["95"],
                "Nothing happens": ["10 of 60 (17%)"],
                "Ended early": ["10%"],
            },
        )

    def test_stages_reasons_and_preparation(self):
        shown = self._shown(self.sixty)
        self.assertEqual(
            shown["stage"],
            {
                "Personal grounding": ["10"],
                "Supporting": ["36"],
                "Closure and celebration": ["8"],
                "Ended early": ["6"],
            },
        )
        self.assertEqual(
            shown["reasons"],
            {"Not ended early": ["54"], "No time": ["3"], "No reason given": ["3"]},
        )
        self.assertEqual(
            shown["prepared"],
            {
                "Everyone was prepared": ["38"],
                "Not everyone was prepared": ["12"],
                "Unknown": ["10"],
            },
        )

    def test_how_the_pairs_came_about(self):
        """Proposed: 20 + 8 + 3 pairs, with 386 days and 83 meetings; 3 ended early."""
        self.assertEqual(
            self._shown(self.sixty)["ways"],
            {
                "Proposed by the matching": [
                    "31 pairs · 12 days to first contact · 2.7 meetings per pair"
                    " · 10% ended early"
                ],
                "Wished by one": [
                    "6 pairs · 7 days to first contact · 3.0 meetings per pair"
                    " · 0% ended early"
                ],
                "Wished by both": [
                    "10 pairs · 4 days to first contact · 4.0 meetings per pair"
                    " · 0% ended early"
                ],
                "Chosen by the members": [
                    "10 pairs · 0.0 meetings per pair · 0% ended early"
                ],
                "Paired by staff": [
                    "3 pairs · 20 days to first contact · 1.0 meetings per pair"
                    " · 100% ended early"
                ],
            },
        )

    def test_answers_scores_and_topics(self):
        """30 of 40 answered; their mean grade is (10×3 + 20×4) / 30."""
        shown = self._shown(self.sixty)
        self.assertEqual(shown["answers"], {"Midway · Mentees": ["30 of 40 (75%)"]})
        self.assertEqual(
            shown["scores"],
            {"Midway · Mentees · What of grade?": ["3.7 on a scale from 1 to 5"]},
        )
        self.assertEqual(
            shown["topics"],
            {
                "Leading": ["wanted by 20, offered by 10"],
                "Selling": ["wanted by fewer than 5, offered by 60"],
            },
        )

    def test_a_question_that_few_answered_has_no_score(self):
        edition = self._running("2053")
        graded = [("mentee", {"grade": 4}, {})] * 4
        others = [("mentee", {"hours": 2.5}, {})] * 6
        self._closed(
            graded + others, edition=edition, audience="mentee", min_responses=3
        )
        self.assertNotIn("scores", self._shown(edition))

    def test_two_editions_side_by_side(self):
        other = self._running("2052")
        self._pairs(other, [{}] * 5)
        shown = self._shown(self.sixty, other_edition_id=other.id)
        self.assertEqual(shown["pairs"]["Started"], ["60", "5"])
        self.assertEqual(shown["stage"]["Supporting"], ["36", "5"])
        self.assertEqual(shown["stage"]["Personal grounding"], ["10", "–"])

    def test_over_the_years(self):
        before = self._running("2040")
        self._pairs(before, [{}] * 5)
        before.date_start = self.today - timedelta(days=1000)
        shown = self._shown(
            before.browse(), programme_id=self.programme.id, user=self.manager
        )
        self.assertEqual(shown["pairs"]["Started"], ["65"])
        self.assertEqual(
            shown["years"],
            {before._report_year(): ["5"], self.sixty._report_year(): ["60"]},
        )

    def test_the_screen_shows_the_page(self):
        dashboard = self._dashboard(self.sixty)
        root = html.fromstring(dashboard.figures)
        words = " ".join(root.text_content().split())
        for text in ("126", "10 of 60 (17%)", "Leading"):
            self.assertIn(text, words)
        values = self.env["report.nob_mentorship.dashboard_report"].with_user(
            self.coordinator
        )
        (page,) = values._get_report_values(dashboard.ids)["pages"]
        self.assertEqual(page, dashboard._page())


@tagged("post_install", "-at_install")
class TestDashboardEdges(DashboardCase):
    """Few pairs, none, other people, and what the buttons do."""

    def test_an_edition_with_two_pairs_shows_no_number(self):
        edition = self._running("2061")
        self._pairs(edition, [{}, {"came_about": "both", "state": "ended"}])
        shown = self._shown(edition)
        self.assertEqual({text for (text,) in shown["pairs"].values()}, {FEW})
        for section in ("stage", "reasons", "prepared", "ways"):
            with self.subTest(section):
                self.assertEqual(shown[section], {"All together": [FEW]})
        # four people
        self.assertEqual(shown["members"]["Signed up"], [FEW])
        self.assertNotIn("years", shown)

    def test_an_edition_without_pairs_divides_by_nothing(self):
        shown = self._shown(self._running("2062"))
        self.assertEqual({text for (text,) in shown["pairs"].values()}, {"–"})
        self.assertEqual(shown["members"]["Matched"], ["–"])
        self.assertFalse({"stage", "reasons", "ways", "topics"} & shown.keys())

    def test_a_year_without_an_edition_says_so(self):
        first, last = self._running("2010"), self._running("2012")
        first.date_start = "2010-09-01"
        last.date_start = "2012-09-01"
        dashboard = self._dashboard(first.browse(), year="2011")
        self.assertTrue(dashboard._page()["none"])
        self.assertIn("no edition", html.fromstring(dashboard.figures).text_content())

    def test_a_small_part_is_not_the_rest_of_a_whole(self):
        edition = self._running("2063")
        self._pairs(edition, [{}] * 10 + [{"state": "ended"}] * 2)
        shown = self._shown(edition)
        self.assertEqual(shown["pairs"]["Ended early"], [FEW])
        self.assertEqual(shown["stage"], {TOGETHER: ["12"]})

    def test_pairs_and_roles_do_not_tell_how_few_mentees_have_no_pair(self):
        edition = self._running("2068")
        self._pairs(edition, [{}] * 10)
        self._signed_up(edition, "mentee", 3, state="accepted")
        self._signed_up(edition, "mentor", 6, state="accepted")
        shown = self._shown(edition)
        self.assertEqual(shown["pairs"]["Started"], ["10"])
        self.assertEqual(shown["members"]["Matched"], ["20 of 29 (69%)"])
        self.assertEqual(shown["members"][TOGETHER], ["29"])
        self.assertFalse({"Mentor", "Mentee"} & shown["members"].keys())

    def test_those_who_could_sign_up_and_did_not_are_not_few(self):
        edition = self._running("2064", eligible_count=23, eligible_on=self.today)
        self._pairs(edition, [{}] * 10)
        other = self._running("2069", eligible_count=100, eligible_on=self.today)
        self._pairs(other, [{}] * 10)

        def told(editions):
            values = {"user": self.manager, "programme_id": self.programme.id}
            return self._shown(editions, **values)["members"][title]

        title = "Members who could sign up"
        self.assertEqual(told(edition), [FEW])
        self.assertEqual(told(other), ["100"])
        # both together less the other one
        self.assertEqual(told(edition.browse()), [FEW])

    def test_members_are_counted_while_the_sign_up_is_open(self):
        self._open()
        self.edition._day_count_eligible()
        self.assertEqual(self.edition.eligible_count, self.edition._count_welcome())
        due = self.edition._due_count_eligible(self.today)
        self.assertFalse(self.edition.filtered_domain(due))
        later = self.edition._due_count_eligible(self.today + timedelta(days=7))
        self.assertTrue(self.edition.filtered_domain(later))

    def test_mentors_are_short_and_members_to_ask_are_listed(self):
        self._open()
        self._enrol(self.mentee, "mentee")
        dashboard = self._dashboard(self.edition)
        self.assertEqual(
            dashboard.mentors_short, "Mentors needed: 1. Ask members who can be one."
        )
        action = dashboard.with_context(mentorship_advice="mentors").action_advice()
        asked = self.env["res.partner"].search(action["domain"])
        self.assertIn(self.mentor, asked)
        # signed up, and two years in the profession
        self.assertNotIn(self.mentee, asked)
        self._enrol(self.mentor, "mentor")
        dashboard.invalidate_recordset()
        self.assertFalse(dashboard.mentors_short)
        self.assertTrue(dashboard.lacks_members)

    def test_each_advice_opens_its_records(self):
        self._open()
        dashboard = self._dashboard(self.edition)
        for name in ADVICE:
            with self.subTest(name):
                action = dashboard.with_context(mentorship_advice=name).action_advice()
                self.assertIn("res_model", action)
        with self.assertRaises(UserError):
            dashboard.with_context(mentorship_advice="unlink").action_advice()
        with self.assertRaises(UserError):
            dashboard.action_advice()

    def test_another_programme_is_not_there(self):
        with self.assertRaises(AccessError):
            self._dashboard(self.edition, user=self.other_coordinator)
        dashboard = self._dashboard(self.edition)
        for user in (self.other_coordinator, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                dashboard.with_user(user).read(["figures"])
        values = self.env["report.nob_mentorship.dashboard_report"]
        with self.assertRaises(AccessError):
            values.with_user(self.manager)._get_report_values(dashboard.ids)
        for user in (self.mentor_user, self.employee, self.administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["mentorship.dashboard"].with_user(user).action_open()
        with self.assertRaises(AccessError):
            self.edition.with_user(self.other_coordinator).action_ask_members()

    def test_the_page_for_the_board_has_two_columns_and_no_long_list(self):
        page = self.env["report.nob_mentorship.dashboard_report"]
        lines = [
            {"key": str(n), "title": str(n), "texts": ["1"], "shares": [None]}
            for n in range(30)
        ]
        sections = [{"key": key, "title": key, "lines": lines} for key in "abcd"]
        halves = page._halves(sections)
        self.assertEqual(
            [[each["key"] for each in half] for half in halves],
            [["a", "b"], ["c", "d"]],
        )
        shown = halves[0][0]["lines"]
        self.assertEqual(len(shown), 12)
        self.assertEqual(shown[-1]["title"], "19 more, on the screen")
        self.assertEqual(page._halves([]), [[], []])

    def test_it_opens_on_the_edition_that_runs(self):
        running = self._running("2065")
        dashboards = self.env["mentorship.dashboard"].with_user(self.coordinator)
        opened = dashboards.browse(dashboards.action_open()["res_id"])
        self.assertEqual(opened.edition_id, running)
        self.assertTrue(opened.action_print()["report_name"])
        self.assertEqual(
            opened.action_graphs()["context"]["search_default_edition_id"], running.id
        )

    def test_it_opens_on_the_newest_that_has_figures(self):
        older, newer = self._running("2071"), self._running("2072")
        newer.date_start = older.date_start + timedelta(days=1)
        dashboards = self.env["mentorship.dashboard"].with_user(self.coordinator)

        def opened():
            return dashboards.browse(dashboards.action_open()["res_id"]).edition_id

        self.assertEqual(opened(), newer)
        self._pairs(older, [{}] * 5)
        self._pairs(newer, [{}] * 4)
        self.assertEqual(opened(), older)
        self._pairs(newer, [{}])
        self.assertEqual(opened(), newer)

    def test_more_pairs_take_no_more_queries(self):
        def count(edition):
            dashboard = self._dashboard(edition)
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_queries() as queries:
                dashboard._page()
            return len(queries)

        few, many = self._running("2066"), self._running("2067")
        self._pairs(few, [{}] * 5)
        self._pairs(many, [{}] * 40)
        count(few)
        self.assertEqual(count(few), count(many))
