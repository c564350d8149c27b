"""The features of people and answers that an attacker knows and can compare.

A feature is either a set of values, two of which can be equal, or something that can be
put in order. All are found by looking in every table for rows that belong to a person
or an answer; nothing here knows which tables an addon has.
"""

import re
from collections import defaultdict
from itertools import pairwise
from statistics import median

WORD = re.compile(r"[\w.@+-]{6,}")
SHORT = 200
TEXTS = "value_text_box"
LINE = "survey_user_input_line"
INPUT = "survey_user_input"


class Features:
    """The features of an election.

    :param played: `Played`
    :ivar values: {side: {name: [a set of values of each]}}
    :ivar orders: {side: {name: [a number of each]}}; side is ``person`` or ``answer``
    """

    def __init__(self, played):
        self.played = played
        self.values = {"person": {}, "answer": {}}
        self.orders = {"person": {}, "answer": {}}
        self._known = {}
        self._languages = {
            row["id"]: row["code"] for row in played.closed.rows["res_lang"].values()
        }
        answered = [played.order.index(n) for n in range(len(played.people))]
        self._order("person", "order of answering", answered)
        self._order("person", "order of partners", list(range(len(played.people))))
        self._order("answer", "order of answers", played.inputs)
        self._people()
        self._steps()
        self._growth()
        self._answers()
        self._seen()

    def _people(self):
        """Collect the features of mentions of a person, before the end and after it."""
        people = self.played.people
        self.values["person"]["themselves"] = people
        moments = {"": self.played.answered, " afterwards": self.played.closed}
        for when, moment in moments.items():
            index = self._index(moment)
            self._rows("person", [index.of(known) for known in people], when)

    def _steps(self):
        """Collect the features of rows that were new or changed when a person
        answered."""
        count = len(self.played.people)
        groups = []
        for person in range(count):
            before, after = self.played.step(person)
            sending = [self.played.sending(person)]
            changed = after.changed(before)
            tries = [line for line in changed["log"] if "/submit/" in line["path"]]
            groups.append(
                {**changed, "log of sending": sending, "log of trying to send": tries}
            )
        self._sendings([group["log of sending"][0] for group in groups])
        self._rows("person", groups, " at the answer")
        self.values["person"]["moment of answering"] = [
            {f"moment {self.played.order.index(person)}"} for person in range(count)
        ]

    def _sendings(self, lines):
        """Collect the cost of sending, beyond the usual for people with or without a
        login."""
        kinds = [
            any(value.startswith("res_users ") for value in known)
            for known in self.played.people
        ]
        for column in ("queries", "sql", "python"):
            usual = {
                kind: median(
                    line[column]
                    for line, its in zip(lines, kinds, strict=True)
                    if its == kind
                )
                for kind in set(kinds)
            }
            more = [
                round(line[column] - usual[kind], 6)
                for line, kind in zip(lines, kinds, strict=True)
            ]
            self._order("person", f"log of sending.{column} above the usual", more)

    def _growth(self):
        """Collect how much tables, indexes and sequences grew when a person
        answered."""
        steps = [self.played.step(n) for n in range(len(self.played.people))]
        for name in self.played.closed.sizes:
            grown = [
                after.sizes.get(name, 0) - before.sizes.get(name, 0)
                for before, after in steps
            ]
            self._order("person", f"growth: {name}", grown)
            ends = [after.sizes.get(name, 0) for _before, after in steps]
            self._order("person", f"size then: {name}", ends)

    def _answers(self):
        """Collect the features of rows that belong to an answer at the end, and of its
        contents."""
        index, groups = self._index(self.played.closed), []
        for number, text in zip(self.played.inputs, self.played.texts, strict=True):
            rows = index.of({f"{INPUT} {number}"})
            lines = rows[LINE]
            for line in lines:
                for table, more in index.of({f"{LINE} {line['id']}"}).items():
                    new = [row for row in more if row not in rows.get(table, ())]
                    rows.setdefault(table, []).extend(new)
            rows[f"{LINE} of the text"] = [
                line for line in lines if line[TEXTS] == text
            ]
            groups.append(rows)
        self._rows("answer", groups, "")
        lines = [rows[LINE] for rows in groups]
        said = {
            "length of the text": [len(text) for text in self.played.texts],
            "length of all texts": [
                sum(len(line[TEXTS] or "") for line in rows) for rows in lines
            ],
            "questions answered": [
                sum(not line["skipped"] for line in rows) for rows in lines
            ],
            "lines": [len(rows) for rows in lines],
        }
        for name, numbers in said.items():
            self._order("answer", name, numbers)

    def _seen(self):
        """Collect the moment at which the text of an answer first appeared."""
        first = dict.fromkeys(self.played.texts)
        moments = self.played.moments[1:]
        for number, (before, after) in enumerate(pairwise(moments)):
            content = str(after.changed(before))
            for text, seen in first.items():
                if seen is None and text.split()[0] in content:
                    first[text] = number
        numbers = [first[text] for text in self.played.texts]
        self.first_seen = numbers
        self._order("answer", "moment first seen", numbers)
        self.values["answer"]["moment first seen"] = [{f"moment {n}"} for n in numbers]

    def _rows(self, side, groups, when):
        """Take the columns of rows as features.

        :param groups: {table: [rows]} of each person or answer
        """
        for table in sorted(set().union(*groups)):
            rows = [group.get(table, []) for group in groups]
            self._order(side, f"{table}: rows{when}", [len(one) for one in rows])
            kinds = self.played.kinds[table.partition(" of ")[0]]
            for column, kind in kinds.items():
                name = f"{table}.{column}{when}"
                values = [
                    set().union(*(self._of(row, column, kind) for row in one))
                    for one in rows
                ]
                if any(values):
                    self.values[side][name] = values
                self._order_of_rows(side, name, column, kind, rows)

    def _order_of_rows(self, side, name, column, kind, rows):
        keys = [[_key(row.get(column), kind) for row in one] for one in rows]
        if max(map(len, keys)) <= 1:
            self._order(side, name, [one[0] if one else () for one in keys])
        else:
            for word, function in (("first", min), ("last", max)):
                found = [function(one, default=()) for one in keys]
                self._order(side, f"{name}, {word}", found)
        if kind == "text":
            lengths = [sum(len(_text(row.get(column))) for row in one) for one in rows]
            self._order(side, f"{name}, length", lengths)

    def _order(self, side, name, keys):
        """Keep a feature that can be put in order, unless it is already known."""
        places = {key: place for place, key in enumerate(sorted(set(keys)))}
        numbers = tuple(places[key] for key in keys)
        if len(places) > 1 and (side, numbers) not in self._known:
            self._known[side, numbers] = name
            self.orders[side][name] = list(numbers)

    def _index(self, moment):
        return Index(self, moment.changed(self.played.before))

    def of_row(self, table, row):
        """Return all values of a row, in a form in which they can be compared."""
        kinds = self.played.kinds[table]
        return set().union(*(self._of(row, name, kind) for name, kind in kinds.items()))

    def _of(self, row, column, kind):
        value = row.get(column)
        if value in (None, "", 0, False):
            return set()
        if kind.startswith("row of "):
            table = kind.removeprefix("row of ")
            found = {f"{table} {value}"}
            if table == "res_lang":
                found.add(self._languages[value])
            return found
        if kind in ("time", "xid"):
            return {f"{kind} {value}"}
        if column == "res_id" and (model := row.get("model") or row.get("res_model")):
            return {f"{model.replace('.', '_')} {value}"}
        if kind != "text":
            return set()
        value = str(value)
        return {*WORD.findall(value), *([value] if len(value) <= SHORT else [])}


class Index:
    """Which rows hold a value.

    :param rows: {table: [rows]}
    """

    def __init__(self, features, rows):
        self._rows = defaultdict(list)
        for table, every in rows.items():
            for row in every:
                for value in features.of_row(table, row):
                    self._rows[value].append((table, row))

    def of(self, values):
        """Return {table: [rows]} of the rows that hold one of some values."""
        found, taken = defaultdict(list), set()
        for value in values:
            for table, row in self._rows.get(value, ()):
                if id(row) not in taken:
                    taken.add(id(row))
                    found[table].append(row)
        return found


def _text(value):
    return "" if value is None else str(value)


def _key(value, kind):
    """Return the sort key of a value of a column."""
    if value is None:
        return ()
    if kind == "place":
        return tuple(map(int, value.strip("()").split(",")))
    if kind == "text":
        return (str(value),)
    return (value,)
