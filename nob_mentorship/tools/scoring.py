"""Scores the match between a mentor and a mentee; plain Python on arrays, no ORM
(R46–R48).

Each criterion gives a value from 0 (no match) to 1 (a perfect match), or NaN if a fact
about either person is unknown. A score is the weighted mean of the values, from 0 to
100. Unknown values count as one half, so that no person gains or loses by them (promise
8); a criterion that is unknown for all people does not count.

Some criteria are *marks*, such as a wish: they count with the value 1 for the pairs
they apply to, and not for others. So a mark raises a pair, and lowers no other.

A criterion is the product of two thin matrices, one for the mentees and one for the
mentors: the values of *n* mentees × *m* mentors are ``left @ right.T``. The scores of
an edition are one such product, with all criteria side by side.
"""

from dataclasses import dataclass, field

import numpy as np

CRITERIA = ("topics", "objective", "experience", "languages", "place", "answers")
MARKS = ("recommendation", "mentee_wish", "mentor_wish", "priority")
IN_PERSON, VIDEO = 1, 2
UNKNOWN = 0.5


@dataclass(frozen=True)
class Question:
    """A question that staff defined.

    :param int choices: how many answers it has
    :param bool alike: True if equal answers match, False if complementary ones do
    :param bool ordered: the answers are a scale, so neighbours are nearly alike
    :param float importance: its weight among the questions
    """

    choices: int
    alike: bool = True
    ordered: bool = False
    importance: float = 1.0

    def fit(self):
        """Return the value of each pair of answers, an array (choices, choices)."""
        place = np.arange(self.choices)
        apart = np.abs(place[:, None] - place[None, :]).astype(float)
        apart /= max(self.choices - 1, 1) if self.ordered else np.maximum(apart, 1.0)
        return 1.0 - apart if self.alike else apart


@dataclass(frozen=True)
class People:
    """One side of a matching: arrays with a row for each of *n* people.

    :param topics: (n, topics) bool; the topics they ask for or offer
    :param focus: (n, focuses) bool; the direction of their objective
    :param languages: (n, languages) bool
    :param years: (n,) float; completed years of experience, NaN if unknown
    :param region: (n,) int; -1 if unknown
    :param modes: (n,) int; ``IN_PERSON`` + ``VIDEO``, 0 if unknown
    :param answers: (n, questions) int; position of the chosen answer, -1 for none
    :param priority: (n,) bool; left out last time, or their pairing ended early
    """

    topics: np.ndarray
    focus: np.ndarray
    languages: np.ndarray
    years: np.ndarray
    region: np.ndarray
    modes: np.ndarray
    answers: np.ndarray
    priority: np.ndarray

    def __len__(self):
        return len(self.years)


class Share:
    """A criterion: the share of a mentee's wishes that a mentor offers.

    :param wished: (n, k) bool
    :param offered: (m, k) bool
    :param rarity: (k,) float, the weight of each wish
    """

    def __init__(self, wished, offered, rarity=1.0):
        total = (wished * rarity).sum(axis=1)
        self.asked, self.offers = total > 0, offered.any(axis=1)
        self.known = bool(self.asked.any() and self.offers.any())
        self.left = wished * rarity / np.where(self.asked, total, 1.0)[:, None]
        self.right = offered.astype(float)

    def thin(self):
        """Return (left, right), with one half for unknown values."""
        left = (self.left, ~self.asked * UNKNOWN, self.asked * UNKNOWN)
        right = (self.right, np.ones(len(self.offers)), ~self.offers)
        return np.column_stack(left), np.column_stack(right)

    def values(self, rows, columns):
        """Return the values of some pairs, (k,), NaN if unknown."""
        share = (self.left[rows] * self.right[columns]).sum(axis=1)
        return np.where(self.asked[rows] & self.offers[columns], share, np.nan)


class Table:
    """A criterion: a value for each kind of mentee with each kind of mentor.

    :param left: (n,) int, the kind of each mentee
    :param right: (m,) int
    :param table: (kinds, kinds) float, NaN if unknown
    """

    def __init__(self, left, right, table):
        self.left, self.right, self.table = left, right, table
        self.known = bool(np.isfinite(table[left][:, np.unique(right)]).any())

    def thin(self):
        """Return (left, right), with one half for unknown values."""
        table = np.where(np.isnan(self.table), UNKNOWN, self.table)
        return table[self.left], np.eye(len(table))[self.right]

    def values(self, rows, columns):
        """Return the values of some pairs, (k,), NaN if unknown."""
        return self.table[self.left[rows], self.right[columns]]


