"""`porting`: list what a port to the next version of Odoo touches, read from the code.

Prints the list; `--write` puts it into `docs/porting.md`. The list describes the
installed Odoo, and claims nothing about other versions.
"""

from . import client_code, paths, touch_points
from .console import say

DOCUMENT = paths.ROOT / "docs" / "porting.md"
HEAD = """\
# What a port to another version of Odoo touches

Made by `make porting`, from the code; a test fails if it differs from what that command
prints (`make porting ARGS=--write` updates it). It lists places to check, and cannot
tell how they changed in a version of Odoo that was not installed.

A port begins with the tests in the last column: each fails if Odoo no longer has that
part, or no longer calls it as we rely on.
"""
ELSEWHERE = """\
## In the tests, the tools and the measurements

None of this ships. The table lists Odoo's internal names, and the files that use them.
"""


def run(args=()):
    """Print the list, or write it into the documentation."""
    text = document()
    if "--write" in args:
        DOCUMENT.write_text(text)
    else:
        say(text.rstrip("\n"))


def document():
    """Return the list, as Markdown."""
    return "\n".join(
        (
            HEAD,
            _inside(),
            _tables(),
            _elsewhere(),
            *client_code.sections(),
        )
    )


def table(columns, rows):
    """Return a Markdown table.

    :param columns: the titles
    :param rows: as many texts each
    """
    lines = (columns, ["---"] * len(columns), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(names):
    """Return names in the way Markdown marks code, one after the other."""
    return ", ".join(f"`{name}`" for name in names)


def _inside():
    places = touch_points.places()
    rows = [
        (f"`{path}`", relied, code(places[path]), f"`{full(test)}`")
        for path, (relied, test) in sorted(touch_points.declared("TOUCHES").items())
    ]
    columns = ("in Odoo", "what we rely on", "our files", "test")
    return "## Python that Odoo does not document\n\n" + table(columns, rows)


def full(test):
    """Return a test that the list names, with its folder."""
    file, _colons, name = test.partition("::")
    folder = "" if file.startswith("tests/") else "nob_mentorship/tests/"
    return f"{folder}{file}::{name}"


def _tables():
    files = touch_points.tables()
    rows = [
        (f"`{name}`", code(columns), code(files.get(name, ())))
        for name, columns in sorted(touch_points.declared("TABLES").items())
    ]
    test = (
        "nob_mentorship/tests/test_odoo_inside.py::test_the_tables_have_their_columns"
    )
    title = f"## Tables of Odoo in our own SQL\n\nTest: `{test}`.\n\n"
    return title + table(("table", "columns", "our files"), rows)


def _elsewhere():
    found = touch_points.elsewhere()
    rows = [(f"`{name}`", code(files)) for name, files in sorted(found.items())]
    return f"{ELSEWHERE}\n{table(('name', 'files'), rows)}"
