from dataclasses import replace

import numpy as np

from odoo.tests import BaseCase, tagged

from ...tools.obstacles import (
    Obstacle,
    flag_gaps,
    flag_languages,
    flag_pairs,
    flag_shared,
)
from ...tools.scoring import (
    CRITERIA,
    IN_PERSON,
    MARKS,
    VIDEO,
    People,
    Question,
    Scoring,
)

WEIGHTS = dict.fromkeys((*CRITERIA, *MARKS), 1.0)


def people(count, **known):
    """Return people with only the given facts known."""
    empty = {
        "topics": np.zeros((count, 3), bool),
        "focus": np.zeros((count, 2), bool),
        "languages": np.zeros((count, 2), bool),
        "years": np.full(count, np.nan),
        "region": np.full(count, -1),
        "modes": np.zeros(count, int),
        "answers": np.full((count, 2), -1),
        "priority": np.zeros(count, bool),
    }
    return People(**{**empty, **{name: np.array(rows) for name, rows in known.items()}})


def anybody(count, chance):
    """Return people with a random part of the facts known."""
    return people(
        count,
        topics=chance.random((count, 3)) < 0.4,
        focus=chance.random((count, 2)) < 0.5,
        languages=chance.random((count, 2)) < 0.5,
        years=np.where(
            chance.random(count) < 0.3, np.nan, chance.integers(0, 40, count)
        ),
        region=chance.integers(-1, 4, count),
        modes=chance.integers(0, 4, count),
        answers=chance.integers(-1, 3, (count, 2)),
        priority=chance.random(count) < 0.2,
    )


@tagged("post_install", "-at_install")
class TestScoring(BaseCase):
    """What makes two people fit."""

    def _value(self, criterion, mentees, mentors, **settings):
        """Return the values of one criterion of the first mentee with each mentor."""
        scoring = Scoring({criterion: 1.0}, mentees, mentors, **settings)
        row = [0] * len(mentors)
        return scoring.parts(row, range(len(mentors)))[criterion].tolist()

    def test_no_score_is_higher_than_the_highest(self):
        chance = np.random.default_rng(3)
        same = {
            "topics": np.ones((50, 3), bool),
            "focus": np.ones((50, 2), bool),
            "languages": np.ones((50, 2), bool),
            "region": np.ones(50, int),
            "modes": np.full(50, VIDEO),
        }
        for weights in chance.random((50, len(WEIGHTS))):
            weighed = dict(zip(WEIGHTS, weights.tolist(), strict=True))
            scores = Scoring(weighed, people(50, **same), people(50, **same)).matrix()
            self.assertLessEqual(scores.max(), 100.0)
            self.assertAlmostEqual(scores.max(), 100.0)

    def test_the_share_of_wished_topics_counts_and_rare_ones_more(self):
        mentees = people(1, topics=[[True, True, False]])
        mentors = people(
            4,
            topics=[
                [True, True, False],
                [True, False, True],
                [False, True, False],
                [True, False, False],
            ],
        )
        both, common, rare, also_common = self._value("topics", mentees, mentors)
        self.assertEqual(both, 1.0)
        self.assertEqual(common, also_common)
        self.assertGreater(rare, common)
        self.assertAlmostEqual(rare + common, 1.0)

    def test_what_is_not_known_counts_half(self):
        mentees = people(1, topics=[[True, False, False]])
        mentors = people(
            3,
            topics=[[True, False, False], [False, False, False], [False, True, False]],
        )
        scores = Scoring({"topics": 1.0}, mentees, mentors).matrix()
        self.assertEqual(scores.tolist(), [[100.0, 50.0, 0.0]])

    def test_a_criterion_nobody_tells_of_does_not_count(self):
        mentees = people(1, topics=[[True, False, False]])
        mentors = people(1, topics=[[True, False, False]])
        scoring = Scoring(WEIGHTS, mentees, mentors)
        self.assertEqual(list(scoring.counted), ["topics"])
        self.assertEqual(scoring.matrix().tolist(), [[100.0]])

    def test_where_nothing_is_known_everybody_is_alike(self):
        scores = Scoring(WEIGHTS, people(2), people(3)).matrix()
        self.assertEqual(scores.tolist(), [[50.0] * 3] * 2)

    def test_the_best_gap_fits_best_and_none_the_wrong_way_round(self):
        mentees = people(1, years=[5.0])
        mentors = people(5, years=[15.0, 10.0, 25.0, 5.0, 2.0])
        values = self._value("experience", mentees, mentors)
        self.assertEqual(values, [1.0, 0.5, 0.5, 0.0, 0.0])

    def test_in_reverse_the_mentee_has_more_experience(self):
        mentees, mentors = people(1, years=[25.0]), people(2, years=[15.0, 30.0])
        values = self._value("experience", mentees, mentors, reverse=True)
        self.assertEqual(values, [1.0, 0.0])

    def test_the_same_region_or_both_by_video(self):
        mentees = people(1, region=[1], modes=[IN_PERSON | VIDEO])
        mentors = people(
            5,
            region=[1, 2, 2, -1, 1],
            modes=[IN_PERSON, VIDEO, IN_PERSON, IN_PERSON, 0],
        )
        values = self._value("place", mentees, mentors)
        np.testing.assert_equal(values, [1.0, 1.0, 0.0, np.nan, 1.0])

    def test_answers_fit_when_alike_or_when_complementary(self):
        mentees = people(1, answers=[[0, 0]])
        mentors = people(3, answers=[[0, 2], [0, 0], [2, -1]])
        questions = (Question(3), Question(3, alike=False, ordered=True))
        values = self._value("answers", mentees, mentors, questions=questions)
        self.assertEqual(values, [1.0, 0.5, 0.25])

    def test_a_mark_lifts_a_pair_and_lowers_no_other(self):
        mentees = people(2, topics=[[True, True, False]] * 2)
        mentors = people(2, topics=[[True, False, False]] * 2)
        plain = Scoring(WEIGHTS, mentees, mentors).matrix()
        marked = Scoring(
            WEIGHTS, mentees, mentors, marks={"mentee_wish": [(0, 1)]}
        ).matrix()
        self.assertGreater(marked[0, 1], plain[0, 1])
        others = [(0, 0), (1, 0), (1, 1)]
        self.assertEqual([marked[p] for p in others], [plain[p] for p in others])

    def test_who_was_left_out_is_lifted_with_everybody(self):
        mentees = people(2, years=[1.0, 1.0], priority=[True, False])
        scores = Scoring(WEIGHTS, mentees, people(2, years=[4.0, 30.0])).matrix()
        self.assertTrue((scores[0] > scores[1]).all())

    def test_the_parts_make_the_score(self):
        chance = np.random.default_rng(5)
        for _round in range(30):
            mentees, mentors = anybody(6, chance), anybody(4, chance)
            scoring = Scoring(
                {key: float(chance.integers(0, 4)) for key in WEIGHTS},
                mentees,
                mentors,
                questions=(Question(3), Question(3, alike=False, importance=2.0)),
                marks={"recommendation": [(0, 0), (1, 2)], "mentor_wish": [(0, 0)]},
                reverse=bool(chance.integers(2)),
            )
            rows, columns = np.indices((6, 4)).reshape(2, -1)
            parts = scoring.parts(rows, columns)
            scores = scoring.matrix()
            np.testing.assert_allclose(
                scoring.score(parts), scores[rows, columns], rtol=0, atol=1e-9
            )
            self.assertTrue((scores >= 0).all() and (scores <= 100).all())

    def test_shuffled_people_score_the_same(self):
        chance = np.random.default_rng(7)
        mentees, mentors = anybody(7, chance), anybody(5, chance)
        order = chance.permutation(7)
        shuffled = replace(
            mentees, **{name: rows[order] for name, rows in vars(mentees).items()}
        )
        settings = {"mentors": mentors, "questions": (Question(3), Question(3))}
        np.testing.assert_allclose(
            Scoring(WEIGHTS, shuffled, **settings).matrix(),
            Scoring(WEIGHTS, mentees, **settings).matrix()[order],
            atol=1e-9,
        )

    def test_a_weight_that_is_no_number_is_refused(self):
        for weight in (float("nan"), float("inf"), -1.0):
            with self.subTest(weight), self.assertRaises(ValueError):
                Scoring({"topics": weight}, people(1), people(1))

    def test_nobody_at_all_is_no_error(self):
        for counts in ((0, 2), (2, 0), (0, 0)):
            scoring = Scoring(WEIGHTS, *map(people, counts))
            self.assertEqual(scoring.matrix().shape, counts)
            self.assertTrue(all(len(v) == 0 for v in scoring.parts([], []).values()))


