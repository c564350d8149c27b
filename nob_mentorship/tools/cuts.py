"""Which groups of respondents can be shown: plain Python, no ORM.

The respondents of one form are divided once into *atoms*, none smaller than the minimum
of that form; what is shown is always a union of atoms. So for any comparison, of two
cuts, a cut and the whole, or two years, the difference is also a union of atoms, and
never a smaller group.

For that, the atoms of a form must not depend on the cut, on what other forms there are,
or on who looks. Each form therefore keeps its own minimum, the one its people were
promised and that is fixed since it was opened, also where forms with other minimums are
shown together. That is enough: a group that holds an atom is at least as large as it,
so no one is ever in a smaller group than the minimum of their own form. A common
minimum, the greatest of those shown together, would protect nobody more, since each
form can be looked at by itself; it would only hide what was visible the day before.

A question has its own division: respondents who skipped it are in none of its groups.
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


def shown(cells, minimums, role=None):
    """Return the atoms that a cut is made of, in the order of the cells.

    An atom of several roles belongs to all roles together, and to no single one.

    :param dict cells: {form: {role: how many answered}}, of the forms in the cut; the
        role None is that of people whose roles were not kept apart
    :param dict minimums: {form: the smallest group of it to be shown}
    :param role: the role of the cut, or None for all
    :return: list of (form, frozenset of roles)
    """
    return [
        (form, atom)
        for form, counts in cells.items()
        for atom in atoms(counts, minimums[form])
        if role is None or atom == {role}
    ]


def size(cells, groups):
    """Return how many people are in groups that :func:`shown` returned."""
    return sum(cells[form][role] for form, atom in groups for role in atom)


def offered(forms, cells, minimums, cut):
    """Return the values of each side of a cut that show something.

    A value is offered when, with the other sides left as they are, at least one atom is
    in the cut.

    :param dict forms: {form: {side: value}}, for every side but ``role``
    :param dict cells: as for :func:`shown`, of all forms
    :param dict minimums: as for :func:`shown`, of all forms
    :param dict cut: {side: value, or None for all}, with ``role``
    :return: {side: set of values}
    """
    values = {side: set() for side in cut}
    for form, atom in shown(cells, minimums):
        sides = dict(forms[form])
        if len(atom) == 1:
            sides["role"] = next(iter(atom))
        differ = [s for s, v in cut.items() if v is not None and sides.get(s) != v]
        for side in cut:
            if set(differ) <= {side} and sides.get(side) is not None:
                values[side].add(sides[side])
    return values
