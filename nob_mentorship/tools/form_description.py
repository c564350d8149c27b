"""A form described in one canonical text, as people see it. Plain Python.

The browser makes the same text from its page, and compares hashes: see
`docs/ballot-format.md`. What is not in it: bounds of answers, messages about them, and
the pictures themselves.
"""

import json
import re

from lxml import etree, html

from . import ballot_hash

SPACE = re.compile(
    "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)
"""White space as a browser knows it."""


def text(value):
    """Return a text in the form used in a description.

    :param value: str, or False where there is none
    """
    return SPACE.sub(" ", value or "").strip(" ")


def html_text(value):
    """Return the text of HTML as it stands in a description: nothing for a tag."""
    if not value or not str(value).strip():
        return ""
    try:
        root = html.fragment_fromstring(str(value), create_parent="div")
    except etree.ParserError:
        return ""
    return text(root.xpath("string()"))


def written(description):
    """Return a description as bytes.

    :param dict description: as ``survey.survey`` makes it
    """
    return json.dumps(description, ensure_ascii=False, separators=(",", ":")).encode()


def digest(description):
    """Return the hash of a description, 64 hexadecimal digits."""
    return ballot_hash.of("form", written(description))
