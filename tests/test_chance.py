"""The statistics of the linkage game, against counting every possibility."""

from itertools import permutations, product

import numpy
import pytest

from .harness import chance


def every(classes):
    """Return all permutations that stay within their classes, as lists."""
    count = sum(map(len, classes))
    found = []
    for choice in product(*(permutations(members) for members in classes)):
        one = [0] * count
        for members, moved in zip(classes, choice, strict=True):
            for place, other in zip(members, moved, strict=True):
                one[place] = other
        found.append(one)
    return found


def counted(weights, classes):
    """Return how many of all permutations score as high as the truth, as a share."""
    scores = [sum(weights[i, j] for i, j in enumerate(one)) for one in every(classes)]
    right = weights.trace() - chance.NEARLY
    return sum(score >= right for score in scores) / len(scores)


@pytest.mark.parametrize("size", range(1, 7))
def test_fixed_points_are_those_that_counting_finds(size):
    kept = [sum(i == j for i, j in enumerate(p)) for p in permutations(range(size))]
    for number, likely in enumerate(chance.fixed_points(size)):
        assert likely == pytest.approx(kept.count(number) / len(kept))


@pytest.mark.parametrize("classes", [[[0, 1, 2, 3]], [[0, 3, 4], [1, 2]], [[0], [1]]])
def test_the_tail_is_what_counting_finds(classes):
    truths = every(classes)
    for right in range(6):
        found = sum(sum(i == j for i, j in enumerate(one)) >= right for one in truths)
        sizes = tuple(map(len, classes))
        assert chance.at_least(sizes, right) == pytest.approx(found / len(truths))


def test_a_guess_of_all_is_exact():
    classes = [[0, 2, 4], [1, 3, 5]]
    weights = chance.by_rank([1, 5, 2, 4, 3, 9], [10, 50, 30, 40, 20, 90], classes)
    assert weights.trace() == 4
    likely = chance.Chance(classes, draws=10).likely(weights)
    assert likely == pytest.approx(counted(weights, classes))


def test_ties_share_their_places():
    weights = chance.by_rank([0, 0, 1, 1], [0, 1, 2, 3], [[0, 1, 2, 3]])
    assert weights.trace() == 2
    assert numpy.allclose(weights.sum(axis=0), 1)
    assert numpy.allclose(weights.sum(axis=1), 1)


@pytest.mark.parametrize(
    "ours, theirs",
    [
        ([0, 0, 1, 1, 1, 2], [0, 0, 1, 1, 1, 2]),
        ([0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 5]),
        ([0, 1, 0, 1, 0, 1], [1, 1, 0, 2, 0, 3]),
    ],
)
def test_drawn_at_random_is_near_what_counting_finds(ours, theirs):
    for classes in ([[0, 1, 2, 3, 4, 5]], [[0, 1, 2], [3, 4, 5]]):
        weights = chance.by_rank(ours, theirs, classes)
        likely = chance.Chance(classes, draws=50_000).likely(weights)
        assert likely == pytest.approx(counted(weights, classes), abs=0.03)


def test_a_language_narrows():
    classes = [list(range(30))]
    lang = [{"nl"} if number % 3 else {"en"} for number in range(30)]
    weights = chance.by_value(lang, lang, classes)
    assert weights.trace() == pytest.approx(2)
    assert chance.Chance(classes).likely(weights) < 1e-5


def test_what_is_the_same_for_all_is_chance():
    classes = [[0, 1, 2], [3, 4, 5]]
    weights = chance.by_value([{"a"}] * 6, [{"a"}] * 6, classes)
    assert weights.trace() == pytest.approx(2)
    assert chance.Chance(classes, draws=10_000).likely(weights) == 1


def test_orders_that_are_nearly_alike_are_found():
    order, nearly = list(range(30)), [n ^ 1 for n in range(30)]
    classes = [order]
    assert chance.by_rank(order, nearly, classes).trace() == 0
    weights, correlation = chance.alike(order, nearly, classes)
    assert correlation > 0.9
    luck = chance.Chance(classes, draws=50_000)
    assert luck.likely_sum(weights, both=True) == pytest.approx(1 / 50_001)
    backwards, correlation = chance.alike(order, nearly[::-1], classes)
    assert correlation < -0.9
    assert luck.likely_sum(backwards, both=True) == pytest.approx(1 / 50_001)
    assert luck.likely_sum(backwards) == 1


def test_how_alike_is_near_what_counting_finds():
    classes = [[0, 1, 2], [3, 4, 5]]
    weights, _correlation = chance.alike(
        [1, 2, 3, 1, 2, 2], [4, 3, 9, 1, 5, 6], classes
    )
    likely = chance.Chance(classes, draws=50_000).likely_sum(weights)
    assert likely == pytest.approx(counted(weights, classes), abs=0.03)
