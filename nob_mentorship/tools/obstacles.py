"""Finds the obstacles to each pair; plain Python on arrays, no ORM (R49, N3, promise
5).

Each cell of a matrix mentee × mentor holds all obstacles between the two, as flags; a
pair is possible if it has none. Unknown facts are no obstacle (promise 8).
"""

from enum import IntFlag

import numpy as np
from scipy.sparse import csr_array


class Obstacle(IntFlag):
    """The reasons why two people cannot be paired, as flags."""

    ONESELF = 1
    EMPLOYER = 2
    EXCLUSION = 4
    EARLIER = 8
    DECLINED = 16
    LANGUAGE = 32
    GAP = 64
    REJECTED = 128
    ADDRESS = 256


FLAGS = np.uint16
"""The type of a cell, which holds flags."""


def flag_pairs(flags, obstacle, rows, columns):
    """Flag every pair of the given mentees and mentors, in place.

    :param flags: (n, m) of :data:`FLAGS`
    :param rows: mentees
    :param columns: mentors
    """
    for row in rows:
        for column in columns:
            flags[row, column] |= FLAGS(obstacle)


def flag_shared(flags, obstacle, mentees, mentors):
    """Flag the pairs that have a key in common, such as an employer.

    :param flags: (n, m) of :data:`FLAGS`, changed in place
    :param mentees: list of n sets of keys
    :param mentors: list of m sets of keys
    """
    columns = {}
    left, right = (_incidence(keys, columns) for keys in (mentees, mentors))
    width = len(columns)
    if not width:
        return
    left.resize((len(mentees), width))
    right.resize((len(mentors), width))
    flags[(left @ right.T).nonzero()] |= FLAGS(obstacle)


def _incidence(keys_of, columns):
    """Return people × keys as a sparse array; `columns` numbers the keys."""
    rows, at = [], []
    for row, keys in enumerate(keys_of):
        for key in keys:
            rows.append(row)
            at.append(columns.setdefault(key, len(columns)))
    shape = (len(keys_of), max(len(columns), 1))
    return csr_array((np.ones(len(rows), np.int32), (rows, at)), shape=shape)


def flag_languages(flags, mentees, mentors):
    """Flag the pairs who both stated their languages, but have none in common.

    :param mentees: (n, languages) bool
    :param mentors: (m, languages) bool
    """
    known = mentees.any(axis=1)[:, None] & mentors.any(axis=1)[None, :]
    common = mentees.astype(np.float32) @ mentors.astype(np.float32).T
    flags[known & (common == 0)] |= FLAGS(Obstacle.LANGUAGE)


def flag_gaps(flags, mentees, mentors, least, reverse=False):
    """Flag the pairs whose gap in experience is too small.

    :param mentees: (n,) float, years of work experience, NaN if unknown
    :param mentors: (m,) float
    :param float least: the minimum gap in years; 0 for none
    :param bool reverse: the mentor must be the junior of the two, and is flagged for
        having more experience, whatever `least` is (R42)
    """
    if not least and not reverse:
        return
    gap = mentors[None, :] - mentees[:, None]
    flags[(-gap if reverse else gap) < least] |= FLAGS(Obstacle.GAP)


def flag_mirrors(flags, rows, columns, years, reverse=False):
    """Flag one of the two directions in which people who are both mentor and mentee can
    be paired, so that no two of them are each other's mentor.

    The person with more experience can be the mentor; in reverse, the one with less. If
    they are equal, or unknown, it is the first of the two.

    :param flags: (n, m) of :data:`FLAGS`, changed in place
    :param rows: (k,) int, the positions among the mentees of those who are both
    :param columns: (k,) int, their positions among the mentors
    :param years: (k,) float, years of work experience, NaN if unknown
    """
    more = years[None, :] - years[:, None]
    more = np.nan_to_num(-more if reverse else more)
    order = np.arange(len(years))
    later = order[None, :] > order[:, None]
    wrong = (more < 0) | ((more == 0) & later)
    flags[np.ix_(rows, columns)] |= np.where(wrong, FLAGS(Obstacle.GAP), FLAGS(0))
