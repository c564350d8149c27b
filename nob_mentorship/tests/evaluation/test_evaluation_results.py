import random
import statistics
from collections import Counter
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...tools.sheets import workbook
from ..queries import recorded_queries
from ..results import COLUMNS, MATRIX_ROWS, ResultsCase

SEED = 7


@tagged("post_install", "-at_install")
class TestResults(ResultsCase):
    """The page shows what the answers say, for large enough groups and no others."""

    def test_what_is_shown_is_what_one_would_count_by_hand(self):
        rng = random.Random(SEED)
        new = self._people(rng, {"mentor": 8, "mentee": 9})
        old = self._people(rng, {"mentor": 2, "mentee": 9})
        evaluation = self._closed(new)
        before = self._closed(old, self.old_edition, min_responses=4)
        mentors = [person for person in new if person[0] == "mentor"]
        shown = {
            (): (new, 18),
            ("role", "mentor"): (mentors, 8),
            ("edition", ""): (new + old, 30),
            ("year", "2029"): (old, 12),
            ("edition", str(self.edition.id)): (new, 18),
        }
        for cut, (people, asked) in shown.items():
            results, questions = self._show(evaluation, **dict([cut] if cut else []))
            self.assertEqual(results["standing"], "shown")
            self.assertEqual(results["answered"], len(people), cut)
            self.assertEqual(results["asked"], asked, cut)
            self._assert_counted(questions, people, cut)
        _results, questions = self._show(before, edition="")
        self._assert_counted(questions, new + old, "seen from the other one")

    def _assert_counted(self, questions, people, cut):
        for key, wanted in {
            "way": ("person", "video"),
            "topics": ("career", "skills", "life"),
        }.items():
            said = [p[1][key] for p in people if key in p[1]]
            each = [v if isinstance(v, list) else [v] for v in said]
            (figure,) = questions[key]["figures"]
            self.assertEqual(figure["n"], len(said), (cut, key))
            counts = {o: sum(o in one for one in each) for o in wanted}
            self.assertEqual(
                figure["bars"],
                [(o.title(), c, round(100 * c / len(said))) for o, c in counts.items()],
            )
        for key in ("grade", "hours"):
            said = [p[1][key] for p in people if key in p[1]]
            (figure,) = questions[key]["figures"]
            self.assertEqual(figure["n"], len(said))
            self.assertAlmostEqual(figure["mean"], statistics.fmean(said))
            self.assertAlmostEqual(figure["deviation"], statistics.pstdev(said))
            self.assertEqual(
                sum(count for _label, count, _share in figure["bars"]), len(said)
            )
        for key in ("since", "last"):
            said = Counter(p[1][key][:7] for p in people if key in p[1])
            (figure,) = questions[key]["figures"]
            self.assertEqual(
                [count for _label, count, _share in figure["bars"]],
                [said[month] for month in sorted(said)],
            )
        for figure, row in zip(questions["each"]["figures"], MATRIX_ROWS, strict=True):
            said = [p[1]["each"][row] for p in people if row in p[1].get("each", ())]
            self.assertEqual(figure["title"], row.title())
            self.assertEqual(
                [count for _label, count, _share in figure["bars"]],
                [said.count(column) for column in COLUMNS],
            )
        texts = [p[1]["said"] for p in people if "said" in p[1]]
        self.assertEqual(sorted(questions["said"]["texts"]), sorted(texts))
        added = [p[2]["way"] for p in people if p[2]]
        self.assertEqual(sorted(questions["way"]["texts"]), sorted(added))

    def test_one_too_few_shows_nothing_and_the_minimum_shows_all(self):
        for count in (4, 5, 6):
            said = {"grade": 4, "way": "video", "said": "Secret words"}
            people = [("mentee", said, {})] * count
            evaluation = self._closed(people, audience="mentee")
            results, questions = self._show(evaluation)
            if count == 4:
                self.assertEqual(results["standing"], "few")
                self.assertEqual(results["missing"], 1)
                self.assertEqual(results["questions"], [])
                self.assertNotIn("Secret", str(results))
            else:
                self.assertEqual(questions["grade"]["figures"][0]["n"], count)
                self.assertEqual(questions["said"]["texts"], ["Secret words"] * count)

    def test_a_question_that_too_few_answered_shows_no_figure(self):
        people = [
            ("mentee", {"grade": 4} if n < 4 else {"way": "video"}, {})
            for n in range(9)
        ]
        _results, questions = self._show(self._closed(people))
        self.assertEqual(questions["grade"]["figures"], [])
        self.assertEqual(questions["way"]["figures"][0]["n"], 5)

    def test_a_role_of_whom_too_few_answered_a_question_is_shown_with_the_rest(self):
        people = [("mentor", {"grade": 1} if n < 2 else {}, {}) for n in range(6)]
        people += [("mentee", {"grade": 5}, {})] * 6
        evaluation = self._closed(people)
        _results, questions = self._show(evaluation)
        self.assertEqual(questions["grade"]["figures"][0]["n"], 8)
        for role in ("mentor", "mentee"):
            _results, questions = self._show(evaluation, role=role)
            self.assertEqual(questions["grade"]["figures"], [])

    def test_roles_are_offered_where_each_is_large_enough(self):
        apart = self._closed(
            self._people(random.Random(SEED), {"mentor": 5, "mentee": 5})
        )
        together = self._closed(
            self._people(random.Random(SEED), {"mentor": 2, "mentee": 9}),
            self.old_edition,
        )
        self.assertEqual(self._offered(apart, "role"), ["", "mentor", "mentee"])
        self.assertEqual(self._offered(together, "role"), [""])
        self.assertEqual(self._offered(apart, "year", role="mentor"), ["", "2030"])
        self.assertEqual(self._offered(apart, "year"), ["", "2030", "2029"])

    def _offered(self, evaluation, name, **sent):
        results, _questions = self._show(evaluation, **sent)
        (side,) = [side for side in results["sides"] if side["name"] == name]
        return [value for value, _label, _chosen in side["options"]]

    def test_editions_are_compared_each_with_enough_answers(self):
        rng = random.Random(SEED)
        for year, count in ((2027, 7), (2028, 3)):
            self._closed(
                self._people(rng, {"mentee": count}, answer=1),
                self._edition(name=str(year), date_start=f"{year}-09-01"),
            )
        people = self._people(rng, {"mentee": 6}, answer=1)
        _results, questions = self._show(self._closed(people))
        (figure,) = questions["grade"]["figures"]
        self.assertEqual([point["n"] for point in figure["trend"]], [7, 6])
        self.assertIn("2027", figure["trend"][0]["edition"])
        self.assertEqual(figure["trend"][1]["mean"], figure["mean"])
        (figure,) = questions["way"]["figures"]
        shares = [share for *_bar, share in figure["bars"]]
        self.assertEqual(figure["trend"][1]["shares"], shares)

    def test_texts_come_in_an_order_of_their_own_for_each_question(self):
        people = [
            ("mentee", {"said": f"{n:02}", "word": f"{n:02}"}, {}) for n in range(40)
        ]
        evaluation = self._closed(people)
        orders = []
        for _look in range(2):
            results, _questions = self._show(evaluation)
            orders += [tuple(q["texts"]) for q in results["questions"] if q["texts"]]
        self.assertEqual(len(set(orders)), 4)
        self.assertEqual(len({tuple(sorted(order)) for order in orders}), 1)

    def test_staff_see_results_of_their_own_programmes_only(self):
        people = self._people(random.Random(SEED), {"mentee": 6}, answer=1)
        own = self._closed(people)
        other = self._closed(
            people,
            self._edition(self.other_programme, date_start="2030-09-01"),
        )
        for user, count in ((self.coordinator, 6), (self.manager, 12)):
            results, questions = self._show(own, user, edition="")
            self.assertEqual(results["answered"], count)
            self.assertEqual(questions["grade"]["figures"][0]["n"], count)
        results, _questions = self._show(own, programme=str(self.other_programme.id))
        self.assertTrue(results["cut"]["alone"], "what one may not see is unknown")
        for user in (
            self.coordinator,
            self.employee,
            self.administrator,
            self.mentee_user,
        ):
            with self.assertRaises(AccessError):
                other.with_user(user)._results()

    def test_other_moments_and_open_evaluations_do_not_count(self):
        people = self._people(random.Random(SEED), {"mentee": 6}, answer=1)
        evaluation = self._closed(people)
        self._closed(people, self.old_edition, moment="final")
        still = self._closed(people, self.old_edition)
        still._set_state("open")
        results, _questions = self._show(evaluation, edition="")
        self.assertEqual(results["answered"], 6)
        results, _questions = self._show(still)
        self.assertEqual((results["standing"], results["questions"]), ("early", []))

    def test_strange_numbers_and_dates_break_nothing(self):
        strange = (-1e15, 1e15, 1e-300, 0, 2.5, *range(3, 12))
        moments = ("0001-01-01 00:00:00", "9999-12-31 23:59:59")
        people = [
            (
                "mentee",
                {
                    "hours": number,
                    "since": moments[n % 2][:10],
                    "last": moments[n % 2],
                    "said": "\ufffe\u202e=1+1",
                },
                {},
            )
            for n, number in enumerate(strange)
        ]
        results, questions = self._show(self._closed(people))
        (figure,) = questions["hours"]["figures"]
        self.assertEqual(figure["n"], len(strange))
        counted = [count for _label, count, _share in figure["bars"]]
        self.assertEqual((counted[0], sum(counted)), (1, len(strange)))
        for key in ("since", "last"):
            (figure,) = questions[key]["figures"]
            self.assertEqual(
                [count for _label, count, _share in figure["bars"]], [7, 7]
            )
        tables = self.env["mentorship.evaluation"]._result_sheets(results)
        self.assertTrue(workbook(tables).startswith(b"PK"))

    def test_an_unknown_cut_is_no_cut(self):
        people = self._people(random.Random(SEED), {"mentee": 6}, answer=1)
        evaluation = self._closed(people)
        for value in ("x", "0", "-1", "9" * 5000, "None", "'; --", "²"):
            for side in ("role", "programme", "edition", "year"):
                results, _questions = self._show(evaluation, **{side: value})
                self.assertTrue(results["cut"]["alone"])
                self.assertEqual(results["answered"], 6)

    def test_the_results_of_many_cost_as_many_queries_as_of_few(self):
        rng = random.Random(SEED)
        sizes = {"mentor": 5, "mentee": 5}
        evaluation = self._closed(self._people(rng, sizes))
        self._closed(self._people(rng, sizes), self.old_edition)
        few = self._cost(evaluation)
        for number in range(4):
            start = self.today - timedelta(days=400 * number)
            self._closed(
                self._people(rng, {"mentor": 60, "mentee": 60}),
                self._edition(name=f"Edition {number}", date_start=start),
            )
        self.assertEqual(self._cost(evaluation), few)
        self.assertLessEqual(few, 30)

    def _cost(self, evaluation):
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_queries() as queries:
                evaluation.with_user(self.manager)._results({"edition": ""})
        return len(queries)
