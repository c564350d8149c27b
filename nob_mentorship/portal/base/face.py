"""The faces of people on members' pages: their initials on a colour."""

from ...tools.names import greeted, initials

COLOURS = 8
"""The number of colours of `mentorship_face.scss`."""


def of(partner):
    """Return the values of one person's face.

    :param partner: one ``res.partner``
    :return: {``first``: the name to call them by, ``initials``, ``colour``: the number
        of a colour, always the same for one person}
    """
    return {
        "first": greeted(partner.name),
        "initials": initials(partner.name),
        "colour": partner.id % COLOURS,
    }
