"""A sentence of a view is one term, so that a translator can order its words.

Odoo makes a term of each text in a view, and begins a new one at every value, condition
and link. A sentence with a value inside is therefore made in Python (`env._`), or is a
label that a value follows: “Meetings held: 3”.

The body of a mail is one term as a whole, whatever is in it.
"""

import re

import pytest
from lxml import etree

from odoo.tools.translate import TRANSLATED_ELEMENTS

from dev import paths

FOLDERS = ("views", "report", "wizards", "data", "static/src")
INLINE = TRANSLATED_ELEMENTS - {"br", "select", "option"} | {"t", "a", "field"}
"""Elements that stand in a line of text."""
ON_ITS_OWN = frozenset({"btn", "d-block", "list-group-item"})
"""Classes of links that stand alone, as a button or a line, with no text beside
them."""
VALUES = ("t-out", "t-esc", "t-field")
VALUE = "…"
"""A value in a line."""
BETWEEN = re.compile(r"[·–|/]")
"""Signs that separate one text from the next."""
WHOLE = {
    "(required)": "a mark after the label of a field",
}
"""{text beside a value that is no label and no sentence: what it is}."""


class Line:
    """A line of text: terms, values, and elements in it."""

    def __init__(self):
        self.parts = []


class OneOf(Line):
    """The line of an element, and those of the alternatives to it."""


def kept_whole(node):
    """Tell whether Odoo makes an element a part of the term around it."""
    return (
        node.tag in TRANSLATED_ELEMENTS
        and not any(name.startswith("t-") for name in node.attrib)
        and all(kept_whole(child) for child in node)
    )


def has(node, *attributes):
    return any(name in node.attrib for name in attributes)


def is_value(node):
    return node.tag == "field" or has(node, *VALUES)


def in_line(node):
    return (
        node.tag in INLINE
        and not has(node, "t-set", "t-call")
        and not ON_ITS_OWN & set(node.get("class", "").split())
    )


def lines(node):
    """Return the lines of text in an element, which is not in a line itself."""
    found = [Line()]
    read(node, found[0], found)
    return found


def read(node, line, found):
    """Add what an element contains to a line, and lines that begin in it to `found`."""
    text = node.text or ""
    for child in node:
        if isinstance(child.tag, str) and not kept_whole(child):
            line = read_child(child, add(line, text, found), found)
            text = ""
        elif isinstance(child.tag, str):
            text += " ".join(child.itertext()) or " "
        text += child.tail or ""
    add(line, text, found)


def read_child(child, line, found):
    """Add an element to a line.

    :return: the line in which the text after the element stands
    """
    if not in_line(child):
        found += lines(child)
        # what only sets a value stands nowhere on the page
        if not has(child, "t-set"):
            found.append(line := Line())
        return line
    # an alternative in a line follows what it is an alternative to
    if not has(child, "t-elif", "t-else") or not line.parts:
        line.parts.append(OneOf())
    line.parts[-1].parts.append(inner := Line())
    if not is_value(child):
        read(child, inner, found)
        return line
    for part in child:
        found += lines(part)
    if child.get("invisible") not in ("1", "True"):
        inner.parts.append(VALUE)
    return line


def add(line, text, found):
    """Add a text to a line, if it has words.

    :return: the line in which what follows stands
    """
    text = " ".join(text.split())
    if re.search(r"[^\W\d_]", text):
        line.parts.append(text)
    elif BETWEEN.fullmatch(text):
        found.append(line := Line())
    return line


def pieces(line, before=False, after=False):
    """Return the terms of a line that are no sentence and no label.

    :param bool before: whether a term or value comes before the line
    :param bool after: whether one comes after it
    """
    if isinstance(line, OneOf):
        return [piece for one in line.parts for piece in pieces(one, before, after)]
    found, parts = [], line.parts
    for place, part in enumerate(parts):
        first = before or any(is_there(one) for one in parts[:place])
        last = after or any(is_there(one) for one in parts[place + 1 :])
        if isinstance(part, Line):
            found += pieces(part, first, last)
        elif part not in (VALUE, *WHOLE):
            begins = not first or part[0].isupper() or part[0].isdigit()
            ends = not last or part[-1] in ".:?!"
            found += [] if begins and ends else [part]
    return found


def is_there(part):
    """Tell whether a part of a line shows anything."""
    if isinstance(part, Line):
        return any(is_there(one) for one in part.parts)
    return True


def views(source):
    """Yield the elements of a file of which each is a view or a template."""
    root = etree.fromstring(source)
    for node in root.iter("template", "field"):
        if node.tag == "template" or node.get("name") == "arch":
            yield node
    if root.tag == "templates":
        yield from root


def glued(source):
    """Return the terms in a file that are pieces of a sentence."""
    return [
        piece
        for view in views(source)
        for line in lines(view)
        for piece in pieces(line)
    ]


def test_no_sentence_of_a_view_is_glued_from_pieces():
    found, seen = {}, 0
    for folder in FOLDERS:
        for path in sorted((paths.ADDON / folder).rglob("*.xml")):
            source = path.read_bytes()
            seen += sum(1 for _view in views(source))
            if wrong := glued(source):
                found[str(path.relative_to(paths.ADDON))] = wrong
    assert seen > 150
    assert not found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Read by <t t-out='name'/> and no one else</p>", 2),
        ("<p><t t-out='name'/> has read it.</p>", 1),
        ("<p>Read it <a href='#'>here</a>, and answer.</p>", 3),
        ("<p><field name='count'/> meetings held</p>", 1),
        ("<p>Until <strong t-out='day'/>. Say so.</p>", 2),
        ("<p>Read by: <b><t t-out='name'/></b>. Only <i>you</i> can.</p>", 1),
        ("<p>You asked <t t-if='name' t-out='name'/><t t-else=''>them</t></p>", 2),
        ("<p><t t-if='a'>Sign up</t><t t-elif='b'>Pay</t><t t-else=''>Go</t></p>", 0),
        ("<p>Read by: <b><t t-out='name'/></b>. <t>Only you can.</t></p>", 0),
        ("<p>Deadline: <t t-out='day'/> · <a href='#'>change it</a></p>", 0),
        ("<p>Write a <b>short</b> text.</p><p t-out='text'/>", 0),
        ("<p>Saved.<t t-set='more'>more</t></p>", 0),
        ("<p><field name='a'/> – <field name='b'/></p><p>Names</p>", 0),
        ("<label><t t-out='label'/> <span t-if='must'>(required)</span></label>", 0),
    ],
)
def test_a_piece_is_found(text, expected):
    source = f"<odoo><template id='a'>{text}</template></odoo>"
    assert len(glued(source)) == expected, glued(source)
