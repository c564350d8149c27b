"""Finding people's names in a text: plain Python, so that it can be tested alone.

A name is spelt in several ways: with or without accents (Müller, Mueller, Muller), with
ij or y (Dijkstra, Dykstra), in one word or two (Jan Willem, Janwillem). What is found
too often is hidden from one person too many; what is missed is read by the wrong one.
"""

import re
import unicodedata

PARTICLES = frozenset(
    {
        *("van", "de", "der", "den", "het", "te", "ten", "ter", "el", "al", "la"),
        *("di", "da", "do", "dos", "du", "le", "von", "zu", "of", "en", "in", "op"),
    }
)
"""Parts of names that are words of their own, in the form of :func:`_plain`."""
SHORTEST = 3
"""Fewest letters of a part of a name that is looked for in any case; a shorter one
counts where it is written with a capital."""
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "a", "œ": "o", "þ": "th", "ð": "d"}
)
"""Letters whose stroke or ligature Unicode does not take apart."""
SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ij", "y"))
"""Two ways to write a sound, the second one taken."""
JOINED = 3
"""Most words that are also read as one."""


def _words(text):
    """Return the words of a text in their order, as they are written, with accents."""
    seen = "".join(c for c in text or "" if unicodedata.category(c) != "Cf")
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", seen))


def _plain(word):
    """Return a word without case and accents, in one spelling."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFKD", word)
        if unicodedata.category(char) != "Mn"
    )
    plain = bare.casefold().translate(LETTERS)
    for way, taken in SPELLINGS:
        plain = plain.replace(way, taken)
    return plain


def words(text):
    """Return the set of words of a text in one spelling, and of neighbours as one."""
    plain = [_plain(word) for word in _words(text)]
    return {
        "".join(plain[start : start + length])
        for length in range(1, JOINED + 1)
        for start in range(len(plain) - length + 1)
        if not PARTICLES.issuperset(plain[start : start + length])
    }


def is_named(name, text):
    """Tell whether a part of somebody's name stands in a text as a whole word.

    :param str name: first and last names, as they are written
    """
    parts = words(name)
    if any(len(part) >= SHORTEST for part in parts & words(text)):
        return True
    short = {part for part in parts if len(part) == SHORTEST - 1}
    capital = {_plain(word) for word in _words(text) if word[0].isupper()}
    return bool(short & capital)
