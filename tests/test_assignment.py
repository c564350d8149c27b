import itertools
from unittest import TestCase
from unittest.mock import patch

import numpy
from hypothesis import given
from hypothesis import strategies as st
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model

from odoo.addons.nob_mentorship.tools import assignment
from odoo.addons.nob_mentorship.tools.assignment import (
    AssignmentError,
    assign,
    form_groups,
    pair_peers,
)

FEW = st.randoms(use_true_random=False)
MANY_DRAWS = st.randoms(use_true_random=True)
"""A seed for the random input, which is too large for Hypothesis to shrink."""
MANY = 10**6
"""More than any total of hundredths in these tests."""


class Case:
    """People to pair, as the tools take them; scores with many ties.

    :param rng: source of the contents
    :param pins: how many pairs to pin, at most
    """

    def __init__(self, rng, n, m, pins=0):
        values = rng.choice(([0, 100], [20, 50, 50.25, 99.99], range(101)))
        if rng.random() < 0.5:
            values = [rng.random() * 100 for _ in range(20)]
        cells = [[rng.choice(values) for _ in range(m)] for _ in range(n)]
        self.scores = numpy.array(cells, float).reshape(n, m)
        share = rng.choice((0, 0.1, 0.5, 0.9))
        cells = [[rng.random() < share for _ in range(m)] for _ in range(n)]
        self.forbidden = numpy.array(cells, bool).reshape(n, m)
        self.places = [rng.randint(0, 3) for _ in range(m)]
        self.pinned = []
        left = list(self.places)
        for row in rng.sample(range(n), min(pins, n)):
            columns = [j for j in range(m) if left[j] and not self.forbidden[row, j]]
            if columns:
                column = rng.choice(columns)
                left[column] -= 1
                self.pinned.append((row, column))
        self.hundredths = numpy.rint(self.scores * 100).astype(int)

    def use(self, function, *args, **kwargs):
        return function(self.scores, self.forbidden, *args, **kwargs)

    def worth(self, pairs):
        """Return (number matched, mentors with a mentee, total)."""
        total = sum(int(self.hundredths[i, j]) for i, j in pairs)
        return len(pairs), len({j for _i, j in pairs}), total

    def choices(self):
        """Return all pairings, (n, k): each mentee's column, m for none; and for each
        whether it has all pins and nothing forbidden, and its sizes, (m, k)."""
        n, m = self.scores.shape
        rows = numpy.indices((m + 1,) * n).reshape(n, (m + 1) ** n)
        right = numpy.ones(rows.shape[1], bool)
        for row in range(n):
            right &= ~numpy.append(self.forbidden[row], False)[rows[row]]
        for row, column in self.pinned:
            right &= rows[row] == column
        sizes = [(rows == j).sum(axis=0) for j in range(m)]
        return rows, right, numpy.reshape(sizes, (m, rows.shape[1]))

    def best(self, rows, right, used):
        """Return the best of the valid ones, or None if there is none."""
        if not right.any():
            return None
        n, m = self.scores.shape
        total = numpy.zeros(rows.shape[1], int)
        for row in range(n):
            total += numpy.append(self.hundredths[row], 0)[rows[row]]
        matched = (rows < m).sum(axis=0)
        return max(
            zip(
                matched[right].tolist(),
                used[right].tolist(),
                total[right].tolist(),
                strict=True,
            )
        )


def pairs_of(found):
    return [tuple(pair) for pair in found.pairs.tolist()]


def by_key(found, rows, columns):
    return {(rows[i], columns[j]) for i, j in pairs_of(found)}


