"""Groups that are too small to be told about: no union of what is told tells of one."""

from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.nob_mentorship.tools.groups import (
    CROWD,
    FEW,
    LEAST,
    MANY,
    are_told,
    counted,
    folded,
    folded_by,
    folded_inside,
)

PARTS = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.integers(1, 60), max_size=20)
)
"""Parts whose people may be in several of them."""
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(("active", "completed", "ended")),
        st.sampled_from(("first", "second", "last")),
        st.booleans(),
        st.frozensets(st.integers(1, 40), min_size=2, max_size=2),
    ),
    max_size=16,
)
"""Pairs in a state and a stage, of which those that go on may be silent."""


def told_groups(parts):
    """Return {value to tell: people}."""
    found = {}
    for value, told in folded(parts).items():
        found[told] = found.get(told, frozenset()) | parts[value]
    return found


def may_be_silent(state, stage):
    return state == "active" and stage != "last"


def divided(pairs, size):
    """Return {the first values of their state, stage and silence: people} of pairs."""
    found = defaultdict(frozenset)
    for state, stage, silent, people in pairs:
        key = (state, stage, silent and may_be_silent(state, stage))
        found[key[:size]] |= people
    return found


def keys_told(told):
    """Return the sets of keys that are told as one."""
    groups = defaultdict(set)
    for key, value in told.items():
        groups[value].add(key)
    return [*groups.values()]


@given(PAIRS)
def test_properties_that_contain_each_other_differ_by_enough_people(pairs):
    life = divided(pairs, 2)
    groups = [group for at in (0, 1) for group in keys_told(folded_by(life, at))]
    differing = defaultdict(frozenset)
    for key, people in life.items():
        differing[tuple(key in group for group in groups)] |= people
    assert not groups or are_told(differing.values())


@given(PAIRS)
def test_a_value_is_told_of_everyone_who_has_it_or_of_no_one(pairs):
    life = divided(pairs, 2)
    for at in (0, 1):
        told = folded_by(life, at)
        for key, value in told.items():
            same = {told[other] for other in told if other[at] == key[at]}
            assert same in ({key[at]}, {FEW})
            assert value in same


@given(PAIRS)
def test_what_divides_some_groups_leaves_no_few_in_them(pairs):
    parts = divided(pairs, 3)
    told, life = folded_inside(parts, may_be_silent), folded(divided(pairs, 2))
    open_to = {value for key, value in life.items() if may_be_silent(*key)}
    inside = {key for key in told if life[key[:2]] in open_to}
    assert told.keys() == (parts.keys() if life else set())
    for group in keys_told(told):
        assert len(frozenset().union(*(parts[key] for key in group))) >= LEAST
        rest = frozenset().union(*(parts[key] for key in inside - group))
        assert are_told([rest])


@given(PARTS)
def test_whatever_is_told_is_of_enough_people(parts):
    groups = told_groups(parts)
    for size in range(1, len(groups) + 1):
        for chosen in combinations(groups.values(), size):
            assert len(frozenset().union(*chosen)) >= LEAST


@given(PARTS)
def test_the_parts_are_the_whole_or_nothing_is_told(parts):
    everyone = frozenset().union(*parts.values())
    told = folded(parts)
    assert told.keys() == (
        {value for value, people in parts.items() if people}
        if len(everyone) >= LEAST
        else set()
    )


@given(PARTS)
def test_no_one_is_hidden_without_need(parts):
    told = folded(parts)
    if all(not people or len(people) >= LEAST for people in parts.values()):
        assert all(value == shown for value, shown in told.items())
    hidden = [value for value, shown in told.items() if shown == FEW]
    large = [value for value in hidden if len(parts[value]) >= LEAST]
    assert len(large) <= 1


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 20, "b": 5}, ""),
        ({"a": 20, "b": 6, "c": 4}, "bc"),
        ({"a": 20, "b": 3, "c": 2}, "bc"),
        ({"a": 20, "b": 4}, "ab"),
        ({"a": 20, "b": 0}, ""),
    ],
)
def test_the_smallest_of_the_others_joins_those_who_are_few(sizes, hidden):
    first, parts = 0, {}
    for value, size in sizes.items():
        parts[value] = frozenset(range(first, first + size))
        first += size
    told = folded(parts)
    assert {value for value, shown in told.items() if shown == FEW} == {*hidden}


def test_four_people_are_told_about_nowhere():
    assert folded({"a": {1, 2}, "b": {3, 4}}) == {}
    assert folded({}) == {}
    assert not counted([(1, "a", person) for person in range(LEAST - 1)])


def test_a_crowd_is_never_who_joins_if_there_are_fewer():
    assert len(MANY) == CROWD
    parts = {"many": MANY, "six": frozenset(range(6)), "two": frozenset({90, 91})}
    assert folded(parts) == {"many": "many", "six": FEW, "two": FEW}


def test_each_edition_is_divided_by_itself():
    rows = [(1, "a", person) for person in range(10)]
    rows += [(1, "b", person) for person in range(20, 22)]
    rows += [(2, "b", person) for person in range(6)]
    assert counted(rows) == {FEW: 12, "b": 6}
