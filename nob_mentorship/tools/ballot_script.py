"""The scripts of an evaluation's form and of receipts, as the set-up built them."""

import functools
import hashlib
from pathlib import Path

from .room_page import MISSING, NotBuilt

FOLDER = Path(__file__).resolve().parent.parent / "static" / "ballot"
PATH = "/nob_mentorship/static/ballot"
VERSION_LENGTH = 12


def address(name, lang):
    """Return the address of a script, of which each version has its own.

    :param str name: ``ballot`` or ``receipt``
    :param str lang: code of the page's language
    :raises NotBuilt: when it is not there
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
