"""A field that is wrong says so to a screen reader, and names its error."""

import re

from lxml import etree

from dev import paths

FIELDS = ("input", "select", "textarea")
WRONG = re.compile(r"'is-invalid' if errors\.get\('(\w+)'\)")
MARKS = "marks["
"""Where `portal/enrolment/sign_up.py` makes the attributes, with a test of its own."""


def attributes(node, name):
    """Return an attribute, however it is made."""
    made = (f"{way}{name}" for way in ("", "t-att-", "t-attf-"))
    return next((node.get(each) for each in made if node.get(each)), "")


def fields():
    """Return (file, element, name) of each field that can be wrong."""
    for file in sorted((paths.ADDON / "views").rglob("*templates.xml")):
        for node in etree.parse(file).iter(*FIELDS):
            if found := WRONG.search(attributes(node, "class")):
                yield file.name, node, found[1]


def says_which(node, name):
    """Tell whether an element stands beside this one for its error."""
    beside = node.getroottree().iter("p")
    own = any(p.get("id") == f"{name}_error" for p in beside)
    above = (each.get("t-call", "") for each in node.iterancestors("t"))
    calls = (each.get("t-call", "") for each in node.getparent().iter("t"))
    shared = {"portal_field", "portal_sign_up_error"}
    return own or any(call.rpartition(".")[2] in shared for call in [*above, *calls])


def test_a_wrong_field_is_marked_and_names_its_error(subtests):
    seen = 0
    for file, node, name in fields():
        seen += 1
        with subtests.test(f"{file}: {name}"):
            assert "true" in attributes(node, "aria-invalid") or attributes(
                node, "aria-invalid"
            ).startswith(MARKS)
            described = attributes(node, "aria-describedby")
            assert f"{name}_error" in described or described.startswith(MARKS)
            assert says_which(node, name), "no text for the error"
    assert seen > 10
