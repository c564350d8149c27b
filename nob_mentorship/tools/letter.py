"""Styles each element of a mail, because mail programs ignore style sheets.

Plain Python. A body is HTML with sentences, and at most one link of the class `BUTTON`.
Outlook renders with Word, which ignores the padding of a link and a maximum width: so a
button is a table cell, and :data:`WIDE` sets the width of the letter. Programs with a
dark mode change text and background together, so each text has a background.
"""

import re
from html import unescape

from lxml import etree, html
from lxml.builder import E

from . import colour

BUTTON = "o_mentorship_button"
SMALL = "o_mentorship_small"
"""The class of the text below a letter."""
INK, GREY = "#2b2b2b", "#5c5c5c"
TAG = re.compile(r"<!--.*?-->|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE)
WIDTH = 600
WIDE = (
    f'<!--[if mso]><table role="presentation" width="{WIDTH}" align="center"'
    ' cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
    "<!--[if mso]></td></tr></table><![endif]-->",
)
"""The text before and after a letter that sets its width in Outlook."""
TEXT = f"color: {INK};"
STYLES = {
    "p": f"margin: 0 0 16px 0; {TEXT}",
    "ul": f"margin: 0 0 16px 0; padding: 0 0 0 24px; {TEXT}",
    "ol": f"margin: 0 0 16px 0; padding: 0 0 0 24px; {TEXT}",
    "li": "margin: 0 0 4px 0;",
}
"""{element: its style}"""
SMALL_STYLE = f"margin: 0; font-size: 14px; color: {GREY};"


def styled(body, button=None, label=None):
    """Return the HTML of a body with a style on each element.

    The customer's own styles take precedence, except on a button. HTML that cannot be
    parsed, or would lose words in parsing, is returned unchanged: a mail without styles
    is better than no mail.

    :param str body: HTML
    :param str button: colour of buttons and links, from the company's settings
    :param str label: colour of the text on a button, from the company's settings
    """
    fill, ink = colour.of_button(button, label)
    link = f"color: {colour.of_link(fill, INK)};"
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


def says(body, words):
    """Tell whether a body contains some words, such as a name, as people read it.

    :param str body: HTML
    """
    text = " ".join(_words(body))
    return bool(re.search(rf"(?<!\w){re.escape(' '.join(words.split()))}(?!\w)", text))


def _words(body):
    return unescape(TAG.sub(" ", body)).split()


def _add_style(element, style):
    """Put a style before the element's own style, which then has precedence."""
    element.set("style", " ".join(filter(None, (style, element.get("style")))))


def _make_button(link, fill, ink):
    """Turn a link into a button: a table cell if the link stands alone, otherwise a
    part of its sentence.

    Word uses the padding of the cell, other programs that of the link. Our style
    follows the link's own, so that an editor cannot make the text invisible.
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
    # this also gives it a separate line in the plain text
    table.tail, place.tail = f"\n{(place.tail or '').lstrip()}", None
    place.getparent().replace(place, table)
    link.tail = None
    cell.append(link)


def _table(cell):
    """Return a table for layout only, which screen readers do not announce."""
    return E.table(
        E.tr(cell), role="presentation", border="0", cellpadding="0", cellspacing="0"
    )


def _alone(link):
    """Return the element that a button replaces: the link, or its paragraph if that
    holds nothing else; None for a link within a text."""
    parent = link.getparent()
    beside = [parent.text, link.tail, *(each.tail for each in parent)]
    if parent.tag == "p":
        empty = len(parent) == 1 and not any(text and text.strip() for text in beside)
        return parent if empty else None
    before = link.getprevious()
    text = parent.text if before is None else before.tail
    inline = any(part and part.strip() for part in (text, link.tail))
    return None if inline or parent.tag not in ("div", "td") else link
