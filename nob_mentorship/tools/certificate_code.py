"""The codes of certificates: drawn, read as people type them, and written in groups.

Plain Python, so that it can be tested separately.
"""

import re
import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""All letters but I and O, which look like digits."""
LETTERS = 28
"""24 letters in 28 places: more than 2¹²⁸ codes."""
GROUP = 4
MOST_TYPED = 200
"""The length of a text from which on it is no code, whatever is in it."""
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")
"""Blanks, dashes of every kind, and other characters that people put between groups."""
CODE = re.compile(rf"[{ALPHABET}]{{{LETTERS}}}", re.ASCII)


def new():
    """Return a code that no one can guess."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))


def read(typed):
    """Return the code that was typed, in small letters or capitals, with or without
    blanks and dashes; an empty text for anything else.

    :param str typed: as received
    """
    if len(typed) > MOST_TYPED:
        return ""
    letters = BETWEEN.sub("", typed)
    code = letters.upper() if letters.isascii() else ""
    return code if CODE.fullmatch(code) else ""


def grouped(code):
    """Return a code as people read it: in groups of four letters."""
    groups = (code[at : at + GROUP] for at in range(0, len(code), GROUP))
    return "-".join(groups)
