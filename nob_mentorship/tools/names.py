"""Finding people's names in a text: plain Python, so that it can be tested alone."""

import re
import unicodedata

PARTICLES = frozenset({"van", "de", "der", "den", "het"})
SHORTEST = 3
"""Fewest letters of a part of a name that is looked for."""
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
"""Letters whose stroke or ligature Unicode does not take apart."""


def words(text):
    """Return the set of words of a text, without case, accents and invisible marks."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text or "")
        if unicodedata.category(char) not in ("Mn", "Cf")
    )
    return set(re.findall(r"[^\W\d_]+", plain.casefold().translate(LETTERS)))


def is_named(name, text):
    """Tell whether a part of somebody's name stands in a text as a whole word.

    :param str name: first and last names, as they are written
    """
    parts = {word for word in words(name) if len(word) >= SHORTEST}
    return bool((parts - PARTICLES) & words(text))
