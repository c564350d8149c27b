"""The faces of people on members' pages: their initials on a colour."""

from ...tools.colour import face_number
from ...tools.names import greeted, initials

PATH = "/my/mentorship/picture"


def of(partner):
    """Return the values of one person's face.

    :param partner: one ``res.partner``
    :return: {``first``: the name to call them by, ``initials``, ``colour``: see
        `face_number`, ``picture``: the address of the
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
        "colour": face_number(partner.id),
    }
