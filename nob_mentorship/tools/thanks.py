"""Which names of an edition can be shown without telling who was paired with whom."""

from typing import NamedTuple

LEAST_PEOPLE = 5
"""With fewer people, an edition shows no one: two names would be a pair."""
LEAST_PAIRINGS = 2
"""With fewer pairings, the names would be those of one group."""
LEAST_OF_A_ROLE = 2
"""With fewer people in a role, no role is shown: one mentor would be everyone's."""


class Thanked(NamedTuple):
    """A person who may be thanked for one role.

    :param int person: tells people apart who have the same name
    :param str name: as it is shown
    :param str role: ``mentor``, ``mentee`` or ``peer``
    :param frozenset pairings: ids of the pairings that this person completed
    """

    person: int
    name: str
    role: str
    pairings: frozenset


def lists(thanked):
    """Return the names to show for an edition, as {role: [name]}, each in alphabetical
    order; the role is "" where names are shown without one, and {} shows no one.

    :param thanked: of one edition, in any order
    """
    people = {one.person: one.name for one in thanked}
    pairings = frozenset().union(*(one.pairings for one in thanked))
    if len(people) < LEAST_PEOPLE or len(pairings) < LEAST_PAIRINGS:
        return {}
    roles = {}
    for one in thanked:
        roles.setdefault(one.role, {})[one.person] = one.name
    if any(len(named) < LEAST_OF_A_ROLE for named in roles.values()):
        roles = {"": people}
    return {role: sorted(named.values(), key=_order) for role, named in roles.items()}


def _order(name):
    return name.casefold(), name
