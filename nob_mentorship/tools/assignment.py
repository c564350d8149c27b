"""Finds the best pairs; plain Python, no ORM.

    assign([[80, 60], [90, 20]], [[False, False], [False, True]], [1, 2])

Scores are a matrix of floats from 0 to 100, mentees × mentors; `forbidden` is a matrix
of booleans of the same shape, and the score of a forbidden pair may be anything.
Results are pairs in the caller's numbering and a total in the units of the scores.
Scores are compared in whole hundredths, so every sum is exact and no rounding decides
between people. Rows and columns are first sorted by their keys, so the order of the
input never changes the result, not even among identical people.

Unsolvable input raises :class:`AssignmentError`, whose `code` says why.

* :func:`assign` uses scipy's `linear_sum_assignment`, the shortest augmenting path
  algorithm of D. F. Crouse, "On implementing 2D rectangular assignment algorithms",
  IEEE Transactions on Aerospace and Electronic Systems 52 (2016). It releases the
  interpreter's lock while it works.
* :func:`form_groups` uses scipy's `milp`, the branch and bound of HiGHS.
* :func:`pair_peers` uses networkx's `max_weight_matching`, Edmonds' blossom algorithm
  as in Z. Galil, "Efficient algorithms for finding maximum matching in graphs", ACM
  Computing Surveys 18 (1986). It is written in Python, takes cubic time, and is slow.
"""

import networkx
import numpy
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from .assignment_grid import (
    HIGHEST,
    UNIT,
    Assignment,
    AssignmentError,
    Grid,
    matrices,
)

__all__ = (
    "Assignment",
    "AssignmentError",
    "assign",
    "form_groups",
    "pair_peers",
)

EXACT = 2**53
"""Below this value, doubles add and subtract whole numbers without rounding."""
ROOMY, MOST = 50_000_000, 150_000_000
"""Limits on the cells of mentees × places: how many are solved at once, and the
maximum."""
INFEASIBLE = 2
"""The status that `milp` returns if the constraints contradict each other."""


def assign(
    scores,
    forbidden,
    places,
    pinned=(),
    spread=True,
    mentee_keys=None,
    mentor_keys=None,
    held=None,
    ahead=None,
):
    """Pair mentees with mentors, up to each mentor's number of places.

    It maximises, exactly and in this order: the number of paired mentees; the number of
    those who come first among them; with `spread`, the number of mentors with a mentee;
    and the total score.

    :param scores: (n, m) floats
    :param forbidden: (n, m) booleans
    :param places: m whole numbers, 0 allowed
    :param pinned: pairs (row, column) that the result must include
    :param mentee_keys: n different keys that sort the rows; by default their positions
    :param mentor_keys: the same for the columns
    :param held: m whole numbers: how many mentees each mentor already has. A mentor
        with one has no first place left to fill
    :param ahead: n booleans: the mentees who come first where not all can be paired
    :return: :class:`Assignment`
    :raise AssignmentError: see there
    """
    grid = Grid(scores, forbidden, mentee_keys, mentor_keys)
    places = grid.places(places)
    held = 0 if held is None else grid.places(held)
    ahead = grid.ahead(ahead)
    pins = grid.pins(pinned)
    taken = numpy.bincount(pins[:, 1], minlength=grid.shape[1])
    if (taken > places).any():
        raise AssignmentError("pin", "More are pinned to a mentor than have a place.")
    free = numpy.setdiff1d(numpy.arange(grid.shape[0]), pins[:, 0])
    wanted = grid.allowed[free].sum(axis=0)
    places = numpy.minimum(places - taken, wanted).astype(int)
    first = (places > 0) & (taken + held == 0) & spread
    found = _fill(grid.hundredths[free], grid.allowed[free], places, first, ahead[free])
    found[:, 0] = free[found[:, 0]]
    return grid.result(numpy.concatenate([pins, found]))


