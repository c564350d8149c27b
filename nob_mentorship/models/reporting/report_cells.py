from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.groups import CROWD, FEW, MANY, are_told, folded
from .report import MEASURES

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
        rows, tests = self._counted(domain, part, measures)
        small = [
            (edition, value)
            for edition, value, count, _numbers, groups in rows
            if any(0 < number < CROWD for number in (count, *groups))
        ]
        people = self._people(domain, part, tests, small) if small else {}
        own = self._own_editions({row[0] for row in rows}) if part in SECRET else ()
        by_edition = defaultdict(list)
        for edition, value, count, numbers, groups in rows:
            counted = [
                (MANY if number >= CROWD else who)
                for number, who in zip(
                    (count, *groups),
                    people.get((edition, value), [frozenset()] * (1 + len(groups))),
                    strict=True,
                )
            ]
            by_edition[edition].append((value, count, numbers, counted))
        return [
            cell
            for edition, found in by_edition.items()
            for cell in self._told(edition, found, measures, tests, edition in own)
        ]

    @api.model
    def _counted(self, domain, part, measures):
        """Return the rows (edition, value, count, numbers, groups), and the tests.

        ``numbers`` is [(how many have a value, sum)] of the measures; ``groups`` is
        [how many pairs] for the tests, which are [(measure, condition)].
        """
        query = self._query_of(domain, part)
        tests = [
            (measure, SQL(test, self._column(measure)))
            for measure in measures
            for test in MEASURES[measure]
        ]
        columns = [self._column(measure) for measure in measures]
        query.groupby = SQL(", ").join(self._keys(part))
        rows = self.env.execute_query(
            query.select(
                *self._shown_keys(part),
                SQL("count(*)"),
                *(SQL("count(%s)", column) for column in columns),
                *(SQL("sum(%s)", column) for column in columns),
                *(SQL("count(*) FILTER (WHERE %s)", test) for _name, test in tests),
            )
        )
        size, found = len(measures), []
        for edition, value, count, *rest in rows:
            having, sums = rest[:size], rest[size : 2 * size]
            numbers = [*zip(having, (total or 0 for total in sums), strict=True)]
            found.append((edition, value, count, numbers, rest[2 * size :]))
        return found, tests

    @api.model
    def _people(self, domain, part, tests, places):
        """Return {(edition, value): [the people, and those of each test]}, as sets.

        :param places: the (edition, value) to look at
        """
        editions = [edition for edition, _value in places]
        query = self._query_of(domain & Domain("edition_id", "in", editions), part)
        keys = self._keys(part)
        if part:
            query.add_where(
                SQL("(%s, %s) IN %s", *keys, tuple(tuple(place) for place in places))
            )
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
        for edition, value, person, *passed in self.env.execute_query(
            query.select(*self._shown_keys(part), who, *conditions)
        ):
            sets = found.setdefault(
                (edition, value), [set() for _group in range(1 + len(tests))]
            )
            for group, there in zip(sets, (True, *passed), strict=True):
                if there:
                    group.add(person)
        return found

    @api.model
    def _told(self, edition, found, measures, tests, is_own):
        """Return the cells of one edition.

        :param found: list of (value, count, numbers, [the people, and those of each
            test])
        :param bool is_own: whether the parts are hidden from the user, who is in one
        """
        told = folded({value: who[0] for value, _count, _numbers, who in found})
        if is_own:
            told = dict.fromkeys(told, FEW)
        groups = defaultdict(lambda: [set() for _test in tests])
        counts = defaultdict(lambda: [0, [[0, 0] for _measure in measures]])
        for value, count, numbers, (_everyone, *tested) in found:
            if value not in told:
                continue
            for group, people in zip(groups[told[value]], tested, strict=True):
                group.update(people)
            counts[told[value]][0] += count
            for total, number in zip(counts[told[value]][1], numbers, strict=True):
                total[0] += number[0]
                total[1] += number[1]
        hidden = {
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
        return [self._column(name) for name in ("edition_id", part) if name]

    @api.model
    def _shown_keys(self, part):
        """Return the two keys of a row; without a part, the second is empty."""
        keys = self._keys(part)
        return keys if part else [*keys, SQL("NULL::varchar")]
