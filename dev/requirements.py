"""The rows of `docs/requirements.md`: what is required, where it is, and the tests that
show it."""

import ast
import re
from typing import NamedTuple

from . import paths

DOCUMENT = paths.ROOT / "docs" / "requirements.md"
WHERE, SHOWN, MISSING, NOT_YET = "Where", "Shown by", "Missing", "Not yet"
"""The lines that a row can have."""
ROW = re.compile(r"^\* \*\*([RNP]\d{1,2})\*\* (.+?)(?=\n\n|\n\* |\Z)", re.M | re.S)
TEST = re.compile(r"`([\w/]+\.py(?:::\w+)+)`")
PLACE = re.compile(r"`(\w[\w.-]*/[\w./-]*)`")


class Row(NamedTuple):
    """A requirement.

    :param str code: such as ``R12``
    :param str says: what is required, in a sentence
    :param dict lines: {word that a line begins with: the rest of it}
    """

    code: str
    says: str
    lines: dict

    @property
    def tests(self):
        """The names of the tests that show it."""
        return TEST.findall(self.lines.get(SHOWN, ""))

    @property
    def places(self):
        """The paths of the files and folders where it is."""
        return PLACE.findall(self.lines.get(WHERE, ""))


def rows():
    """Return the rows of the document, in their order."""
    found = []
    for code, text in ROW.findall(DOCUMENT.read_text()):
        says, *lines = (" ".join(part.split()) for part in text.split("\n  * "))
        pairs = (line.partition(": ") for line in lines)
        found.append(Row(code, says, {word: rest for word, _, rest in pairs}))
    return found


def named():
    """Return the names of all tests that show a requirement."""
    return {test for row in rows() for test in row.tests}


def is_test(name):
    """Tell whether there is a test: a function of its file, or of a class in it.

    :param str name: as pytest says it, such as ``tests/test_chain.py::test_chain``
    """
    file, *parts = name.split("::")
    path = paths.ROOT / file
    if not (path.is_file() and path.name.startswith("test_")):
        return False
    *classes, function = parts
    body = ast.parse(path.read_text()).body
    for each in classes:
        body = _body(body, ast.ClassDef, each)
    return function.startswith("test_") and bool(_body(body, ast.FunctionDef, function))


def _body(body, kind, name):
    """Return the body of the last definition of this kind and name, or []."""
    found = [node for node in body if isinstance(node, kind) and node.name == name]
    return found[-1].body if found else []
