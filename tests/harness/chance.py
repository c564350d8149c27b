"""The probability that a rule guesses by chance which person wrote which answer.

A rule gives weights: for each person, how likely it takes each answer to be theirs. The
row of a person and the column of their answer have the same number, so what a rule gets
right is the sum of the diagonal; a rule that does not choose gets its share of each.
Chance is a rule that knows no more than what is shown by design: the class (the role)
of a person and of an answer.
"""

from functools import cache
from math import factorial

import numpy

DRAWS = 1_000_000
CHUNK = 2_500
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
    """Return the weights of a rule that puts both sides in order and matches them.

    Ties share a few places, and each place is equally likely.

    :param guesser: the feature of each person, as a number
    :param guessed: the feature of each answer
    :param classes: lists of numbers; matches are made only within them
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
    """Return the weights of a rule that matches those with a value in common.

    If no answer has one, every answer of the class is equally likely.

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


def alike(guesser, guessed, classes):
    """Return weights whose diagonal adds up to how alike two orders are, and the
    correlation of the two.

    It finds nearly equal orders, in which no guess is right.
    """
    weights = numpy.zeros((len(guesser), len(guessed)))
    lengths = numpy.zeros(2)
    for members in classes:
        sides = []
        for side in (guesser, guessed):
            first, last = _places(numpy.asarray(side)[members])
            middle = (first + last) / 2
            sides.append(middle - middle.mean())
        weights[numpy.ix_(members, members)] = numpy.multiply.outer(*sides)
        lengths += [(side**2).sum() for side in sides]
    length = numpy.sqrt(lengths.prod())
    return weights, float(numpy.trace(weights) / length) if length else 0.0


class Chance:
    """The number of right guesses of a rule, by chance alone.

    :param classes: lists of numbers; whose answer is whose is random within each
    :param draws: how often it is drawn where it cannot be counted; the least likely
        that can be found is one in so many
    """

    def __init__(self, classes, draws=DRAWS):
        self.classes, self.draws = classes, draws
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
        if self._is_permutation(weights):
            right = round(float(numpy.trace(weights)))
            return at_least(tuple(map(len, self.classes)), right)
        return self.likely_sum(weights)

    def likely_sum(self, weights, both=False):
        """Return how likely chance makes the sum of the diagonal as large.

        :param both: as large or as small
        """
        total = float(numpy.trace(weights))
        as_good = 0
        rows = numpy.arange(self.count)
        for start in range(0, self.draws, CHUNK):
            drawn = self._draws[start : start + CHUNK]
            sums = weights[rows, drawn].sum(axis=1)
            if both:
                sums, total = numpy.abs(sums), abs(total)
            as_good += int((sums >= total - NEARLY).sum())
            if as_good > SURELY_CHANCE:
                return as_good / (start + len(drawn))
        return (1 + as_good) / (1 + self.draws)

    def _is_permutation(self, weights):
        ones = weights > 1 - NEARLY
        alone = (ones.sum(axis=0) == 1) & (ones.sum(axis=1) == 1)
        inside = all(
            ones[numpy.ix_(members, members)].sum() == len(members)
            for members in self.classes
        )
        return bool(alone.all() and inside)
