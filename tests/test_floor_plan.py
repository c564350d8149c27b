"""The floor plan: a model has one home, and a method one definition. The requirements
that docstrings name are explained."""

import ast
import re
from collections import defaultdict
from pathlib import PurePath
from typing import NamedTuple

import pytest

from dev import paths, requirements

FOLDERS = ("models", "wizards", "report")
HOOKS = frozenset({"_name", "_inherit", "_description"})
"""Attributes that every class of a model can have."""
LAYERS = ("tools", "models", "portal", "controllers")
"""The layers; each may import from the ones before it."""
CODE = re.compile(r"\b[RNP]\d{1,2}\b")
"""Matches the code of a requirement."""
JSDOC = re.compile(r"/\*\*.*?\*/", re.DOTALL)


class Slice(NamedTuple):
    """A class of a model.

    :param str model: its name
    :param bool own: whether the model begins here
    :param path: of its file, below the addon
    :param names: of the fields, attributes and methods that it defines
    """

    model: str
    own: bool
    path: object
    names: list


def slices(source, path):
    """Return the classes of models in a file.

    :param str source: of the file
    """
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        values, names = {}, []
        for part in node.body:
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                names.append(part.name)
            elif isinstance(part, ast.Assign):
                for target in part.targets:
                    names.append(target.id)
                    values[target.id] = part.value
        own = "_name" in values
        model = values.get("_name", values.get("_inherit"))
        if isinstance(model, ast.Constant):
            found.append(Slice(model.value, own, path, names))
    return found


def all_slices():
    return [
        one
        for folder in FOLDERS
        for path in sorted((paths.ADDON / folder).rglob("*.py"))
        for one in slices(path.read_text(), path.relative_to(paths.ADDON))
    ]


def twice(found):
    """Return {(model, name): paths} of definitions that occur twice on one model."""
    places = defaultdict(list)
    for one in found:
        for name in one.names:
            if name not in HOOKS:
                places[one.model, name].append(str(one.path))
    return {key: where for key, where in places.items() if len(where) > 1}


def strangers(found):
    """Return the slices of a model of another domain that their file does not name."""
    homes = {one.model: one.path.parts[1] for one in found if one.own}
    wrong = []
    for one in found:
        if one.path.parts[0] != "models":
            continue
        domain, name = one.path.parts[1], one.path.stem
        called = "on_" + one.model.removeprefix("mentorship.").replace(".", "_")
        if homes.get(one.model, "core") == domain:
            wrong += [one] if name.startswith("on_") else []
        elif not fits(name, called):
            wrong.append(one)
    return [(one.model, str(one.path)) for one in wrong]


def fits(name, called):
    """Tell whether a file is called by a model, or by what several models begin with:
    `on_survey` has a survey and its questions; `on_pairing_sharing` has one concern."""
    one, other = f"{name}_", f"{called}_"
    return one.startswith(other) or other.startswith(one)


def test_a_method_or_field_is_defined_once_on_a_model():
    assert not twice(all_slices())


def test_a_slice_of_another_domains_model_is_called_so():
    assert not strangers(all_slices())


def test_each_file_of_a_model_is_in_a_domain():
    there = {path.name for path in (paths.ADDON / "models").glob("*.py")}
    assert there == {"__init__.py", "odoo_inside.py"}


@pytest.mark.parametrize("folder", ["controllers", "data", "portal", "tests", "views"])
def test_the_folders_have_the_domains_of_the_models(folder):
    homes, there = (
        {path.name for path in (paths.ADDON / name).iterdir() if path.is_dir()}
        - {"__pycache__"}
        for name in ("models", folder)
    )
    assert there <= homes, there - homes
    assert not list((paths.ADDON / folder).glob("*.xml"))


def imported(source, path):
    """Return the folders of the addon that a file imports from.

    :param str source: of the file
    :param path: of the file, below the addon
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom):
            continue
        parts = (node.module or "").split(".")
        if node.level:
            parts = [*path.parts[: len(path.parts) - node.level], *parts]
        elif parts[:3] == ["odoo", "addons", paths.ADDON.name]:
            parts = parts[3:]
        else:
            continue
        # `from .. import models`, in a file of a layer
        found.update([parts[0]] if parts[0] else [name.name for name in node.names])
    return found


def upwards(source, path):
    """Return the layers that a file imports from and may not."""
    at = LAYERS.index(path.parts[0])
    return imported(source, path) & set(LAYERS[at + 1 :])


def test_imports_go_one_way():
    files = {
        path.relative_to(paths.ADDON): path.read_text()
        for layer in LAYERS
        for path in (paths.ADDON / layer).rglob("*.py")
    }
    wrong = {
        str(path): layers
        for path, source in files.items()
        if (layers := upwards(source, path))
    }
    assert not wrong


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("from ...portal.base import words", "models/core/settings.py"),
        ("from ..models import base", "tools/form.py"),
        ("from .. import controllers", "portal/keys.py"),
        ("from odoo.addons.nob_mentorship.portal import keys", "models/sealed/x.py"),
    ],
)
def test_an_import_the_other_way_is_found(source, path):
    assert upwards(source, PurePath(path))


def documented(source):
    """Yield the docstrings in the source of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def named_requirements():
    """Return the codes in the docstrings of our Python files and of the client."""
    texts = []
    for folder in (*paths.EVERY, paths.ROOT / "tests", paths.DEV, paths.ROOT / "bench"):
        for file in folder.rglob("*.py"):
            texts += documented(file.read_text())
    for folder in ("src", "page", "ballot"):
        for file in (paths.ADDON / "client" / folder).rglob("*.js"):
            texts += JSDOC.findall(file.read_text())
    return {code for text in texts for code in CODE.findall(text)}


def test_each_requirement_that_the_code_names_is_explained():
    assert named_requirements() <= {row.code for row in requirements.rows()}


FIRST = "class A(models.Model):\n    _name = 'mentorship.x'\n    def do(self): ...\n"
SECOND = (
    "class A(models.Model):\n    _inherit = 'mentorship.x'\n    def do(self): ...\n"
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("models/two/on_x.py", []),
        ("models/two/on_x_more.py", []),
        ("models/two/x.py", [("mentorship.x", "models/two/x.py")]),
        ("models/one/on_x.py", [("mentorship.x", "models/one/on_x.py")]),
        ("models/one/more.py", []),
    ],
)
def test_what_is_in_the_wrong_place_is_found(name, expected):
    found = [
        *slices(FIRST, PurePath("models/one/x.py")),
        *slices(SECOND, PurePath(name)),
    ]
    assert strangers(found) == expected
    assert twice(found) == {("mentorship.x", "do"): ["models/one/x.py", name]}
