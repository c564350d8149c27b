"""Divides people into groups of which none is too small to be told about; plain
Python, no ORM.

The people of an edition are divided by one property into *parts*. A part with fewer
than five people is told together with the other small ones; if these are still too few,
the smallest of the others joins them, so that no difference between the whole and the
parts is a smaller group. What is told is always a union of such parts. They depend
neither on the reader nor on what else is asked for, so figures that are compared differ
by whole parts too.

Some properties contain each other: only a pair that ended early has a reason, and only
one that goes on is silent. Figures by these are made of the same parts, of all of these
properties. Otherwise two groups by two of them, each large enough, could differ by one
that is not.
"""

from collections import Counter, defaultdict

LEAST = 5
"""The number of people in the smallest group that figures tell about."""
FEW = "few"
"""The value that stands for the parts that are told together."""
CROWD = 100
"""From this number of pairs or sign-ups on, their people need not be counted."""
MANY = frozenset(range(-CROWD, 0))
"""Stands for the people of a crowd."""


def folded(parts, least=LEAST):
    """Return {value: the value to tell, or FEW}; empty if all together are too few.

    :param dict parts: {value: set of people}
    :param int least: the size of the smallest group
    """
    there = {value: people for value, people in parts.items() if people}
    if len(frozenset().union(*there.values())) < least:
        return {}
    small = {value for value, people in there.items() if len(people) < least}
    together = frozenset().union(*(there[value] for value in small))
    if small and len(together) < least:
        others = sorted(
            there.keys() - small, key=lambda value: (len(there[value]), str(value))
        )
        small.update(others[:1])
    return {value: FEW if value in small else value for value in there}


def folded_by(parts, at, least=LEAST):
    """Return {key: the value to tell, or FEW} of parts of several properties, by one of
    these; empty if all together are too few.

    A value is told if all its parts are told: figures by any of these properties are
    unions of the same groups.

    :param dict parts: {(a value of each property): set of people}
    :param int at: the place of the property
    """
    told = folded(parts, least)
    hidden = {key[at] for key, value in told.items() if value == FEW}
    return {key: FEW if key[at] in hidden else key[at] for key in told}


def folded_inside(parts, may_differ, least=LEAST):
    """Return {key: the last value of the key, or FEW} of parts that divide some groups
    further; empty if all together are too few.

    The groups that can differ in the last property are divided by it among themselves,
    so that no group without one of its values is too small either.

    :param dict parts: {(*a value of each property, a value of the last): set of people}
    :param may_differ: function of the values of the other properties: whether those who
        have them can differ in the last one
    """
    groups = defaultdict(set)
    for key, people in parts.items():
        groups[key[:-1]].update(people)
    told = folded(groups, least)
    open_to = {value for key, value in told.items() if may_differ(*key)}
    values = defaultdict(set)
    for key, people in parts.items():
        if told.get(key[:-1]) in open_to:
            values[key[-1]].update(people)
    hidden = {value for value, shown in folded(values, least).items() if shown == FEW}
    return {
        key: FEW if key[-1] in hidden else key[-1]
        for key, people in parts.items()
        if people and key[:-1] in told
    }


def are_told(groups, least=LEAST):
    """Tell whether each of these groups is empty or large enough.

    :param groups: sets of people
    """
    return all(not people or len(people) >= least for people in groups)


def counted(rows, tell=folded):
    """Return {value to tell: how many rows} over all editions, each divided by itself.

    :param rows: (edition, value, person) of each sign-up, or the like
    :param tell: function of the parts of an edition, such as :func:`folded`
    :return: a `Counter`, with FEW for those told together
    """
    editions = defaultdict(lambda: defaultdict(list))
    for edition, value, person in rows:
        editions[edition][value].append(person)
    found = Counter()
    for parts in editions.values():
        told = tell({value: frozenset(who) for value, who in parts.items()})
        for value, people in parts.items():
            if value in told:
                found[told[value]] += len(people)
    return found
