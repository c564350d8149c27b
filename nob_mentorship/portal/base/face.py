"""The faces of people on members' pages: their initials on a colour."""

from ...tools.names import greeted, initials

PATH = "/my/mentorship/picture"

COLOURS = 8
"""The number of colours of `mentorship_face.scss`."""


def of(partner):
    """Return the values of one person's face.

    :param partner: one ``res.partner``
    :return: {``first``: the name to call them by, ``initials``, ``colour``: the number
        of a colour, always the same for one person, ``picture``: the address of the
        picture they uploaded, or None}
    """
    # only its size: the picture itself is another request, which checks who asks
    there = partner.with_context(bin_size=True).mentorship_picture
    return {
        "picture": f"{PATH}/{partner.id}" if there else None,
        "first": greeted(partner.name),
        "initials": initials(partner.name),
        "colour": partner.id % COLOURS,
    }