@tagged("post_install", "-at_install")
class TestObstacles(BaseCase):
    """What forbids a pair."""

    def _flags(self, rows=2, columns=3):
        return np.zeros((rows, columns), np.uint8)

    def test_each_obstacle_is_a_flag_of_its_own(self):
        flags = self._flags()
        flag_pairs(flags, Obstacle.EXCLUSION, [0], [1])
        flag_pairs(flags, Obstacle.EARLIER, [0], [1, 2])
        self.assertEqual(
            flags[0].tolist(),
            [0, Obstacle.EXCLUSION | Obstacle.EARLIER, Obstacle.EARLIER],
        )
        self.assertFalse(flags[1].any())

    def test_a_key_in_common_forbids(self):
        flags = self._flags()
        flag_shared(
            flags, Obstacle.EMPLOYER, [{"a", "b"}, set()], [{"b"}, {"c"}, set()]
        )
        self.assertEqual(flags.tolist(), [[Obstacle.EMPLOYER, 0, 0], [0, 0, 0]])
        nobody = self._flags()
        flag_shared(nobody, Obstacle.EMPLOYER, [set()] * 2, [set()] * 3)
        self.assertFalse(nobody.any())

    def test_no_language_in_common_forbids_where_both_are_known(self):
        flags = self._flags()
        mentees = np.array([[True, False], [False, False]])
        mentors = np.array([[True, True], [False, True], [False, False]])
        flag_languages(flags, mentees, mentors)
        self.assertEqual(flags.tolist(), [[0, Obstacle.LANGUAGE, 0], [0, 0, 0]])

    def test_too_small_a_gap_forbids_where_it_is_known(self):
        mentees, mentors = np.array([5.0, np.nan]), np.array([7.0, 8.0, 1.0])
        flags = self._flags()
        flag_gaps(flags, mentees, mentors, 3)
        gap = Obstacle.GAP
        self.assertEqual(flags.tolist(), [[gap, 0, gap], [0, 0, 0]])
        reverse = self._flags()
        flag_gaps(reverse, mentees, mentors, 3, reverse=True)
        self.assertEqual(reverse.tolist(), [[gap, gap, 0], [0, 0, 0]])
        free = self._flags()
        flag_gaps(free, mentees, mentors, 0)
        self.assertFalse(free.any())
