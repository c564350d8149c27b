from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.groups import (
    CROWD,
    FEW,
    MANY,
    are_told,
    folded,
    folded_by,
    folded_inside,
)
from .report import MEASURES

LIFE = ("state", "stage")
"""The properties that say how far a pair came: they contain each other."""
INSIDE = {
    "end_reason": lambda state, _stage: state == "ended",
    "silent": lambda state, stage: state == "active" and stage != "closure",
}
"""{property: whether pairs that came so far can differ in it}"""
ENDED = "ended_percent"
SECRET = frozenset({"came_about", "end_reason"})
"""The fields that staff do not read of their own pair."""


class Cell(NamedTuple):
    """Pairs of an edition that are told about together.

    :param edition: the id of the edition
    :param value: what they have in common, or None; FEW for parts told together
    :param int count: how many pairs
    :param dict sums: {measure: (how many have a value, their sum)}, of the measures
        that can be told
    """

    edition: int
    value: str
    count: int
    sums: dict


class MentorshipReport(models.Model):
    """The smallest groups of which figures are made."""

    _inherit = "mentorship.report"

    @api.model
    def _cells(self, domain, part, measures):
        """Return the `Cell` records of these editions, each of enough people.

        An edition with fewer people is in none. A measure is told of all parts of an
        edition, or of none: otherwise the whole would tell it of the part left out.

        :param Domain domain: of fields that whole editions have in common; it includes
            the rules for the user
        :param str part: the field that divides their pairs, or None
        :param measures: names of measures
        """
        by_edition, tests = self._atoms(domain, part, measures)
        own = self._own_editions(by_edition) if part in SECRET else ()
        mixed = self._mixed_editions(domain) if ENDED in measures else ()
        cells = []
        for edition, found in by_edition.items():
            told = _to_tell(part, {key: who[0] for key, _count, _numbers, who in found})
            if edition in own:
                told = dict.fromkeys(told, FEW)
            hidden = {ENDED} if edition in mixed else set()
            cells += self._told(edition, found, told, measures, tests, hidden)
        return cells

    @api.model
    def _atoms(self, domain, part, measures):
        """Return {edition: [(key, count, numbers, people)]} of the smallest groups that
        figures by a part are made of, and the tests.

        ``key`` has a value for each of :meth:`_divisors`; ``people`` are sets, of all
        and of those who pass each test. For the rest, see :meth:`_counted`.
        """
        rows, tests = self._counted(domain, part, measures)
        small = [
            (edition, key)
            for edition, key, count, _numbers, groups in rows
            if any(0 < number < CROWD for number in (count, *groups))
        ]
        people = self._people(domain, part, tests, small) if small else {}
        by_edition = defaultdict(list)
        for edition, key, count, numbers, groups in rows:
            nobody = [frozenset()] * (1 + len(groups))
            who = [
                (MANY if number >= CROWD else found)
                for number, found in zip(
                    (count, *groups), people.get((edition, key), nobody), strict=True
                )
            ]
            by_edition[edition].append((key, count, numbers, who))
        return by_edition, tests

    @api.model
    def _mixed_editions(self, domain):
        """Return the editions in which pairs that ended early are told together with
        others, as ids: how many ended is not told there.
        """
        mixed = set()
        for edition, found in self._atoms(domain, LIFE[0], ())[0].items():
            told = folded({key: who[0] for key, _count, _numbers, who in found})
            together = {key[0] == "ended" for key in told if told[key] == FEW}
            if len(together) > 1:
                mixed.add(edition)
        return mixed

    @api.model
    def _counted(self, domain, part, measures):
        """Return the rows (edition, key, count, numbers, groups), and the tests.

        ``numbers`` is [(how many have a value, sum)] of the measures; ``groups`` is
        [how many pairs] for the tests, which are [(measure, condition)].
        """
        query = self._query_of(domain, part)
        tests = [
            (measure, SQL(test, self._column(measure)))
            for measure in measures
            for test in MEASURES[measure]
        ]
        keys = self._keys(part)
        columns = [self._column(measure) for measure in measures]
        query.groupby = SQL(", ").join(keys)
        rows = self.env.execute_query(
            query.select(
                *keys,
                SQL("count(*)"),
                *(SQL("count(%s)", column) for column in columns),
                *(SQL("sum(%s)", column) for column in columns),
                *(SQL("count(*) FILTER (WHERE %s)", test) for _name, test in tests),
            )
        )
        size, found = len(measures), []
        for edition, *row in rows:
            key, (count, *rest) = row[: len(keys) - 1], row[len(keys) - 1 :]
            having, sums = rest[:size], rest[size : 2 * size]
            numbers = [*zip(having, (total or 0 for total in sums), strict=True)]
            found.append((edition, tuple(key), count, numbers, rest[2 * size :]))
        return found, tests

    @api.model
    def _people(self, domain, part, tests, places):
        """Return {(edition, key): [the people, and those of each test]}, as sets.

        :param places: the (edition, key) to look at
        """
        editions = [edition for edition, _key in places]
        query = self._query_of(domain & Domain("edition_id", "in", editions), part)
        keys = self._keys(part)
        if part:
            wanted = tuple((edition, *key) for edition, key in places)
            query.add_where(SQL("(%s) IN %s", SQL(", ").join(keys), wanted))
        query.add_join(
            "JOIN",
            "member",
            "mentorship_pairing_member",
            SQL(
                "member.pairing_id = %s AND member.answer = 'accepted'",
                self._column("id"),
            ),
        )
        conditions = [test for _measure, test in tests]
        who = SQL("member.partner_id")
        query.groupby = SQL(", ").join([*keys, who, *conditions])
        found = {}
        for edition, *row in self.env.execute_query(
            query.select(*keys, who, *conditions)
        ):
            key, (person, *passed) = row[: len(keys) - 1], row[len(keys) - 1 :]
            sets = found.setdefault(
                (edition, tuple(key)), [set() for _group in range(1 + len(tests))]
            )
            for group, there in zip(sets, (True, *passed), strict=True):
                if there:
                    group.add(person)
        return found

    @api.model
    def _told(self, edition, found, told, measures, tests, hidden):
        """Return the cells of one edition.

        :param found: list of (key, count, numbers, people), see :meth:`_atoms`
        :param dict told: {key: the value to tell}
        :param set hidden: measures that are not told; those of too few people are added
        """
        groups = defaultdict(lambda: [set() for _test in tests])
        counts = defaultdict(lambda: [0, [[0, 0] for _measure in measures]])
        for key, count, numbers, (_everyone, *tested) in found:
            if key not in told:
                continue
            for group, people in zip(groups[told[key]], tested, strict=True):
                group.update(people)
            counts[told[key]][0] += count
            for total, number in zip(counts[told[key]][1], numbers, strict=True):
                total[0] += number[0]
                total[1] += number[1]
        hidden |= {
            measure
            for at, (measure, _test) in enumerate(tests)
            if not are_told(sets[at] for sets in groups.values())
        }
        return [
            Cell(
                edition,
                value,
                count,
                {
                    measure: tuple(total)
                    for measure, total in zip(measures, totals, strict=True)
                    if measure not in hidden
                },
            )
            for value, (count, totals) in counts.items()
        ]

    @api.model
    def _own_editions(self, editions):
        """Return those of these editions in which the user is in a pair, as ids."""
        # sudo: only the user's own places
        members = self.env["mentorship.pairing.member"].sudo()
        rows = members._read_group(
            [
                ("edition_id", "in", [*editions]),
                ("partner_id", "=", self.env.user.partner_id.id),
            ],
            ["edition_id"],
        )
        return {edition.id for (edition,) in rows}

    @api.model
    def _query_of(self, domain, part):
        # sudo: the domain holds the rules for the user; only figures leave the callers
        report = self.sudo().with_context(mentorship_silent=part == "silent")
        return report._search(domain)

    @api.model
    def _column(self, name):
        return SQL.identifier(self._table, name)

    @api.model
    def _keys(self, part):
        """Return the columns that make a group: the edition, and what divides it."""
        return [self._column(name) for name in ("edition_id", *_divisors(part))]


def _divisors(part):
    """Return the fields that divide the pairs of an edition for figures by a part."""
    if part in INSIDE:
        return (*LIFE, part)
    return LIFE if part in LIFE else (part,) if part else ()


def _to_tell(part, people):
    """Return {key: the value of the part to tell, or FEW}.

    :param people: {(a value of each of the divisors): set of people}
    """
    if part in INSIDE:
        return folded_inside(people, INSIDE[part])
    if part:
        return folded_by(people, LIFE.index(part) if part in LIFE else 0)
    return dict.fromkeys(folded(people))
