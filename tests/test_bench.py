"""What the benches call exists: a renamed method would only stop them late."""

import ast
import re

from dev import odoo_home, paths

DEFINED = re.compile(r"(?:def |self\.|^ *)(_[a-z]\w*)(?:\(| =|:)", re.M)
ODOO = (
    "odoo/orm",
    "odoo/http",
    "odoo/models",
    "odoo/addons/base",
    "odoo/addons/survey",
)


def defined(*folders):
    """Return the private names that the Python files of folders define."""
    files = (file for folder in folders for file in folder.rglob("*.py"))
    return {name for file in files for name in DEFINED.findall(file.read_text())}


def used(folder):
    """Return {private name that is asked of an object: a file that does}."""
    return {
        node.attr: file.name
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and re.match("_[a-z]", node.attr)
    }


def test_every_private_name_is_defined_somewhere():
    bench = paths.ROOT / "bench"
    known = defined(bench, paths.ADDON, *(odoo_home.root() / name for name in ODOO))
    asked = used(bench)
    assert len(asked) > 5
    assert {name: asked[name] for name in asked.keys() - known} == {}