def flow(case, spread):
    """Return what another solver finds: the same three figures as `Case.worth`."""
    n, m = case.scores.shape
    free = set(range(n)) - {row for row, _column in case.pinned}
    left = list(case.places)
    for _row, column in case.pinned:
        left[column] -= 1
    pinned_to = {column for _row, column in case.pinned}
    graph = SimpleMinCostFlow()
    source, sink = n + m, n + m + 1
    first = {}
    for i in sorted(free):
        graph.add_arc_with_capacity_and_unit_cost(source, i, 1, 0)
        for j in numpy.flatnonzero(~case.forbidden[i]).tolist():
            worth = int(case.hundredths[i, j])
            graph.add_arc_with_capacity_and_unit_cost(i, n + j, 1, -worth)
    for j in range(m):
        extra = left[j]
        if spread and left[j] and j not in pinned_to:
            first[j] = graph.add_arc_with_capacity_and_unit_cost(n + j, sink, 1, -MANY)
            extra -= 1
        graph.add_arc_with_capacity_and_unit_cost(n + j, sink, extra, 0)
    graph.set_node_supply(source, len(free))
    graph.set_node_supply(sink, -len(free))
    assert graph.solve_max_flow_with_min_cost() == graph.OPTIMAL
    filled = sum(graph.flow(arc) for arc in first.values())
    pinned = sum(int(case.hundredths[pair]) for pair in case.pinned)
    return (
        graph.maximum_flow() + len(case.pinned),
        filled + len(pinned_to),
        -graph.optimal_cost() - MANY * filled + pinned,
    )


def groups(hundredths, forbidden, size, least):
    """Return what another solver finds: how many are matched, and the total."""
    n, m = hundredths.shape
    model = cp_model.CpModel()
    pairs = {
        (i, j): model.new_bool_var("")
        for i, j in itertools.product(range(n), range(m))
        if not forbidden[i, j]
    }
    for row in range(n):
        model.add_at_most_one(one for (i, _j), one in pairs.items() if i == row)
    for column in range(m):
        some = model.new_bool_var("")
        count = sum(one for (_i, j), one in pairs.items() if j == column)
        model.add(count <= size * some)
        model.add(count >= least * some)
    worth = {pair: MANY + int(hundredths[pair]) for pair in pairs}
    model.maximize(sum(one * worth[pair] for pair, one in pairs.items()))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return divmod(round(solver.objective_value), MANY)


def components(found):
    """Return the groups, as a list of sets."""
    groups = []
    for pair in pairs_of(found):
        met = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in met]
        groups.append(set(pair).union(*met))
    return groups