def _fill(hundredths, allowed, places, first, ahead):
    """Return the best pairs, as :func:`assign` says, (k, 2).

    Each place is a separate column; those of a mentor are equal, except the first, if
    filling it counts. Allowed pairs, mentees who come first and first places each get a
    bonus that exceeds any total of scores, and so takes precedence over it. None needs
    precedence over the others: any mentee who can still be paired is paired along an
    augmenting path, which never empties a filled place and leaves out no one. So one
    solution has the most of each (N. S. Mendelsohn and A. L. Dulmage, "Some
    generalizations of the problem of distinct representatives", Canadian Journal of
    Mathematics 10, 1958).

    If that many columns would take too much memory, mentors start with some of their
    places, and get more once those are filled. Places that are not needed change
    nothing, so the best result among these is the best of all.

    :param hundredths: (n, m) whole floats; overwritten
    :param allowed: (n, m) booleans
    :param places: m ints
    :param first: m booleans, whether the mentor's first place counts
    :param ahead: n booleans, who comes first
    """
    bonus = UNIT * HIGHEST * len(hundredths) + 1
    if 12 * bonus * len(hundredths) > EXACT:
        raise AssignmentError("size", "There are too many people to be exact.")
    gain = numpy.add(hundredths, bonus, out=hundredths, where=allowed)
    if ahead.any():
        numpy.add(gain, bonus, out=gain, where=allowed & ahead[:, None])
    numpy.negative(gain, out=gain)
    opened = places
    if len(gain) * places.sum() > ROOMY:
        opened = numpy.minimum(places, 2 * -(-len(gain) // len(places)))
    while True:
        pairs = _fill_opened(gain, allowed, opened, first, bonus)
        taken = numpy.bincount(pairs[:, 1], minlength=len(places))
        short = (taken == opened) & (opened < places)
        if not short.any():
            return pairs
        opened = numpy.where(short, numpy.minimum(places, 2 * opened), opened)


def _fill_opened(gain, allowed, places, first, bonus):
    """Return the best pairs if mentors have exactly these places, (k, 2)."""
    columns, cost = places_apart(gain, allowed, places, first, bonus)
    wide = len(columns) >= len(gain)
    rows, chosen = linear_sum_assignment(cost)
    if not wide:
        rows, chosen = chosen, rows
    pairs = numpy.stack([rows, columns[chosen]], axis=1)
    return pairs[allowed[pairs[:, 0], pairs[:, 1]]]


def places_apart(gain, allowed, places, first, bonus):
    """Return the mentor of each place, and the cost of each mentee there.

    :param gain: (n, m) floats, negative where allowed
    :param bonus: the bonus for filling a first place that counts
    :return: (k,) ints and the solver's matrix: (n, k), or (k, n) if there are fewer
        places than mentees. The solver needs at least as many columns as rows, and
        would otherwise make a copy
    """
    mentors = numpy.arange(len(places))
    columns = numpy.concatenate([mentors[first], numpy.repeat(mentors, places - first)])
    if len(columns) * len(gain) > MOST:
        raise AssignmentError("size", "There are too many people to hold in memory.")
    wide = len(columns) >= len(gain)
    cost = gain.take(columns, axis=1) if wide else gain.T.take(columns, axis=0)
    heads = cost[:, : first.sum()] if wide else cost[: first.sum()].T
    numpy.subtract(heads, bonus, out=heads, where=allowed[:, first])
    if len(columns) == len(gain):
        # Every column gets a row, so subtracting the same value from a whole column
        # does not change the result; it gives the solver a better start.
        cost -= cost.min(axis=0, initial=0)
    return columns, cost


def form_groups(
    scores,
    forbidden,
    size,
    least=2,
    pinned=(),
    mentee_keys=None,
    mentor_keys=None,
    places=None,
    ahead=None,
):
    """Form groups of mentees, each with one mentor.

    A mentor has no mentees, or from `least` to `size` and no more than their places. It
    maximises the number of mentees first, then the number of those who come first among
    them, then the total score.

    :param int size: the largest group
    :param int least: the smallest
    :param places: m whole numbers, or None if only `size` counts
    :return: :class:`Assignment`
    :raise AssignmentError: see there; also ``"pin"`` if a pinned pair cannot be
        completed to a group of the smallest size

    See :func:`assign` for the other arguments.
    """
    grid = Grid(scores, forbidden, mentee_keys, mentor_keys)
    count = grid.shape[1]
    most = grid.places([size] * count)
    if places is not None:
        most = numpy.minimum(most, grid.places(places))
    pins = grid.pins(pinned)
    rows, columns = numpy.nonzero(grid.allowed)
    if not rows.size:
        return grid.result(pins)
    # One variable for every allowed pair, then one for every mentor with a group.
    pairs = numpy.arange(rows.size)
    one, none = numpy.ones(rows.size), numpy.zeros(count)
    person = sparse.coo_array((one, (rows, pairs)), (grid.shape[0], rows.size))
    group = sparse.coo_array((one, (columns, pairs)), (count, rows.size))
    limits = [
        LinearConstraint(sparse.hstack([person, sparse.coo_array(grid.shape)]), ub=1),
        LinearConstraint(sparse.hstack([group, sparse.diags_array(-most)]), ub=0),
        LinearConstraint(
            sparse.hstack([group, -least * sparse.eye_array(count)]), lb=0
        ),
    ]
    must = numpy.isin(rows * count + columns, pins[:, 0] * count + pins[:, 1])
    bounds = Bounds(numpy.concatenate([must, none]), 1)
    # As many as possible, and as many as possible of those who come first.
    for share in (one, grid.ahead(ahead)[rows].astype(float)):
        if share.any():
            counted = numpy.concatenate([share, none])
            many = _solve(counted, bounds, limits).dot(counted)
            limits.append(LinearConstraint(counted, lb=many))
    worth = numpy.concatenate([grid.hundredths[rows, columns], none])
    chosen = _solve(worth, bounds, limits)[: rows.size]
    return grid.result(numpy.stack([rows[chosen], columns[chosen]], axis=1))


def _solve(worth, bounds, limits):
    """Return which 0/1 variables are 1 in the solution with the greatest total
    value."""
    found = milp(
        -worth,
        integrality=numpy.ones(len(worth)),
        bounds=bounds,
        constraints=limits,
        options={"mip_rel_gap": 0},
    )
    if found.status == INFEASIBLE:
        raise AssignmentError("pin", "The pinned pairs cannot all be made.")
    return found.x > 0.5


def pair_peers(scores, forbidden, pinned=(), keys=None, largest=2, ahead=None):
    """Pair people among themselves.

    It maximises the number of paired people first, then the number of those who come
    first among them, then the total score. The scores in both directions are averaged;
    a pair that is forbidden in either direction is forbidden. If threes are allowed,
    people left over then join an unpinned pair, one per pair, if they are allowed with
    both members. Again, as many as possible join, then the total is maximised.

    :param scores: (n, n) floats
    :param forbidden: (n, n) booleans
    :param pinned: pairs that the result must include
    :param keys: n different keys that sort the people; by default their positions
    :param int largest: 2 for pairs only; 3 or more to allow threes as well
    :param ahead: n booleans: the people who come first where not all can be paired
    :return: :class:`Assignment`, with the lower number first in each pair. Three people
        are three pairs, and count one and a half times the mean of these
    :raise AssignmentError: see there
    """
    scores, forbidden = matrices(scores, forbidden)
    if len(scores) != len(scores.T):
        raise AssignmentError("shape", "A matrix of peers has as many rows as columns.")
    forbidden = forbidden | forbidden.T | numpy.eye(len(scores), dtype=bool)
    grid = Grid(scores, forbidden, keys, keys)
    ahead = grid.ahead(ahead).astype(int)
    grid.hundredths = (grid.hundredths + grid.hundredths.T) / 2
    groups = _pinned_peers(grid, pinned, largest)
    free = grid.allowed.copy()
    for group in groups:
        free[group] = free[:, group] = False
    rows, columns = numpy.nonzero(numpy.triu(free))
    worth = (2 * grid.hundredths[rows, columns]).astype(int)
    # more than any total of scores
    worth += (UNIT * HIGHEST * len(scores) + 1) * (ahead[rows] + ahead[columns])
    graph = networkx.Graph()
    graph.add_weighted_edges_from(
        zip(rows.tolist(), columns.tolist(), worth.tolist(), strict=True)
    )
    found = networkx.max_weight_matching(graph, maxcardinality=True)
    pairs = sorted(sorted(pair) for pair in found)
    if largest > 2:
        taken = {person for group in (*groups, *pairs) for person in group}
        _join_pairs(grid, pairs, sorted(set(range(len(scores))) - taken))
    return grid.peers(groups + pairs)


def _pinned_peers(grid, pinned, largest):
    """Return the groups of people pinned together, as lists in the grid's order."""
    graph = networkx.Graph()
    for one, other in pinned:
        # one pair at a time: among three people, each is in two pairs
        graph.add_edges_from(grid.pins([(one, other)]).tolist())
    groups = sorted(sorted(group) for group in networkx.connected_components(graph))
    if graph.number_of_edges() < len(pinned):
        raise AssignmentError("pin", "A pair is pinned twice.")
    for group in groups:
        # three people are pinned only if all three pairs of them are
        pairs = len(group) * (len(group) - 1) / 2
        if len(group) > largest or graph.subgraph(group).number_of_edges() < pairs:
            raise AssignmentError("pin", "A person is pinned twice.")
    return groups


def _join_pairs(grid, pairs, alone):
    """Add people without a pair to existing pairs, in place; pinned groups stay as they
    are. No two people can join the same pair: they would be two pairs."""
    if not alone or not pairs:
        return
    ones, others = numpy.array(pairs).T
    row = numpy.array(alone)[:, None]
    allowed = grid.allowed[row, ones] & grid.allowed[row, others]
    worth = grid.hundredths[row, ones] + grid.hundredths[row, others]
    worth = worth - grid.hundredths[ones, others]
    # the number of people who join comes before the score
    bonus = UNIT * HIGHEST * 4 * (len(alone) + 1)
    chosen = linear_sum_assignment(
        numpy.where(allowed, worth + bonus, 0.0), maximize=True
    )
    for at, to in zip(*chosen, strict=True):
        if allowed[at, to]:
            pairs[to].append(alone[at])
