"""How a mail looks: a style on each element, as mail programs ignore style sheets.

Plain Python. A body is the HTML of sentences, with at most one link of the class
`BUTTON`. Outlook, which renders with Word, knows no padding on a link and no widest
width: so a button is the cell of a table, and :data:`WIDE` holds the letter together.
Programs with a dark mode change colours in pairs, so each text has its background.
"""

import re
from html import unescape

from lxml import etree, html
from lxml.builder import E

BUTTON = "o_mentorship_button"
SMALL = "o_mentorship_small"
"""The class of what stands below a letter."""
LEAST_CONTRAST = 4.5
"""Between a text and what is behind it: WCAG 2, level AA."""
WHITE, BLACK, INK, GREY = "#ffffff", "#000000", "#2b2b2b", "#5c5c5c"
PURPLE = "#875a7b"
"""Odoo's own colour of a button."""
HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
TAG = re.compile(r"<!--.*?-->|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE)
WIDTH = 600
WIDE = (
    f'<!--[if mso]><table role="presentation" width="{WIDTH}" align="center"'
    ' cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
    "<!--[if mso]></td></tr></table><![endif]-->",
)
"""What keeps a letter at its width where nothing else does; in front and behind."""
TEXT = f"color: {INK};"
STYLES = {
    "p": f"margin: 0 0 16px 0; {TEXT}",
    "ul": f"margin: 0 0 16px 0; padding: 0 0 0 24px; {TEXT}",
    "ol": f"margin: 0 0 16px 0; padding: 0 0 0 24px; {TEXT}",
    "li": "margin: 0 0 4px 0;",
}
"""{element: its style}"""
SMALL_STYLE = f"margin: 0; font-size: 14px; color: {GREY};"


def colour(value, default=PURPLE):
    """Return a colour as ``#rrggbb``.

    :param str value: as a company has it; what is no such colour is the default
    """
    found = HEX.fullmatch((value or "").strip().lower())
    if not found:
        return default
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else f"#{''.join(d * 2 for d in digits)}"


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21, as WCAG 2 counts it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(background, wish=WHITE):
    """Return the colour of a text on a background: the one that is wished for where it
    can be read, or else white or black, whichever can be read better."""
    if contrast(wish, background) >= LEAST_CONTRAST:
        return wish
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, background))


def styled(body, button=None, label=None):
    """Return the HTML of a body with a style on each element.

    A style of the customer wins, but for a button. HTML that cannot be parsed, or not
    without a loss of words, is returned as it came: a mail without a style is better
    than no mail.

    :param str body: HTML
    :param str button: colour of buttons and links, as a company has it
    :param str label: colour of the text on a button, as a company has it
    """
    fill = colour(button)
    ink = text_on(fill, colour(label, WHITE))
    link = f"color: {fill if contrast(fill, WHITE) >= LEAST_CONTRAST else INK};"
    try:
        root = html.fragment_fromstring(body, create_parent="div")
        for element in list(root.iter("p", "ul", "ol", "li", "a")):
            classes = element.get("class", "").split()
            if element.tag == "a" and BUTTON in classes:
                _make_button(element, fill, ink)
            elif element.tag == "a":
                _add_style(element, link)
            elif SMALL in classes:
                _add_style(element, SMALL_STYLE)
            else:
                _add_style(element, STYLES[element.tag])
        done = html.tostring(root, encoding="unicode")[len("<div>") : -len("</div>")]
    except (etree.LxmlError, ValueError, AssertionError):
        return body
    return done if _words(done) == _words(body) else body


def _words(body):
    return unescape(TAG.sub(" ", body)).split()


def _luminance(value):
    """Return the relative luminance of a colour ``#rrggbb``, from 0 to 1."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _add_style(element, style):
    """Put a style before the one that an element has, which wins."""
    element.set("style", " ".join(filter(None, (style, element.get("style")))))


def _make_button(link, fill, ink):
    """Make a button of a link: alone, a cell of a table; in a sentence, a line of it.

    Word takes the padding of the cell, all others that of the link. Ours comes after
    the style that a link has, so that no editor can hide the text.
    """
    look = f"background-color: {fill}; border-radius: 4px;"
    had = link.get("style", "").rstrip("; ")
    own = (
        f"display: inline-block; padding: 12px 24px; {look} color: {ink};"
        " font-weight: bold; text-decoration: none; mso-padding-alt: 0;"
    )
    link.set("style", "; ".join(filter(None, (had, own))))
    place = _alone(link)
    if place is None:
        return
    cell = E.td(bgcolor=fill, style=f"{look} mso-padding-alt: 12px 24px;")
    spaced = E.td(_table(cell), style="padding: 8px 0 24px 0;")
    table = _table(spaced)
    # a line of its own in the plain text too
    table.tail, place.tail = f"\n{(place.tail or '').lstrip()}", None
    place.getparent().replace(place, table)
    link.tail = None
    cell.append(link)


def _table(cell):
    """Return a table for the look of things, which no screen reader tells of."""
    return E.table(
        E.tr(cell), role="presentation", border="0", cellpadding="0", cellspacing="0"
    )


def _alone(link):
    """Return what a button can take the place of: itself, or the paragraph that holds
    nothing else; None in the middle of a text."""
    parent = link.getparent()
    beside = [parent.text, link.tail, *(each.tail for each in parent)]
    if parent.tag == "p":
        empty = len(parent) == 1 and not any(text and text.strip() for text in beside)
        return parent if empty else None
    before = link.getprevious()
    text = parent.text if before is None else before.tail
    inline = any(part and part.strip() for part in (text, link.tail))
    return None if inline or parent.tag not in ("div", "td") else link
