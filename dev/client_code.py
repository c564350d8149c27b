"""What a port touches outside Python: scripts, templates, access files, rules, icons.

Each function returns one section of `docs/porting.md`, read from the addon's files.
"""

import csv
import re
from xml.etree import ElementTree

from . import paths, porting

IMPORT = re.compile(r"^import (?:\{([^}]+)\}|(\w+)) from \"(@[^\"]+)\"", re.M)
PATCH = re.compile(r"^patch\((\w+)\.prototype, \{(.*?)^\}\);", re.M | re.S)
EXTENDS = re.compile(r"^export class \w+ extends (\w+) \{(.*?)^\}", re.M | re.S)
METHOD = re.compile(r"^    (?:async )?(\w+)\([^)]*\) \{", re.M)
SUPER = re.compile(r"\bsuper\.(\w+)\(")
ICON = re.compile(r"\b(?:fa|oi)-[a-z0-9-]+")
SIZES = {"fa-lg", "fa-fw", "fa-2x", "fa-3x", "fa-4x", "fa-5x", "fa-spin"}

APART = {"tests", "client"}
"""Folders with scripts that Odoo does not load."""


def sections():
    """Return the sections, in their order."""
    return (_scripts(), _templates(), _access(), _rules(), _icons())


def _files(*endings):
    found = (path for end in endings for path in paths.ADDON.rglob(f"*.{end}"))
    return sorted(path for path in found if not APART & set(path.parts))


def _short(file):
    return str(file.relative_to(paths.ADDON))


def imports():
    """Return [(file, core's module, name)] of what our scripts import from core's."""
    return [
        (_short(file), module, name.strip())
        for file in _files("js")
        for names, single, module in IMPORT.findall(file.read_text())
        for name in (names or single).split(",")
    ]


def overrides():
    """Return [(file, core's class, method)] that our scripts replace or call."""
    found = set()
    for file in _files("js"):
        text = file.read_text()
        for pattern in (PATCH, EXTENDS):
            for name, body in pattern.findall(text):
                found |= {(_short(file), name, m) for m in SUPER.findall(body)}
    return sorted(found)


def inherited():
    """Return [(file, view of core, [paths in it])]."""
    found = []
    for file in _files("xml"):
        for node in ElementTree.parse(file).iter():
            field = node.find("field[@name='inherit_id']")
            if node.tag == "template" and node.get("inherit_id"):
                parent = node.get("inherit_id")
            elif node.tag == "record" and field is not None:
                parent = field.get("ref")
            else:
                continue
            where = [_as_path(child) for child in node.iter() if child.get("position")]
            found.append((_short(file), parent, where))
    return sorted(found)


def _as_path(node):
    if node.tag == "xpath":
        return node.get("expr")
    named = {key: value for key, value in node.attrib.items() if key != "position"}
    return f"//{node.tag}" + "".join(f"[@{k}='{v}']" for k, v in named.items())


def _scripts():
    taken = {}
    for file, module, name in imports():
        taken.setdefault((file, module), []).append(name)
    rows = [
        (f"`{file}`", f"`{module}`", porting.code(names))
        for (file, module), names in sorted(taken.items())
    ]
    methods = {}
    for file, name, method in overrides():
        methods.setdefault((file, name), []).append(method)
    replaced = [
        (f"`{file}`", f"`{name}`", porting.code(names))
        for (file, name), names in sorted(methods.items())
    ]
    return (
        "## Scripts (OWL components, interactions, and what they import from Odoo)\n\n"
        "Test: `tests/test_porting.py::test_core_has_what_our_scripts_take`.\n\n"
        + porting.table(("our script", "core's module", "names"), rows)
        + "\n"
        + porting.table(("our script", "class of core", "its methods"), replaced)
    )


def _templates():
    rows = [
        (
            f"`{file}`",
            f"`{parent}`",
            "<br/>".join(f"`{path}`".replace("|", "\\|") for path in where) or "–",
        )
        for file, parent, where in inherited()
    ]
    return (
        "## Views and templates of Odoo that ours change\n\n"
        "Odoo refuses to install the addon where a path leads nowhere: any test "
        "says so.\n\n" + porting.table(("our file", "view of core", "paths"), rows)
    )


def _access():
    rows = {}
    for file in sorted((paths.ADDON / "security").glob("*.csv")):
        with file.open() as lines:
            for line in csv.DictReader(lines):
                model = line["model_id:id"].replace("model_", "", 1)
                groups = rows.setdefault((_short(file), model), [])
                groups.append(line["group_id:id"] or "everyone")
    return "## Access files\n\n" + porting.table(
        ("file", "model", "groups"),
        [
            (f"`{file}`", f"`{model}`", porting.code(groups))
            for (file, model), groups in sorted(rows.items())
        ],
    )


def _records(model):
    for file in _files("xml"):
        for node in ElementTree.parse(file).iter("record"):
            if node.get("model") == model:
                yield file, node


def _rules():
    rows = []
    for file, node in _records("ir.rule"):
        model = node.find("field[@name='model_id']").get("ref", "")
        rows.append((f"`{_short(file)}`", f"`{node.get('id')}`", f"`{model}`"))
    columns = ("file", "rule", "model")
    return "## Record rules\n\n" + porting.table(columns, sorted(rows))


def _icons():
    icons = {}
    for file in _files("xml", "py", "js", "scss"):
        for icon in set(ICON.findall(file.read_text())) - SIZES:
            icons.setdefault(icon, set()).add(_short(file))
    rows = [(f"`{icon}`", porting.code(sorted(icons[icon]))) for icon in sorted(icons)]
    return (
        "## Icons\n\nThe addon's own icons are in `static/description`; these are from "
        "the fonts that Odoo ships.\n\n" + porting.table(("icon", "files"), rows)
    )