class TestAssignment(TestCase):
    """Pairs are the best there are, and always the same."""

    def check(self, case, found, places):
        """No forbidden pair, no one twice, all pins, no mentor past their places."""
        pairs = pairs_of(found)
        self.assertEqual(pairs, sorted(pairs))
        self.assertEqual(len({i for i, _j in pairs}), len(pairs))
        self.assertFalse(any(case.forbidden[pair] for pair in pairs))
        self.assertLessEqual(set(case.pinned), set(pairs))
        taken = [sum(j == column for _i, j in pairs) for column in range(len(places))]
        self.assertTrue(all(t <= p for t, p in zip(taken, places, strict=True)))
        self.assertAlmostEqual(found.total * 100, case.worth(pairs)[2], places=4)
        return taken

    def refused(self, code, function, *args, **kwargs):
        with self.assertRaises(AssignmentError) as caught:
            function(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)

    @given(FEW, st.booleans())
    def test_the_optimum_of_all_assignments(self, rng, spread):
        case = Case(rng, rng.randint(0, 6), rng.randint(0, 6), rng.choice((0, 0, 1, 3)))
        found = case.use(assign, case.places, case.pinned, spread)
        self.check(case, found, case.places)
        rows, right, sizes = case.choices()
        right &= (sizes <= numpy.reshape(case.places, (-1, 1))).all(axis=0)
        used = (sizes > 0).sum(axis=0)
        best = case.best(rows, right, used if spread else used * 0)
        matched, mentors, total = case.worth(pairs_of(found))
        self.assertEqual((matched, mentors if spread else 0, total), best)

    @given(MANY_DRAWS, st.booleans())
    def test_the_optimum_of_another_solver(self, rng, spread):
        case = Case(rng, rng.randint(1, 60), rng.randint(1, 40), rng.choice((0, 5)))
        found = case.use(assign, case.places, case.pinned, spread)
        self.check(case, found, case.places)
        worth, other = case.worth(pairs_of(found)), flow(case, spread)
        self.assertEqual(worth[::2], other[::2])
        if spread:
            self.assertEqual(worth, other)

    @given(MANY_DRAWS, st.booleans())
    def test_places_that_are_opened_by_and_by_are_as_good_as_all(self, rng, spread):
        case = Case(rng, rng.randint(1, 60), rng.randint(1, 12), rng.choice((0, 5)))
        case.places = [places * rng.randint(1, 9) for places in case.places]
        with patch.object(assignment, "ROOMY", 0):
            found = case.use(assign, case.places, case.pinned, spread)
        self.check(case, found, case.places)
        worth = case.worth(pairs_of(found))
        every = case.worth(pairs_of(case.use(assign, case.places, case.pinned, spread)))
        self.assertEqual(worth[::2], every[::2])
        if spread:
            self.assertEqual(worth, every)

    def test_more_than_memory_holds_says_so(self):
        scores = numpy.full((30, 20), 50.0)
        with patch.object(assignment, "MOST", 30 * 100):
            self.assertEqual(len(assign(scores, scores < 0, [5] * 20).pairs), 30)
            self.refused("size", assign, scores, scores < 0, [6] * 20)

    def test_a_pin_costs_what_the_others_lose(self):
        scores, none = [[80, 60], [90, 20]], [[False] * 2] * 2
        self.assertEqual(self._cost(scores, none, (1, 1)), (0, 50.0))
        self.assertEqual(self._cost(scores, none, (1, 0)), (0, 0.0))
        closed = [[False, True], [False, False]]
        self.assertEqual(self._cost(scores, closed, (1, 0)), (1, 10.0))

    def _cost(self, scores, forbidden, pair):
        """Return the cost of pinning a pair: (mentees, total score)."""
        best, forced = (
            assign(scores, forbidden, [1, 1], pins) for pins in ([], [pair])
        )
        return len(best.pairs) - len(forced.pairs), best.total - forced.total

    @given(FEW, st.integers(1, 3), st.integers(1, 4))
    def test_the_optimum_of_all_groups(self, rng, least, size):
        case = Case(rng, rng.randint(0, 6), rng.randint(0, 3), rng.choice((0, 0, 1, 2)))
        places = rng.choice((None, case.places))
        limit = [min(size, p) for p in places or [size] * len(case.places)]
        rows, right, sizes = case.choices()
        most = numpy.reshape(limit, (-1, 1))
        right &= ((sizes == 0) | (sizes >= least) & (sizes <= most)).all(axis=0)
        best = case.best(rows, right, numpy.zeros(rows.shape[1], int))
        options = {"pinned": case.pinned, "places": places}
        if best is None:
            args = (case.scores, case.forbidden, size, least)
            return self.refused("pin", form_groups, *args, **options)
        found = case.use(form_groups, size, least, **options)
        taken = self.check(case, found, limit)
        self.assertFalse([count for count in taken if 0 < count < least])
        matched, _mentors, total = case.worth(pairs_of(found))
        self.assertEqual((matched, 0, total), best)

    def test_the_optimum_of_groups_where_a_ten_thousandth_counts(self):
        random = numpy.random.default_rng(5)
        scores = (95 + 5 * random.random((59, 20))).round(2)
        forbidden = random.random((59, 20)) < 0.5
        found = form_groups(scores, forbidden, 4)
        hundredths = numpy.rint(scores * 100).astype(int)
        total = sum(int(hundredths[pair]) for pair in pairs_of(found))
        self.assertEqual((59, total), groups(hundredths, forbidden, 4, 2))

    @given(FEW)
    def test_the_optimum_of_all_peers(self, rng):
        n = rng.randint(0, 7)
        case = Case(rng, n, n)
        closed = case.forbidden | case.forbidden.T
        edges = [
            pair for pair in itertools.combinations(range(n), 2) if not closed[pair]
        ]
        pinned = rng.sample(edges, min(len(edges), rng.choice((0, 0, 1))))
        found = case.use(pair_peers, pinned)
        twice = case.hundredths + case.hundredths.T

        def best(people):
            if not people:
                return 0, 0
            one, *others = people
            options = [best(others)]
            for other in others:
                if (one, other) in edges:
                    count, total = best([p for p in others if p != other])
                    options.append((count + 1, total + int(twice[one, other])))
            return max(options)

        pairs = pairs_of(found)
        self.assertEqual(pairs, sorted(pairs))
        self.assertLessEqual(set(pinned), set(pairs))
        self.assertLessEqual(set(pairs), set(edges))
        self.assertEqual(len({p for pair in pairs for p in pair}), 2 * len(pairs))
        count, total = best([p for p in range(n) if all(p not in q for q in pinned)])
        total += sum(int(twice[pair]) for pair in pinned)
        self.assertEqual(len(pairs), count + len(pinned))
        self.assertEqual(sum(int(twice[pair]) for pair in pairs), total)
        self.assertAlmostEqual(found.total * 200, total, places=4)

    @given(FEW)
    def test_threes_of_peers(self, rng):
        n = rng.randint(0, 9)
        case = Case(rng, n, n)
        closed = case.forbidden | case.forbidden.T
        pairs = pairs_of(case.use(pair_peers))
        found = case.use(pair_peers, largest=3)
        groups = components(found)
        among = {frozenset(p) for g in groups for p in itertools.combinations(g, 2)}
        self.assertEqual({frozenset(pair) for pair in pairs_of(found)}, among)
        self.assertFalse(any(closed[tuple(pair)] for pair in among))
        # the pairs are the best ones, and some have got company
        for pair in pairs:
            self.assertEqual(sum(set(pair) <= group for group in groups), 1)
        self.assertEqual(len(groups), len(pairs))
        self.assertLessEqual(max(map(len, groups), default=0), 3)
        self.assertEqual(found.matched, sum(map(len, groups)))
        twice = case.hundredths + case.hundredths.T

        def worth(group):
            pairs = list(itertools.combinations(sorted(group), 2))
            return sum(twice[pair] for pair in pairs) / (len(group) - 1)

        total = sum(map(worth, groups))
        self.assertAlmostEqual(found.total * 200, total, places=4)
        alone = set(range(n)) - set().union(*map(set, pairs))

        def best(pairs, alone):
            if not pairs:
                return 0, 0.0
            pair, *rest = pairs
            options = [(best(rest, alone), worth(pair), 0)]
            options += [
                (best(rest, alone - {one}), worth({*pair, one}), 1)
                for one in alone
                if not (closed[one, pair[0]] or closed[one, pair[1]])
            ]
            return max((b[0] + joins, b[1] + own) for b, own, joins in options)

        count, most = best(pairs, frozenset(alone))
        self.assertEqual(found.matched, 2 * len(pairs) + count)
        self.assertAlmostEqual(total, most, places=4)
        pinned = list(itertools.combinations(sorted(groups[0]), 2)) if groups else []
        again = case.use(pair_peers, pinned, largest=3)
        self.assertLessEqual(set(pinned), set(pairs_of(again)))

    def _first(self, case, rows, ahead):
        """Return how many of those who come first are paired in each of all pairings.

        :param rows: of `Case.choices`
        """
        n, m = case.scores.shape
        paired = [rows[row] < m for row in range(n) if ahead[row]]
        return sum(paired, start=numpy.zeros(rows.shape[1], int))

    @given(FEW, st.booleans())
    def test_who_comes_first_is_paired_where_not_all_can_be(self, rng, spread):
        case = Case(rng, rng.randint(0, 6), rng.randint(0, 6), rng.choice((0, 0, 1, 3)))
        ahead = [rng.random() < 0.4 for _ in case.scores]
        found = case.use(assign, case.places, case.pinned, spread, ahead=ahead)
        self.check(case, found, case.places)
        rows, right, sizes = case.choices()
        right &= (sizes <= numpy.reshape(case.places, (-1, 1))).all(axis=0)
        used = (sizes > 0).sum(axis=0) if spread else 0
        # more than there are mentors
        best = case.best(rows, right, 100 * self._first(case, rows, ahead) + used)
        pairs = pairs_of(found)
        matched, mentors, total = case.worth(pairs)
        first = sum(ahead[row] for row, _column in pairs)
        self.assertEqual((matched, 100 * first + mentors * spread, total), best)

    @given(FEW)
    def test_who_comes_first_has_a_place_in_a_group(self, rng):
        case = Case(rng, rng.randint(0, 6), rng.randint(0, 3))
        ahead = [rng.random() < 0.4 for _ in case.scores]
        found = case.use(form_groups, 3, 2, ahead=ahead)
        rows, right, sizes = case.choices()
        right &= ((sizes == 0) | (sizes >= 2) & (sizes <= 3)).all(axis=0)
        best = case.best(rows, right, self._first(case, rows, ahead))
        pairs = pairs_of(found)
        matched, _mentors, total = case.worth(pairs)
        first = sum(ahead[row] for row, _column in pairs)
        self.assertEqual((matched, first, total), best)

    @given(FEW)
    def test_who_comes_first_among_peers_is_paired(self, rng):
        n = rng.randint(0, 7)
        case = Case(rng, n, n)
        closed = case.forbidden | case.forbidden.T
        ahead = [rng.random() < 0.4 for _ in range(n)]
        twice = case.hundredths + case.hundredths.T

        def best(people):
            if not people:
                return 0, 0, 0
            one, *others = people
            options = [best(others)]
            for other in others:
                if not closed[one, other]:
                    count, first, total = best([p for p in others if p != other])
                    first += ahead[one] + ahead[other]
                    options.append((count + 1, first, total + int(twice[one, other])))
            return max(options)

        pairs = pairs_of(case.use(pair_peers, ahead=ahead))
        first = sum(ahead[one] + ahead[other] for one, other in pairs)
        total = sum(int(twice[pair]) for pair in pairs)
        self.assertEqual((len(pairs), first, total), best(list(range(n))))

    def test_seven_peers_are_two_pairs_and_a_three(self):
        none = numpy.zeros((7, 7), bool)
        found = pair_peers(numpy.full((7, 7), 50.0), none, largest=3)
        self.assertEqual(found.matched, 7)
        self.assertEqual(sorted(map(len, components(found))), [2, 2, 3])

    @given(MANY_DRAWS, st.booleans())
    def test_the_order_in_which_people_come_in_changes_nothing(self, rng, alike):
        n, m = rng.randint(1, 12), rng.randint(1, 8)
        case = Case(rng, n, m, 2)
        if alike:
            case.scores[:] = 50
        rows, columns = rng.sample(range(100), n), rng.sample(range(100), m)
        down, along = rng.sample(range(n), n), rng.sample(range(m), m)
        moved = [(down.index(i), along.index(j)) for i, j in case.pinned]
        at = numpy.ix_(down, along)
        other_rows, other_columns = [rows[i] for i in down], [columns[j] for j in along]

        def both(function, *args, places, **same):
            keys = {"mentee_keys": rows, "mentor_keys": columns}
            one = case.use(function, *args, **same, **keys, **places(range(m)))
            keys = {"mentee_keys": other_rows, "mentor_keys": other_columns}
            same["pinned"] = moved if same["pinned"] else ()
            other = function(
                case.scores[at],
                case.forbidden[at],
                *args,
                **same,
                **keys,
                **places(along),
            )
            self.assertEqual(
                by_key(one, rows, columns), by_key(other, other_rows, other_columns)
            )

        def places(order):
            return {"places": [case.places[j] for j in order]}

        for spread in (True, False):
            both(assign, places=places, pinned=case.pinned, spread=spread)
        both(form_groups, 3, 2, places=places, pinned=())

    @given(MANY_DRAWS)
    def test_the_order_of_peers_changes_nothing(self, rng):
        n = rng.randint(1, 12)
        case = Case(rng, n, n)
        keys, order = rng.sample(range(100), n), rng.sample(range(n), n)
        at = numpy.ix_(order, order)
        there = [keys[i] for i in order]
        most = rng.choice((2, 3))
        one = case.use(pair_peers, keys=keys, largest=most)
        other = pair_peers(
            case.scores[at], case.forbidden[at], keys=there, largest=most
        )
        self.assertEqual(
            {frozenset(pair) for pair in by_key(one, keys, keys)},
            {frozenset(pair) for pair in by_key(other, there, there)},
        )

    def test_everybody_alike_is_paired_in_the_order_of_the_keys(self):
        scores, none = numpy.full((4, 4), 70.0), numpy.zeros((4, 4), bool)
        found = assign(scores, none, [1] * 4, mentee_keys="dcba", mentor_keys="badc")
        again = assign(scores, none, [1] * 4, mentee_keys="dcba", mentor_keys="badc")
        self.assertEqual(pairs_of(found), pairs_of(again))
        self.assertEqual(
            by_key(found, "dcba", "badc"),
            by_key(assign(scores, none, [1] * 4), "abcd", "abcd"),
        )
        self.assertEqual(found.total, 280)

    def test_one_mentor_has_two_hundred_places(self):
        scores = numpy.linspace(0, 100, 300).reshape(300, 1)
        found = assign(scores, scores < 0, [200])
        self.assertEqual(found.pairs[:, 0].tolist(), list(range(100, 300)))
        found = assign(scores, scores < 0, [10**12])
        self.assertEqual(len(found.pairs), 300)
        found = assign([[1, 100], [1, 100]], [[False] * 2] * 2, [1, 200])
        self.assertEqual(found.total, 101)
        found = assign([[1, 100], [1, 100]], [[False] * 2] * 2, [1, 200], spread=False)
        self.assertEqual(found.total, 200)

    def test_where_nobody_can_be_paired_nobody_is(self):
        for n, m in ((0, 0), (0, 3), (3, 0), (3, 3)):
            scores = numpy.full((n, m), numpy.nan)
            closed = numpy.ones((n, m), bool)
            for found in (
                assign(scores, closed, [2] * m),
                assign(scores, closed, [0] * m, spread=False),
                form_groups(scores, closed, 4),
            ):
                self.assertEqual(found.pairs.shape, (0, 2))
                self.assertEqual(found.total, 0)
        for n in (0, 3):
            closed = numpy.ones((n, n), bool)
            self.assertEqual(pair_peers(closed * 1.0, closed).pairs.shape, (0, 2))

    def test_what_cannot_be_solved_says_why(self):
        scores, none = numpy.full((3, 2), 50.0), numpy.zeros((3, 2), bool)
        for bad in (numpy.nan, numpy.inf, -numpy.inf, -0.01, 100.01):
            wrong = scores.copy()
            wrong[1, 1] = bad
            self.refused("not_finite", assign, wrong, none, [1, 1])
            self.refused("not_finite", form_groups, wrong, none, 2)
            self.refused("not_finite", pair_peers, wrong[1:], none[1:])
            closed = none.copy()
            closed[1, 1] = True
            self.assertEqual(len(assign(wrong, closed, [1, 1]).pairs), 2)
        for places in ([-1, 1], [0.5, 1], [numpy.nan, 1], [numpy.inf, 1], ["a", 1]):
            self.refused("places", assign, scores, none, places)
            self.refused("places", form_groups, scores, none, 2, places=places)
        for args in (
            (scores, none, [1]),
            (scores, none.T, [1, 1]),
            (scores[0], none[0], [1, 1]),
            ([], [], []),
            ([[1, 2], [3]], none, [1, 1]),
            (scores, none, [1, 1], (), True, [1, 2]),
        ):
            self.refused("shape", assign, *args)
        self.refused("shape", assign, scores, none, [1, 1], ahead=[True])
        self.refused("shape", pair_peers, scores, none)
        crowd = numpy.zeros((400_000, 1))
        self.refused("size", assign, crowd, crowd > 0, [1])
        closed = none.copy()
        closed[0, 0] = True
        for pinned in (
            [(0, 0)],
            [(1, 0), (1, 1)],
            [(1, 0), (2, 0)],
            [(3, 0)],
            [(0, -1)],
        ):
            self.refused("pin", assign, scores, closed, [1, 1], pinned)
        self.refused("pin", form_groups, scores, none, 3, 2, [(0, 0)], places=[1, 3])
        square, peers = numpy.full((3, 3), 50.0), numpy.zeros((3, 3), bool)
        for pinned in ([(0, 0)], [(0, 1), (1, 0)], [(0, 1), (2, 1)]):
            self.refused("pin", pair_peers, square, peers, pinned)
        # two pins that share a person do not make three
        shared = [(0, 1), (1, 2)]
        self.refused("pin", pair_peers, square, peers, shared, largest=3)
        found = pair_peers(square, peers, [*shared, (0, 2)], largest=3)
        self.assertEqual(found.matched, 3)
        # pinned pairs stay as they are
        self.assertEqual(pair_peers(square, peers, [(0, 1)], largest=3).matched, 2)
