"""Which groups of respondents may be shown: plain Python, no ORM.

Those who answered one form are divided once into *atoms*, none of which is smaller than
the minimum; what is shown is always a union of atoms. So whatever is compared with
whatever, two cuts, a cut and the whole, today and last year: the difference is a union
of atoms too, and never a smaller group.
"""


def atoms(counts, minimum):
    """Return the atoms of one form's respondents.

    By role where every role that answered is large enough by itself, all together
    where only the whole is, none where not even that is.

    :param dict counts: {role: how many answered}
    :param int minimum: the smallest group to be shown
    :return: list of frozensets of roles
    """
    roles = [role for role, count in counts.items() if count]
    if roles and all(counts[role] >= minimum for role in roles):
        return [frozenset((role,)) for role in roles]
    if sum(counts.values()) >= minimum:
        return [frozenset(roles)]
    return []
