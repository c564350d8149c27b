"""Makes the name of a copy; plain Python."""

import re

YEAR = re.compile(r"^\d{1,8}$|(?<!\d)\d{4}(?!\d)")
LIMIT = 100


def next_years(name):
    """Return the name with every year in it increased by one, or unchanged without one.

    2027/2028 becomes 2028/2029. A name that is just a number is increased by one.
    """
    return YEAR.sub(lambda year: str(int(year[0]) + 1), name)


def last_years(name):
    """Return the name with every year in it decreased by one, or unchanged without
    one.
    """
    return YEAR.sub(lambda year: str(max(int(year[0]) - 1, 0)), name)


def free_name(name, taken, limit=LIMIT):
    """Return the name, with a number appended if it is taken.

    :param set taken: the names in use; the returned name is added to it
    :param int limit: maximum number of characters of a name
    """
    free, number = name[:limit], 1
    while free in taken:
        number += 1
        behind = f" ({number})"
        free = name[: limit - len(behind)] + behind
    taken.add(free)
    return free
