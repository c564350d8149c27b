"""Scores and pairs, checked and sorted by people's keys: plain Python, no ORM."""

from itertools import combinations
from typing import NamedTuple

import numpy

HIGHEST = 100
"""The highest score."""
UNIT = 100
"""Scores are compared in units of one hundredth of a point."""


class AssignmentError(ValueError):
    """The input cannot be solved.

    `code` is ``"shape"`` (sizes that do not fit together), ``"not_finite"`` (a score of
    an allowed pair that is not a number from 0 to 100), ``"places"`` (a number of
    places that is negative or not whole), ``"pin"`` (pinned pairs that are forbidden,
    or cannot be made together) or ``"size"`` (too many people for the memory).
    """

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Assignment(NamedTuple):
    """The best pairs that were found.

    :param pairs: array of ints, (k, 2), of (row, column), sorted by row
    :param total: the sum of the pairs' scores
    :param matched: how many of the people looking for a match are in a pair
    """

    pairs: numpy.ndarray
    total: float
    matched: int


class Grid:
    """The problem to solve, with rows and columns sorted by key.

    `allowed` is a matrix of booleans, (n, m); `hundredths` holds whole floats, (n, m),
    and 0 where a pair is not allowed.
    """

    def __init__(self, scores, forbidden, mentee_keys, mentor_keys):
        scores, forbidden = matrices(scores, forbidden)
        if not ((scores >= 0) & (scores <= HIGHEST) | forbidden).all():
            raise AssignmentError(
                "not_finite", "A score is not a number from 0 to 100."
            )
        self.shape = scores.shape
        self._rows = _order(mentee_keys, scores.shape[0])
        self._columns = _order(mentor_keys, scores.shape[1])
        at = numpy.ix_(self._rows, self._columns)
        self.allowed = ~forbidden[at]
        self.hundredths = numpy.where(self.allowed, scores[at], 0)
        self.hundredths *= UNIT
        numpy.rint(self.hundredths, out=self.hundredths)

    def places(self, numbers):
        """Return whole numbers, one per mentor, given in the caller's order."""
        try:
            numbers = numpy.asarray(numbers, float)
        except (TypeError, ValueError):
            raise AssignmentError(
                "places", "A number of places is not a number."
            ) from None
        if numbers.shape != self.shape[1:]:
            raise AssignmentError("shape", "Each mentor needs one number of places.")
        whole = numpy.isfinite(numbers) & (numbers == numpy.floor(numbers))
        if not (whole & (numbers >= 0)).all():
            raise AssignmentError(
                "places", "A number of places is negative or not whole."
            )
        return numbers[self._columns]

    def ahead(self, flags):
        """Return booleans, one per row, given in the caller's order: who comes first.

        :param flags: n booleans, or None if no one does
        """
        if flags is None:
            return numpy.zeros(self.shape[0], bool)
        flags = numpy.asarray(flags, bool)
        if flags.shape != self.shape[:1]:
            raise AssignmentError("shape", "Each mentee comes first or does not.")
        return flags[self._rows]

    def pins(self, pinned):
        """Return the pairs that the caller pinned, (k, 2), in this grid's order."""
        seen = set()
        pinned = [tuple(pair) for pair in pinned]
        for row, column in pinned:
            if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
                raise AssignmentError(
                    "pin", "A pinned pair has a person who is not in the grid."
                )
            if row in seen:
                raise AssignmentError("pin", "A mentee is pinned twice.")
            seen.add(row)
        pins = numpy.array(pinned, int).reshape(-1, 2)
        pins[:, 0] = self._rows.argsort()[pins[:, 0]]
        pins[:, 1] = self._columns.argsort()[pins[:, 1]]
        if not self.allowed[pins[:, 0], pins[:, 1]].all():
            raise AssignmentError("pin", "A pinned pair is forbidden.")
        return pins

    def result(self, pairs):
        """Return an :class:`Assignment` in the caller's numbering."""
        total = self.hundredths[pairs[:, 0], pairs[:, 1]].sum() / UNIT
        found = numpy.stack([self._rows[pairs[:, 0]], self._columns[pairs[:, 1]]], 1)
        return Assignment(sort(found), float(total), len(found))

    def peers(self, groups):
        """Return an :class:`Assignment` of twos and threes, in the caller's numbering.

        :param groups: list of lists of people
        """
        pairs = [pair for group in groups for pair in combinations(group, 2)]
        pairs = numpy.array(pairs, int).reshape(-1, 2)
        # in a group of n people, each pair counts for 1/(n - 1) of its score
        share = [1 / (len(g) - 1) for g in groups for _pair in combinations(g, 2)]
        worth = self.hundredths[pairs[:, 0], pairs[:, 1]] * numpy.array(share)
        found = numpy.sort(self._rows[pairs], axis=1)
        matched = sum(len(group) for group in groups)
        return Assignment(sort(found), float(worth.sum() / UNIT), matched)


def sort(pairs):
    """Return pairs sorted by row, then by column."""
    return pairs[numpy.lexsort(pairs.T[::-1])]


def matrices(scores, forbidden):
    """Return the scores and the forbidden pairs as arrays of the same shape."""
    try:
        scores, forbidden = numpy.asarray(scores, float), numpy.asarray(forbidden, bool)
    except (TypeError, ValueError):
        raise AssignmentError(
            "shape", "The scores are not a matrix of numbers."
        ) from None
    if scores.ndim != 2 or scores.shape != forbidden.shape:
        raise AssignmentError("shape", "Scores and forbidden pairs differ in size.")
    return scores, forbidden


def _order(keys, count):
    """Return the positions, sorted by their keys."""
    if keys is None:
        return numpy.arange(count)
    keys = list(keys)
    if len(keys) != count:
        raise AssignmentError("shape", "Each person needs a different key.")
    return numpy.array(sorted(range(count), key=keys.__getitem__), int)
