"""The faces of people on members' pages: their initials on a colour."""

from ...tools.colour import FACES
from ...tools.names import greeted, initials

PATH = "/my/mentorship/picture"


def of(partner):
    """Return the values of one person's face.

    :param partner: one ``res.partner``
    :return: {``first``: the name to call them by, ``initials``, ``colour``: see
        `colour_of`, ``picture``: the address of the
        picture they uploaded, or None}
    """
    # only its size: the picture itself is another request, which checks who asks
    there = partner.with_context(bin_size=True).mentorship_picture
    # another picture has another address, so that no browser shows the one before
    at = int(partner.write_date.timestamp()) if partner.write_date else 0
    return {
        "picture": f"{PATH}/{partner.id}?at={at}" if there else None,
        "first": greeted(partner.name),
        "initials": initials(partner.name),
        "colour": colour_of(partner),
    }


def colour_of(partner):
    """Return the number of a person's colour in :data:`FACES`, always the same."""
    return partner.id % len(FACES)
