"""Finds people's names in a text, and greets people by name.

Plain Python, so that it can be tested separately.

A name is spelt in several ways: with accents, without, or as two letters (Müller,
Muller, Mueller), with ij or y (Dijkstra, Dykstra), in one word or two (Jan Willem,
Janwillem). A name found by mistake hides a text from one person too many; a name that
is missed lets the wrong person read it.
"""

import re
import unicodedata
from itertools import product

from odoo.tools import remove_accents

PARTICLES = frozenset(
    {
        *("van", "de", "der", "den", "het", "te", "ten", "ter", "el", "al", "la"),
        *("di", "da", "do", "dos", "du", "le", "von", "zu", "of", "en", "in", "op"),
    }
)
"""Parts of names that are ordinary words as well."""
TITLES = frozenset({"dhr", "dr", "drs", "ing", "ir", "mevr", "mr", "mw", "prof"})
"""Titles that can be written before a name."""
SHORTEST = 3
"""The minimum number of letters for a part of a name to be found in any case; a shorter
part is found only if written with a capital."""
JOINED = 3
"""The maximum number of words that are also read as one."""
TWO_WAYS = {
    "ä": ("a", "ae"),
    "ö": ("o", "oe"),
    "ü": ("u", "ue"),
    "å": ("a", "aa"),
    "ø": ("o", "oe"),
    "æ": ("ae", "a"),
    "œ": ("oe", "o"),
}
"""Letters that are written in two ways if a keyboard lacks them."""
MOST_LETTERS = 4
"""The maximum number of such letters in a word that are tried in both ways."""
LETTERS = str.maketrans({"ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"})
"""Letters with a stroke, which Unicode does not decompose."""


def _words(text):
    """Return the words of a text in order, as written, with accents."""
    seen = "".join(c for c in text or "" if unicodedata.category(c) != "Cf")
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", seen))


def _forms(word):
    """Return the ways to write a word without case and accents, the plain one first."""
    letters, tried = [], 0
    for letter in word.casefold():
        ways = TWO_WAYS.get(letter, (letter,))
        tried += len(ways) > 1
        letters.append(ways if tried <= MOST_LETTERS else ways[:1])
    forms = [_bare("".join(way)) for way in product(*letters)]
    forms += [form.replace("ij", "y") for form in forms if "ij" in form]
    forms += [form.replace("y", "ij") for form in forms if "y" in form]
    return list(dict.fromkeys(forms))


def _bare(text):
    return remove_accents(text).translate(LETTERS)


def _spellings(text):
    """Return three sets of spellings: of the words of a text, of its short words, and
    of its short words with a capital."""
    written = _words(text)
    forms = [_forms(word) for word in written]
    longer, short, capital = set(), set(), set()
    for word, ways in zip(written, forms, strict=True):
        if ways[0] in PARTICLES:
            continue
        if len(ways[0]) >= SHORTEST:
            longer.update(ways)
        elif len(ways[0]) == SHORTEST - 1:
            short.update(ways)
            capital.update(ways if word[0].isupper() else ())
    plain = [ways[0] for ways in forms]
    for length in range(2, JOINED + 1):
        for start in range(len(plain) - length + 1):
            neighbours = plain[start : start + length]
            if not PARTICLES.issuperset(neighbours):
                longer.add("".join(neighbours))
    return longer, short, capital


def is_named(name, text):
    """Tell whether part of a person's name occurs in a text as a whole word.

    :param str name: first and last names, as written
    """
    parts, short_parts, _capital = _spellings(name)
    longer, _short, capital = _spellings(text)
    return bool(parts & longer or short_parts & capital)


def greeted(name):
    """Return the name to greet a person by: the first name, or all of the name if it
    does not start with one.

    :param str name: first and last names, as written
    """
    words = (name or "").split()
    first, whole = (words or [""])[0], " ".join(words)
    letters = first.replace("-", "").replace("'", "").replace("’", "")
    is_name = first[:1].isupper() and letters.isalpha() and not letters.isupper()
    is_other = first.casefold() in PARTICLES | TITLES
    return first if is_name and not is_other else whole


def initials(name):
    """Return the initials of a person: of the first name and of the last one, or "?"
    if the name has no letter.

    :param str name: first and last names, as written
    """
    words = [_words(word)[0] for word in (name or "").split() if _words(word)]
    own = [word for word in words if word.casefold() not in PARTICLES | TITLES]
    ends = (own or words)[:1] + (own or words)[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"
