"""`lint` and `format`: the style of the source, silent when all is well."""

import subprocess

from . import node, odoo_home, paths, programs, readme, venv
from .console import say

FORMATTED = ("xml", "js", "scss", "css")
UNWANTED = (
    "consider-merging-classes-inherited",
    "manifest-superfluous-key",
    "prefer-env-translation",
)
"""Checks of pylint-odoo that are turned off: a model is spread over files by concern,
the key `maintainers` has no names yet, and a controller has no `self.env`."""


def set_up():
    """Install the tools."""
    programs.set_up(browser=False)
    odoo_home.set_up()
    venv.set_up(node.GROUP, "lint")
    node.set_up()


def _tool(name, *args):
    return [str(paths.VENV / "bin" / name), *args]


def _sources():
    """Return the files of our addons that Prettier formats."""
    found = (
        path
        for addon in paths.EVERY
        for end in FORMATTED
        for path in addon.rglob(f"*.{end}")
    )
    return sorted(str(path) for path in found if "lib" not in path.parts)


def _said(argv):
    """Run a command; return its output if it found something, or nothing."""
    done = subprocess.run(
        argv,
        cwd=paths.ROOT,
        env=venv.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.strip() or f"{argv[0]} failed" if done.returncode else ""


def check(_args=()):
    """Return 1 and show what is wrong, or return 0 silently."""
    set_up()
    addons = [addon.name for addon in paths.EVERY]
    checks = [
        _tool("ruff", "check", "--quiet", "--output-format=concise", "--no-cache", "."),
        _tool("ruff", "format", "--check", "--quiet", "--no-cache", "."),
        _tool("pylint", "--score=n", f"--disable={','.join(UNWANTED)}", *addons),
        _tool("oca-checks-odoo-module", *addons),
    ]
    if files := sorted(
        str(path) for addon in paths.EVERY for path in (addon / "i18n").glob("*.po*")
    ):
        checks.append(_tool("oca-checks-po", *files))
    if sources := _sources():
        checks.append(node.prettier("--check", "--log-level=warn", *sources))
    said = [text for text in (*map(_said, checks), readme.stale()) if text]
    for text in said:
        say(text)
    return 1 if said else 0


def mend(_args=()):
    """Rewrite the source in its style."""
    set_up()
    commands = [
        _tool("ruff", "check", "--fix", "--quiet", "--no-cache", "."),
        _tool("ruff", "format", "--quiet", "--no-cache", "."),
    ]
    if sources := _sources():
        commands.append(node.prettier("--write", "--log-level=warn", *sources))
    said = [text for text in map(_said, commands) if text]
    for text in said:
        say(text)
    return 1 if said else 0
