"""Decides which groups of respondents can be shown; plain Python, no ORM.

The respondents of one form are divided once into *atoms*, none smaller than the minimum
of that form; what is shown is always a union of atoms. So when a reader compares two
cuts, a cut and the whole, or two years, the difference is also a union of atoms, and
never a smaller group.

For this, the atoms of a form must not depend on the cut, on other forms, or on the
reader. Each form therefore keeps its own minimum, which was promised to its respondents
and fixed at its opening, even if forms with other minimums are shown beside it. That is
enough: a group is at least as large as any of its atoms, so no respondent is ever in a
smaller group than the minimum of their own form. One common minimum, the highest of the
forms shown, would protect no one better, since each form can also be viewed by itself;
it would only hide what was visible the day before.

Each question is divided separately: respondents who skipped it are in none of its
groups.
"""


def atoms(counts, minimum):
    """Return the atoms of the respondents of one form.

    Each role is an atom if all roles that answered are large enough; otherwise all
    roles together are one, if that is large enough; otherwise there is none.

    :param dict counts: {role: how many answered}
    :param int minimum: the size of the smallest group that may be shown
    :return: list of frozensets of roles
    """
    roles = [role for role, count in counts.items() if count]
    if roles and all(counts[role] >= minimum for role in roles):
        return [frozenset((role,)) for role in roles]
    if sum(counts.values()) >= minimum:
        return [frozenset(roles)]
    return []


def shown(cells, minimums, role=None):
    """Return the atoms of a cut, in the order of the cells.

    An atom of several roles belongs to all roles together, and to no single one.

    :param dict cells: {form: {role: how many answered}}, for the forms in the cut; the
        role None stands for people whose roles were not kept apart
    :param dict minimums: {form: the size of its smallest group that may be shown}
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
    """Return the number of people in the groups that :func:`shown` returned."""
    return sum(cells[form][role] for form, atom in groups for role in atom)


def offered(forms, cells, minimums, cut):
    """Return the values of each side of a cut for which something can be shown.

    A value is included if, with the other sides unchanged, the cut has at least one
    atom.

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
