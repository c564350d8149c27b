"""The table of guards fits the code, and `docs/privacy.md` fits the tests."""

import re
import tomllib
from pathlib import PurePath

from dev import paths

PLACES = (
    paths.ROOT / "tests",
    *(addon / "tests" for addon in paths.EVERY),
    paths.ADDON / "client" / "test",
)
NAMED = re.compile(r"`([\w.]+)::([^`]+)`( ●)?")


def guards():
    return tomllib.loads((paths.DEV / "mutants.toml").read_text())["guard"]


def test_the_text_of_every_guard_occurs_once():
    found = {
        guard["name"]: (paths.ADDON / guard["file"]).read_text().count(guard["find"])
        for guard in guards()
    }
    assert found == dict.fromkeys(found, 1)


def test_promises_name_tests_that_exist_and_mark_those_of_guards():
    of_guards = set()
    for guard in guards():
        file, *_class, name = guard["test"].split("::")
        of_guards.add((PurePath(file).name, name))
    privacy = (paths.ROOT / "docs" / "privacy.md").read_text()
    named = NAMED.findall(privacy)
    wrong = [
        f"{file}::{name}"
        for file, name, mark in named
        if not is_test(file, name) or bool(mark) != ((file, name) in of_guards)
    ]
    assert (bool(named), wrong) == (True, [])
    # each guard keeps a promise that has its heading
    promises = set(re.findall(r"^## (\d)\. ", privacy, re.MULTILINE))
    assert promises == {guard["promise"] for guard in guards()}


def is_test(file, name):
    """Return whether a test of this name is in such a file, in any of the places."""
    line = f"def {name}(" if file.endswith(".py") else f'"{name}"'
    files = [path for place in PLACES for path in place.rglob(file)]
    return any(line in path.read_text() for path in files)
