"""Texts on paper, which has no room for a long one: how large, and in which direction.

Plain Python, so that it can be tested separately.
"""

import unicodedata

RIGHT_TO_LEFT = ("R", "AL")


def width(text):
    """Return how wide a text is, in letters; one of East Asia counts as two."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in ("W", "F")
        else 1
        for letter in text or ""
    )


def step(text, limits):
    """Return the number of the first limit that a text does not exceed, or of the step
    after the last one.

    :param limits: widths in letters, the smallest first
    """
    wide = width(text)
    return next((at for at, limit in enumerate(limits) if wide <= limit), len(limits))


def direction(text):
    """Return ``rtl`` for a text that begins with a letter of a script that is written
    from right to left, otherwise ``ltr``.
    """
    for letter in text or "":
        found = unicodedata.bidirectional(letter)
        if found in RIGHT_TO_LEFT:
            return "rtl"
        if found == "L":
            break
    return "ltr"
