"""The built scripts of an evaluation's form and of the receipt page."""

import functools
import hashlib
from pathlib import Path

from .room_page import MISSING, NotBuilt

FOLDER = Path(__file__).resolve().parent.parent / "static" / "ballot"
PATH = "/nob_mentorship/static/ballot"
VERSION_LENGTH = 12


def address(name, lang):
    """Return the address of a script; each version has a different one.

    :param str name: ``ballot`` or ``receipt``
    :param str lang: language code of the page
    :raises NotBuilt: if the script was not built
    """
    spoken = "nl" if (lang or "").startswith("nl") else "en"
    file = f"{name}.{spoken}.js"
    return f"{PATH}/{file}?{_version(file)}"


@functools.cache
def _version(file):
    try:
        content = (FOLDER / file).read_bytes()
    except OSError:
        raise NotBuilt(MISSING) from None
    return hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
