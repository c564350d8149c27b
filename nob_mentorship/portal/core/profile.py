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
        "zone": words.timezone_name(env),
    }


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
