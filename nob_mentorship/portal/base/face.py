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
    # another picture has another address, so that no browser shows the one before
    at = partner.mentorship_picture_at
    return {
        "picture": f"{PATH}/{partner.id}?at={int(at.timestamp())}" if at else None,
        "first": greeted(partner.name),
        "initials": initials(partner.name),
        "colour": face_number(partner.id),
    }
