"""The colours of a company on pages and in mails, always legible (WCAG 2, level AA)."""

import re

LEAST_CONTRAST = 4.5
"""The minimum contrast of a text with its background."""
WHITE, BLACK = "#ffffff", "#000000"
PURPLE = "#875a7b"
"""Odoo's default colour of a button."""
FACES = (
    *("#8a2846", "#6b3fa0", "#1f5f8b", "#0b6b5b"),
    *("#4d6a13", "#84560a", "#9d3a1a", "#4a5568"),
)
"""Behind the initials of people, legible with white; also in `mentorship_face.scss`."""
HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")


def of_button(button, label):
    """Return the colours of a button: (its background, its text).

    :param str button: the background, from the company's settings
    :param str label: the text, from the company's settings
    """
    fill = colour(button)
    return fill, text_on(fill, colour(label, WHITE))


def of_link(fill, ink):
    """Return the colour of a link on white: that of buttons if it is legible.

    :param str fill: the background of buttons
    :param str ink: the colour to use otherwise
    """
    return fill if contrast(fill, WHITE) >= LEAST_CONTRAST else ink


def colour(value, default=PURPLE):
    """Return a colour as ``#rrggbb``.

    :param str value: the setting of a company; any other value gives the default
    """
    found = HEX.fullmatch((value or "").strip().lower())
    if not found:
        return default
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else f"#{''.join(d * 2 for d in digits)}"


def face_number(contact_id):
    """Return the number in :data:`FACES` of a person's colour, always the same.

    :param int contact_id: id of the contact
    """
    return contact_id % len(FACES)


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21, as defined by WCAG 2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(background, wish=WHITE):
    """Return the colour of a text on a background: the preferred one if it is legible,
    otherwise white or black, whichever is more legible."""
    if contrast(wish, background) >= LEAST_CONTRAST:
        return wish
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, background))


def _luminance(value):
    """Return the relative luminance of a colour ``#rrggbb``, from 0 to 1."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
