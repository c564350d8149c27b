"""Matching: the solver beside scipy's own, on the scores of a large edition."""

from scipy.optimize import linear_sum_assignment

from . import pairers, people
from .measure import Row, side_by_side

LARGE, PLACES = (5000, 2500), 2
ROUNDS, WARM = 5, 1
SOLVE_GOAL = 1.1


def rows():
    """Measure; return the lines of the table."""
    yield _solving()


def _solving():
    """Ours with all that it checks and makes, scipy's on a matrix that is there."""
    scores, forbidden = people.scores(*LARGE)
    matrix = pairers.expanded(scores, forbidden, PLACES)
    times = side_by_side(
        lambda: pairers.ours(scores, forbidden, PLACES),
        lambda: linear_sum_assignment(matrix, maximize=True),
        ROUNDS,
        WARM,
    )
    return Row(f"solve {'x'.join(map(str, LARGE))}", *times, SOLVE_GOAL)
