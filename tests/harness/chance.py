"""How likely a guess is by chance: who wrote which answer, guessed by a rule.

A rule gives weights: for each person, how likely it takes each answer to be theirs. The
row of a person and the column of their answer have the same number, so what a rule gets
right is the sum of the diagonal; a rule that does not choose gets its share of each.
Chance is a rule that knows no more than what is shown by design: the class (the role)
of a person and of an answer.
"""

from functools import cache
from math import factorial

import numpy

DRAWS = 400_000
FIRST_DRAWS = 2_000
SURELY_CHANCE = 20
SEED = 20300101
NEARLY = 1e-6


def fixed_points(size):
    """Return how likely a random permutation keeps exactly 0, 1, … things in place."""
    return [
        sum((-1) ** j / factorial(j) for j in range(size - kept + 1)) / factorial(kept)
        for kept in range(size + 1)
    ]


@cache
def at_least(sizes, right):
    """Return how likely random permutations of classes keep `right` or more in place.

    :param sizes: how many each class has, a tuple
    """
    total = [1.0]
    for size in sizes:
        total = numpy.convolve(total, fixed_points(size))
    return float(min(1.0, sum(total[right:])))


def by_rank(guesser, guessed, classes):
    """Return the weights of a rule that puts both sides in order and pairs them off.

    Who ties shares a few places, and each place is as likely as the others.

    :param guesser: the feature of each person, as a number
    :param guessed: the feature of each answer
    :param classes: lists of numbers; only within them is paired
    """
    weights = numpy.zeros((len(guesser), len(guessed)))
    for members in classes:
        (a, b), (c, d) = (
            _places(numpy.asarray(side)[members]) for side in (guesser, guessed)
        )
        shared = numpy.minimum.outer(b, d) - numpy.maximum.outer(a, c)
        share = shared.clip(0) / numpy.multiply.outer(b - a, d - c)
        weights[numpy.ix_(members, members)] = share
    return weights


def _places(values):
    """Return (first places, places after the last) that values share when in order."""
    inside = numpy.sort(values)
    return (numpy.searchsorted(inside, values, side) for side in ("left", "right"))


def by_value(guesser, guessed, classes):
    """Return the weights of a rule that pairs off who has a value in common.

    Where nobody has, every answer of the class is as likely.

    :param guesser: a set of values of each person
    :param guessed: a set of values of each answer
    """
    weights = numpy.zeros((len(guesser), len(guessed)))
    for members in classes:
        for person in members:
            found = [one for one in members if guesser[person] & guessed[one]]
            for answer in found or members:
                weights[person, answer] = 1 / len(found or members)
    return weights


class Chance:
    """What a rule gets right by chance alone.

    :param classes: lists of numbers; whose answer is whose is random within each
    """

    def __init__(self, classes, draws=DRAWS):
        self.classes = classes
        self.count = sum(map(len, classes))
        random = numpy.random.default_rng(SEED)
        self._draws = numpy.empty((draws, self.count), dtype=numpy.int8)
        for members in classes:
            drawn = numpy.tile(numpy.array(members, dtype=numpy.int8), (draws, 1))
            self._draws[:, members] = random.permuted(drawn, axis=1)

    def likely(self, weights):
        """Return how likely chance gets as much right as a rule did.

        Exact where each answer is given to one person of its class; drawn at random,
        always with the same draws, otherwise.
        """
        right = float(numpy.trace(weights))
        if self._is_permutation(weights):
            return at_least(tuple(map(len, self.classes)), round(right))
        few = self._as_good(weights, right, self._draws[:FIRST_DRAWS])
        if few > SURELY_CHANCE:
            return few / FIRST_DRAWS
        as_good = self._as_good(weights, right, self._draws)
        return (1 + as_good) / (1 + len(self._draws))

    def _as_good(self, weights, right, draws):
        rows = numpy.arange(self.count)
        scores = weights[rows, draws].sum(axis=1)
        return int((scores >= right - NEARLY).sum())

    def _is_permutation(self, weights):
        ones = weights > 1 - NEARLY
        alone = (ones.sum(axis=0) == 1) & (ones.sum(axis=1) == 1)
        inside = all(
            ones[numpy.ix_(members, members)].sum() == len(members)
            for members in self.classes
        )
        return bool(alone.all() and inside)
