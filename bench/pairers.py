"""Ways to pair people: ours, and those it is measured against.

Each is a function of scores (n, m), forbidden pairs (n, m) and the number of places of
every mentor. It returns the seconds it took, without those for building its own matrix,
and the pairs it found.
"""

import importlib
import math
import sys
import time

import numpy
from scipy.optimize import linear_sum_assignment

from dev import paths

# Only Odoo can import the addon itself.
sys.path.append(str(paths.ADDON))
assignment = importlib.import_module("tools.assignment")


def ours(scores, forbidden, places):
    """Pair as the addon does."""
    return _timed(_assign, scores, forbidden, places, True)


def ours_by_total(scores, forbidden, places):
    """Pair as the addon does if first places do not count for more."""
    return _timed(_assign, scores, forbidden, places, False)


def _assign(scores, forbidden, places, spread):
    every = [places] * scores.shape[1]
    return assignment.assign(scores, forbidden, every, spread=spread).pairs.tolist()


def bare(scores, forbidden, places):
    """Only call scipy, with a column for every place."""
    matrix = expanded(scores, forbidden, places)
    seconds, (rows, columns) = _timed(linear_sum_assignment, matrix, maximize=True)
    pairs = zip(rows.tolist(), (columns // places).tolist(), strict=True)
    return seconds, [pair for pair in pairs if not forbidden[pair]]


def hungarian(scores, forbidden, places):
    """Let plain Python do the same, without numpy and scipy."""
    cost = (-expanded(scores, forbidden, places)).tolist()
    seconds, columns = _timed(munkres, cost)
    pairs = ((row, column // places) for row, column in enumerate(columns))
    return seconds, [pair for pair in pairs if not forbidden[pair]]


def greedy(scores, forbidden, places):
    """Take the best pair there is, and repeat until no one is left."""
    return _timed(_greedy, scores, forbidden, places)


def expanded(scores, forbidden, places, spread=False):
    """Return the worth of each mentee in each place, (n, all places).

    In hundredths; each allowed pair adds more than all scores together, and with
    `spread` as much again in every mentor's first place.

    :param places: of every mentor, a number for all or one each
    """
    bonus = 100 * 100 * len(scores) + 1
    places = numpy.broadcast_to(places, scores.shape[1])
    worth = numpy.where(forbidden, 0, numpy.rint(scores * 100) + bonus)
    matrix = worth.repeat(places, axis=1)
    if spread:
        firsts = (numpy.cumsum(places) - places)[places > 0]
        matrix[:, firsts] += bonus * ~forbidden[:, places > 0]
    return matrix


def _greedy(scores, forbidden, places):
    n, m = scores.shape
    order = numpy.argsort(numpy.where(forbidden, 1, -scores), axis=None, kind="stable")
    left, free, pairs = [places] * m, set(range(n)), []
    for cell in order[: n * m - forbidden.sum()].tolist():
        row, column = divmod(cell, m)
        if row in free and left[column]:
            free.remove(row)
            left[column] -= 1
            pairs.append((row, column))
            if not free:
                break
    return pairs


def munkres(cost):
    """Return the column of every row; there are at least as many columns as rows.

    The method of Kuhn and Munkres with potentials: the rows are added one after the
    other by the shortest augmenting path.
    """
    n, m = len(cost), len(cost[0])
    of_row, of_column, owner = [0] * n, [0] * (m + 1), [None] * (m + 1)
    for row in range(n):
        owner[m] = row
        column = m
        least, before, done = [math.inf] * m, [m] * m, [False] * (m + 1)
        while owner[column] is not None:
            done[column] = True
            here = owner[column]
            reach = (cost[here], of_row[here], of_column, column)
            step, following = _nearest(*reach, least, before, done)
            for j in range(m + 1):
                if done[j]:
                    of_row[owner[j]] += step
                    of_column[j] -= step
                elif j < m:
                    least[j] -= step
            column = following
        while column != m:
            owner[column] = owner[before[column]]
            column = before[column]
        owner[m] = None
    columns = [None] * n
    for column, row in enumerate(owner[:m]):
        if row is not None:
            columns[row] = column
    return columns


def _nearest(costs, paid, of_column, column, least, before, done):
    """Note shorter ways by a column; return the shortest way, and its end."""
    step, following = math.inf, None
    for j, cost in enumerate(costs):
        if done[j]:
            continue
        reduced = cost - paid - of_column[j]
        if reduced < least[j]:
            least[j], before[j] = reduced, column
        if least[j] < step:
            step, following = least[j], j
    return step, following


def _timed(function, *args, **kwargs):
    begin = time.perf_counter()
    found = function(*args, **kwargs)
    return time.perf_counter() - begin, found
