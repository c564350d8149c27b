"""Computes the counts of answers that can be shown, by question; plain Python, no ORM.

tally = Tally(people, values, {7: 5}, Words(str, str, str))
tally.figure([asked], None, "mentor")
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from . import cuts, figures

COUNTED = frozenset(("choice", "several", "matrix"))
"""Kinds of questions with options to choose from."""
MEASURED = frozenset(("scale", "number"))
"""Kinds of questions that have a mean."""


@dataclass(frozen=True)
class Asked:
    """A question as asked in one form.

    :param form: the id of the evaluation
    :param int number: the id of the question
    :param tuple key: equal for the questions of other forms that it is compared with
    :param str kind: choice, several, matrix, scale, number, date or text
    :param dict options: {id: (key, label)} of the options, in order
    :param dict rows: the same for the rows of a matrix
    :param dict ends: {value: label} of the ends of a scale
    """

    form: int
    number: int
    key: tuple
    title: str
    kind: str
    options: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    low: int = 0
    high: int = 0
    ends: dict = field(default_factory=dict)

    def place(self, row):
        """Return (id of the question, id of the row or False) for the key of a row."""
        ids = [number for number, (key, _label) in self.rows.items() if key == row]
        return self.number, (ids[0] if ids else False) if row else False


class Words(NamedTuple):
    """Functions that format a number, a month and a year as text."""

    number: object
    month: object
    year: object


class Tally:
    """Counts of answers, limited to those that can be shown.

    :param dict people: {(question id, row id): {role: how many answered it}}
    :param dict values: {(question, row): {role: {value: how often}}}; the value is the
        option's id for a choice, and the first day of the month for a date
    :param dict minimums: {form: the size of its smallest group that may be shown}
    :param words: `Words`
    """

    def __init__(self, people, values, minimums, words):
        self._people, self._values = people, values
        self._minimums, self._words = minimums, words

    def figures(self, questions, others, role):
        """Return the figures of one question: one, or one for each row of a matrix;
        none if too few answered.

        :param questions: the `Asked` of each form in the cut, with the leading form
            first
        :param others: {name of an edition: [`Asked`]} to compare with, in order
        :param role: the role of the cut, or None
        :return: list of dicts: ``title`` (of the row), ``n``, ``bars`` [(label, count,
            percent)], ``mean`` and ``deviation`` (None except for scales and numbers)
            and ``trend`` [{``edition``, ``n``, ``mean``, ``shares`` (percentage of each
            bar)}], empty for fewer than two editions
        """
        rows = {None: ""}
        if questions[0].kind == "matrix":
            rows = _labels(question.rows for question in questions)
        elif questions[0].kind == "text":
            rows = {}
        found = []
        for row, title in rows.items():
            n, counts = self._count(questions, row, role)
            if not n:
                continue
            bars = self._bars(questions, counts)
            mean, deviation = self._mean(questions, counts)
            found.append(
                {
                    "title": title,
                    "n": n,
                    "bars": [(text, c, figures.percent(c, n)) for _k, text, c in bars],
                    "mean": mean,
                    "deviation": deviation,
                    "trend": self._trend(others, row, role, [key for key, *_ in bars]),
                }
            )
        return found

    def _trend(self, others, row, role, keys):
        points = []
        for edition, questions in others.items():
            n, counts = self._count(questions, row, role)
            if n and questions[0].kind != "date":
                points.append(
                    {
                        "edition": edition,
                        "n": n,
                        "mean": self._mean(questions, counts)[0],
                        "shares": [figures.percent(counts[key], n) for key in keys]
                        if questions[0].kind in COUNTED
                        else [],
                    }
                )
        return points if len(points) > 1 else []

    def _count(self, questions, row, role):
        """Return (how many answered, {value, or key of an option: how often}) for the
        atoms in the cut."""
        places = {asked.form: (asked.place(row), asked) for asked in questions}
        cells = {
            form: self._people.get(place, {}) for form, (place, _) in places.items()
        }
        groups = cuts.shown(cells, self._minimums, role)
        counts = Counter()
        for form, atom in groups:
            place, asked = places[form]
            for one in atom:
                for value, count in self._values[place][one].items():
                    key = asked.options.get(value, (value,))[0]
                    counts[key] += count
        return cuts.size(cells, groups), counts

    def _mean(self, questions, counts):
        if questions[0].kind in MEASURED:
            return figures.mean_and_deviation(counts)
        return None, None

    def _bars(self, questions, counts):
        """Return [(key or None, label, count)], in display order."""
        asked = questions[0]
        if asked.kind in COUNTED:
            labels = _labels(question.options for question in questions)
            return [(key, label, counts[key]) for key, label in labels.items()]
        if asked.kind == "scale":
            return [
                (
                    value,
                    " – ".join(filter(None, (str(value), asked.ends.get(value)))),
                    counts[value],
                )
                for value in range(asked.low, asked.high + 1)
            ]
        if asked.kind == "date":
            bars = figures.date_bars(counts, self._words.month, self._words.year)
        else:
            bars = figures.number_bars(counts, self._words.number)
        return [(None, label, count) for label, count in bars]


def by_key(questions):
    """Return {key: [`Asked`]}, in the order of the questions."""
    found = defaultdict(list)
    for asked in questions:
        found[asked.key].append(asked)
    return dict(found)


def _labels(lists):
    """Return {key: label} of options or rows of several forms; the first form leads."""
    labels = {}
    for options in lists:
        for key, label in options.values():
            labels.setdefault(key, label)
    return labels
