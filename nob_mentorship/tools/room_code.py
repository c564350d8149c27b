"""The short codes shown in the room at a session: drawn, and read as people type them.

Plain Python, so that it can be tested separately.
"""

import hmac
import secrets

from .certificate_code import ALPHABET, BETWEEN

LETTERS = 6
"""24 letters in 6 places: 191 million codes, of which a member can try a few."""
HALF = LETTERS // 2
MOST_TYPED = 50
"""The length of a text from which on it is no code, whatever is in it."""


def new():
    """Return a code to show in the room."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))


def shown(code):
    """Return a code as people read it: in two groups of letters."""
    return f"{code[:HALF]} {code[HALF:]}" if code else ""


def is_same(code, typed):
    """Tell whether a code was typed: in small letters or capitals, with or without
    blanks and dashes.

    :param str code: the code of the session, or an empty text, which no one types
    :param str typed: as received
    """
    if not code or len(typed) > MOST_TYPED:
        return False
    letters = BETWEEN.sub("", typed).strip()
    if not letters.isascii():
        return False
    return hmac.compare_digest(letters.upper(), code)
