"""Functions in plain Python that describe a form as people see it, in one canonical
text.

The browser makes the same text from its page and compares the hashes, see
`docs/ballot-format.md`. The description leaves out the limits of answers, the messages
about these, and the contents of pictures.
"""

import json
import re

from lxml import etree, html

from . import ballot_hash

SPACE = re.compile(
    "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)
"""White space as browsers define it."""


def text(value):
    """Return a text in the form used in a description.

    :param value: str, or False if empty
    """
    return SPACE.sub(" ", value or "").strip(" ")


def html_text(value):
    """Return the text of HTML in the form used in a description, without its tags."""
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
