"""`docs/requirements.md` fits the code, and a run of all tests fails without one of the
tests that it names."""

import subprocess
import sys

import pytest

from dev import paths, requirements

LAST = {"R": 69, "P": 25, "N": 19}
"""{kind of requirement: its last number}"""
DONE = {requirements.WHERE, requirements.SHOWN}
ALLOWED = ("## ", "* ", "  ")
"""How the lines of the document begin, below its introduction."""
ROWS = """# Two requirements

* **R1** The first one,
  on two lines.
  * Where: `dev/shown.py`
  * Shown by: `tests/test_one.py::test_first`,
    `nob_mentorship/tests/test_two.py::TestTwo::test_second`

* **N2** Another one.
  * Not yet: nothing is built
"""
CONFTEST = """
from pathlib import Path

from dev import requirements

requirements.DOCUMENT = Path(__file__).with_name("requirements.md")
"""
ONE = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_first(number):
    pass
"""
TWO = """
import unittest

class TestTwo(unittest.TestCase):
    def test_second(self):
        pass

    def test_third(self):
        pass
"""


def test_each_requirement_has_one_row_and_all_are_in_order():
    codes = [row.code for row in requirements.rows()]
    assert codes == [f"{kind}{n + 1}" for kind in LAST for n in range(LAST[kind])]


def test_there_is_nothing_but_rows_and_headings():
    """A merge can bring back the table that was there before."""
    _title, heading, below = requirements.DOCUMENT.read_text().partition("## ")
    lines = f"{heading}{below}".splitlines()
    assert [one for one in lines if one and not one.startswith(ALLOWED)] == []


def test_each_row_is_done_or_says_what_is_missing():
    wrong = [
        row.code
        for row in requirements.rows()
        if row.lines.keys()
        not in (DONE, DONE | {requirements.MISSING}, {requirements.NOT_YET})
        or not all(row.lines.values())
        or not row.says.endswith(".")
    ]
    assert wrong == []


def test_no_row_says_a_thing_twice():
    """Of two lines that begin alike, a merge would leave only the last to be read."""
    wrong = []
    for code, text in requirements.ROW.findall(requirements.DOCUMENT.read_text()):
        words = [part.partition(": ")[0] for part in text.split("\n  * ")[1:]]
        if len(words) != len(set(words)):
            wrong.append(code)
    assert wrong == []


def test_each_row_names_its_tests_and_places():
    wrong = [
        row.code
        for row in requirements.rows()
        if requirements.NOT_YET not in row.lines and not (row.places and row.tests)
    ]
    assert wrong == []


def test_each_named_test_exists():
    named = requirements.named()
    assert named
    assert [name for name in sorted(named) if not requirements.is_test(name)] == []


def test_each_named_place_exists():
    wrong = [
        f"{row.code}: {place}"
        for row in requirements.rows()
        for place in row.places
        if not any((root / place).exists() for root in (paths.ADDON, paths.ROOT))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tests/test_chain.py::test_chain", True),
        ("tests/test_chain.py::test_other", False),
        ("tests/test_chain.py::move", False),
        ("tests/test_chains.py::test_chain", False),
        ("tests/test_figures.py::TestFigures::test_every_number_is_in_one_bar", True),
        ("tests/test_figures.py::test_every_number_is_in_one_bar", False),
        ("tests/test_figures.py::TestFigures", False),
    ],
)
def test_what_is_no_test_is_found(name, expected):
    assert requirements.is_test(name) is expected


def test_rows_are_read(monkeypatch, tmp_path):
    document = tmp_path / "requirements.md"
    document.write_text(ROWS)
    monkeypatch.setattr(requirements, "DOCUMENT", document)
    first, second = requirements.rows()
    assert (first.code, first.says) == ("R1", "The first one, on two lines.")
    assert first.places == ["dev/shown.py"]
    assert requirements.named() == {
        "tests/test_one.py::test_first",
        "nob_mentorship/tests/test_two.py::TestTwo::test_second",
    }
    assert second.lines == {requirements.NOT_YET: "nothing is built"}


def run(folder, *args, one=ONE, two=TWO):
    """Run pytest with the plugin over two small folders; return its exit code and its
    output."""
    for name, text in {
        "pytest.ini": "[pytest]\n",
        "requirements.md": ROWS,
        "conftest.py": CONFTEST,
        "tests/test_one.py": one,
        "nob_mentorship/tests/test_two.py": two,
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "dev.shown", "-p", "no:odoo"),
            *("-p", "no:cacheprovider", *args),
        ],
        cwd=folder,
        env={"PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_run_of_all_tests_says_that_each_ran(tmp_path, workers):
    code, said = run(tmp_path, *paths.TESTED, *workers)
    assert (code, "2\nall of them ran and passed" in said) == (0, True), said


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_run_of_all_tests_without_one_of_them_fails(tmp_path, workers):
    two = TWO.replace("test_second", "test_other")
    code, said = run(tmp_path, *paths.TESTED, *workers, two=two)
    absent = "nob_mentorship/tests/test_two.py::TestTwo::test_second"
    assert (code, f"did not run and pass: {absent}" in said) == (1, True), said
    assert "pass: tests/test_one.py" not in said


@pytest.mark.parametrize(
    "args", [("tests",), (*paths.TESTED, "-k", "first"), (*paths.TESTED, "-m", "slow")]
)
def test_a_run_of_some_tests_does_not_have_to_run_them(tmp_path, args):
    _code, said = run(tmp_path, *args)
    assert "show a requirement" not in said, said


def test_one_that_fails_is_not_said_twice(tmp_path):
    one = ONE.replace("pass", "assert number < 2")
    code, said = run(tmp_path, *paths.TESTED, one=one)
    assert (code, "show a requirement" not in said) == (1, True), said
