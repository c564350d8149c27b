"""Divides people into groups of which none is too small to be told about; plain
Python, no ORM.

The people of an edition are divided by one property into *parts*. A part with fewer
than five people is told together with the other small ones; if these are still too few,
the smallest of the others joins them, so that no difference between the whole and the
parts is a smaller group. What is told is always a union of such parts. They depend
neither on the reader nor on what else is asked for, so figures that are compared differ
by whole parts too.
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


def are_told(groups, least=LEAST):
    """Tell whether each of these groups is empty or large enough.

    :param groups: sets of people
    """
    return all(not people or len(people) >= least for people in groups)


def counted(rows, least=LEAST):
    """Return {value to tell: how many rows} over all editions, each divided by itself.

    :param rows: (edition, value, person) of each sign-up, or the like
    :return: a `Counter`, with FEW for those told together
    """
    editions = defaultdict(lambda: defaultdict(list))
    for edition, value, person in rows:
        editions[edition][value].append(person)
    found = Counter()
    for parts in editions.values():
        told = folded({value: frozenset(who) for value, who in parts.items()}, least)
        for value, people in parts.items():
            if value in told:
                found[told[value]] += len(people)
    return found
