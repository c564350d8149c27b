"""The page on which members set their picture, language and time zone."""

import base64

from ...tools import picture
from ..base import face, words
from ..base.refused import FieldsRefused


def languages(env):
    """Return the languages of pages and mails, as [(code, name)]."""
    return env["res.lang"].get_installed()


def values(env, partner):
    """Return the values of `/my/mentorship/profile` for a member."""
    return {
        "face": face.of(partner),
        "languages": languages(env),
        "language": partner.lang,
        "fewer": partner.mentorship_fewer,
        "invited": not partner.mentorship_unasked_on,
        "zone": words.timezone_name(env),
        "calendar": calendar(env, partner),
        "before": env["mentorship.calendar.address"]._of(partner)._mark(),
    }


def calendar(env, partner):
    """Return the values of a member's calendar address, or None without one."""
    address = env["mentorship.calendar.address"]._of(partner)
    if not address:
        return None
    made_on = words.day(env, address.made_on)
    return {
        "made": env._("You have had an address since %s.", made_on),
        "with_names": address.with_names,
    }


def new_calendar(partner, path):
    """Return the addresses of a calendar, which are shown only once.

    :param str path: as `_make` of an address returns it
    :return: {name: address}: to copy, and one that opens a phone's calendar
    """
    address = partner.get_base_url() + path
    _scheme, rest = address.split(":", 1)
    return {"copy": address, "subscribe": f"webcal:{rest}"}


def picture_of(env, sent):
    """Return the picture in an uploaded file as a field stores it.

    :param sent: the file, or None if the form had none
    :raises FieldsRefused: if it is no picture, or too large
    """
    try:
        return base64.b64encode(picture.square(sent.read() if sent else b""))
    except ValueError as error:
        said = env._("Choose a JPEG or PNG picture of at most 12 MB.")
        raise FieldsRefused(env, {"picture": said}) from error
