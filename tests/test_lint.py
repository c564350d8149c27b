"""The hooks of an editor call the tools that `make lint` calls."""

import re
import shlex

from dev import lint, paths

HOOK = re.compile(r"- id: (.+)\n +name: .+\n +entry: (.+)\n")


def hooks():
    """Return {id of a hook: its command line, a list}."""
    text = (paths.ROOT / ".pre-commit-config.yaml").read_text()
    return {name: shlex.split(entry) for name, entry in HOOK.findall(text)}


def test_each_tool_has_a_hook_of_its_own():
    assert {argv[0].rpartition("/")[2] for argv in hooks().values()} == {
        "ruff",
        "node",
        "pylint",
        "oca-checks-odoo-module",
        "oca-checks-po",
    }


def test_pylint_is_told_the_same():
    assert f"--disable={','.join(lint.UNWANTED)}" in hooks()["pylint-odoo"]