class Mean:
    """Combines several criteria into one.

    :param parts: list of :class:`Table`
    :param importance: the weight of each
    """

    def __init__(self, parts, importance):
        total = sum(importance) or 1.0
        self.parts, self.importance = parts, [each / total for each in importance]
        self.known = any(part.known for part in parts)

    def thin(self):
        """Return (left, right), with one half for unknown values."""
        pairs = [part.thin() for part in self.parts]
        left = [
            each * pair[0] for each, pair in zip(self.importance, pairs, strict=True)
        ]
        return np.hstack(left), np.hstack([pair[1] for pair in pairs])

    def values(self, rows, columns):
        """Return the values of some pairs, (k,), NaN if nothing is known."""
        values = np.array([part.values(rows, columns) for part in self.parts])
        mean = np.array(self.importance) @ np.where(np.isnan(values), UNKNOWN, values)
        return np.where(np.isnan(values).all(axis=0), np.nan, mean)


@dataclass(frozen=True)
class Scoring:
    """The criteria of one edition, with their weights.

    :param dict weights: {criterion or mark: weight, 0 or more}
    :param mentees: :class:`People`, with what they ask for
    :param mentors: :class:`People`, with what they offer
    :param questions: :class:`Question`, in the order of ``answers``
    :param dict marks: {``recommendation``, ``mentee_wish``, ``mentor_wish``: list of
        (mentee row, mentor row)}
    :param float ideal_gap: the ideal difference in years of experience; for peers, the
        difference at which they are no longer alike
    :param bool reverse: the mentee is the one with more experience (R42)
    :param bool peers: both sides are the same people, matched by likeness (R43)
    :raises ValueError: if a weight is not a finite number of 0 or more
    """

    weights: dict
    mentees: People
    mentors: People
    questions: tuple = ()
    marks: dict = field(default_factory=dict)
    ideal_gap: float = 10.0
    reverse: bool = False
    peers: bool = False

    def __post_init__(self):
        for key, weight in self.weights.items():
            if not (np.isfinite(weight) and weight >= 0):
                raise ValueError(f"the weight of {key} is {weight}")
        weighed = {key: getattr(self, f"_{key}")() for key in CRITERIA}
        counted = {
            key: criterion
            for key, criterion in weighed.items()
            if self.weights.get(key) and criterion.known
        }
        object.__setattr__(self, "counted", counted)

    def matrix(self):
        """Return the score of every mentee with every mentor, (n, m), 0 to 100."""
        total = self._total()
        if self.counted:
            thin = {key: part.thin() for key, part in self.counted.items()}
            left = [self.weights[key] / total * pair[0] for key, pair in thin.items()]
            right = [pair[1] for pair in thin.values()]
            scores = np.hstack(left) @ (100.0 * np.hstack(right)).T
        else:
            shape = (len(self.mentees), len(self.mentors))
            scores = np.full(shape, 100.0 * UNKNOWN)
        # rounding can make a sum of many parts slightly higher than the whole
        return self._lift(scores, total).clip(0.0, 100.0, out=scores)

    def parts(self, rows, columns):
        """Return the parts of the scores of some pairs.

        :param rows: (k,) int, mentees
        :param columns: (k,) int, their mentors
        :return: {criterion that counts: (k,) values, NaN if unknown; mark: (k,) 1.0, or
            NaN if it does not apply}
        """
        rows, columns = np.asarray(rows, int), np.asarray(columns, int)
        parts = {key: part.values(rows, columns) for key, part in self.counted.items()}
        for mark, weight in self._marks().items():
            if weight:
                holds = self._holds(mark, rows, columns)
                parts[mark] = np.where(holds, 1.0, np.nan)
        return parts

    def gap(self, mentee, mentor):
        """Return the years of experience that count, negative in the wrong direction;
        for peers, their difference.
        """
        if self.peers:
            return np.abs(mentor - mentee)
        return mentee - mentor if self.reverse else mentor - mentee

    def score(self, parts):
        """Return the scores of some pairs from their parts, (k,), 0 to 100."""
        total = np.full(len(next(iter(parts.values()), ())), 0.0)
        weights = total.copy()
        for key, values in parts.items():
            known = np.isfinite(values)
            counts = known if key in MARKS else np.ones(len(values), bool)
            weights += self.weights[key] * counts
            total += self.weights[key] * np.where(known, values, UNKNOWN) * counts
        if not self.counted:
            weights, total = weights + 1.0, total + UNKNOWN
        return 100.0 * total / weights

    def _total(self):
        """Return the total weight of all criteria, or one if nothing counts."""
        return sum(self.weights[key] for key in self.counted) or 1.0

    def _marks(self):
        return {key: self.weights.get(key, 0.0) for key in MARKS}

    def _holds(self, mark, rows, columns):
        """Return which of some pairs a mark applies to, (k,) bool."""
        if mark == "priority":
            return self.mentees.priority[rows] | self.mentors.priority[columns]
        marked = set(self.marks.get(mark, ()))
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        return np.array([pair in marked for pair in pairs], bool)

    def _lift(self, scores, total):
        """Count the marks for the pairs they apply to, in place."""
        marks = self._marks()
        lifts = np.where(self.mentees.priority, marks["priority"], 0.0)[:, None]
        if marks["priority"] and self.mentors.priority.any():
            lifts = np.maximum(lifts, marks["priority"] * self.mentors.priority)
        pairs = {mark: set(self.marks.get(mark, ())) for mark in MARKS if marks[mark]}
        if any(pairs.values()):
            lifts = np.array(np.broadcast_to(lifts, scores.shape))
        for mark, marked in pairs.items():
            for pair in marked:
                lifts[pair] += marks[mark]
        if lifts.any():
            scores *= total
            scores += 100.0 * lifts
            scores /= total + lifts
        return scores

    def _topics(self):
        """Return the weights of topics by inverse frequency among the mentors: rare
        topics count more."""
        offered = self.mentors.topics.sum(axis=0)
        rarity = 1.0 + np.log((1.0 + len(self.mentors)) / (1.0 + offered))
        return Share(self.mentees.topics, self.mentors.topics, rarity)

    def _objective(self):
        return Share(self.mentees.focus, self.mentors.focus)

    def _languages(self):
        return Share(self.mentees.languages, self.mentors.languages)

    def _experience(self):
        """Return the criterion for experience: highest at the ideal gap, zero in the
        wrong direction. For peers, highest for equal experience.
        """
        years = np.concatenate([self.mentees.years, self.mentors.years])
        kinds, at = np.unique(years, return_inverse=True, equal_nan=True)
        gap = self.gap(kinds[:, None], kinds[None, :])
        ideal = max(self.ideal_gap, 1.0)
        table = np.minimum(gap, ideal).clip(min=0.0) / np.maximum(gap, ideal)
        if self.peers:
            table = 1.0 - np.minimum(gap, ideal) / ideal
        count = len(self.mentees)
        return Table(at[:count], at[count:], table)

    def _place(self):
        """Return the criterion for place: the same region, or both willing to meet by
        video."""
        places = [
            np.column_stack([side.region, side.modes])
            for side in (self.mentees, self.mentors)
        ]
        kinds, at = np.unique(np.concatenate(places), axis=0, return_inverse=True)
        region, modes = kinds[:, 0], kinds[:, 1]
        both = modes[:, None] & modes[None, :]
        told = (modes[:, None] > 0) & (modes[None, :] > 0)
        placed = (region[:, None] >= 0) & (region[None, :] >= 0)
        near = placed & (region[:, None] == region[None, :])
        fits = (both & VIDEO > 0) | (near & ((both & IN_PERSON > 0) | ~told))
        known = told & ((both == 0) | placed)
        table = np.where(fits, 1.0, np.where(known, 0.0, np.nan))
        count = len(self.mentees)
        return Table(at.ravel()[:count], at.ravel()[count:], table)

    def _answers(self):
        """Return the criterion for questions: the match of the answers that both gave,
        weighted by importance."""
        parts = []
        for at, question in enumerate(self.questions):
            # -1 is the last row and column: no answer
            table = np.full((question.choices + 1, question.choices + 1), np.nan)
            table[:-1, :-1] = question.fit()
            sides = (self.mentees.answers[:, at], self.mentors.answers[:, at])
            parts.append(
                Table(*(side % (question.choices + 1) for side in sides), table)
            )
        return Mean(parts, [question.importance for question in self.questions])
