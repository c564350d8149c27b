"""Prettier with its XML plugin in `.dev/node`, pinned by `dev/prettier/`."""

import shutil

from . import paths, stamp, venv
from .console import command, step

PINS = paths.DEV / "prettier"
PLUGIN = paths.NODE / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
PRETTIER = paths.NODE / "node_modules" / "prettier" / "bin" / "prettier.cjs"


def set_up():
    """Install the packages of the lock file, unless they are there."""
    files = [PINS / "package.json", PINS / "package-lock.json"]
    key = stamp.digest(*files, venv.key("lint"))
    if stamp.is_done("node", key) and PRETTIER.is_file():
        return
    stamp.forget("node")
    with step("Prettier"):
        draft = stamp.fresh_folder(paths.STATE / "node.tmp")
        for file in files:
            shutil.copy(file, draft)
        command(
            paths.VENV / "bin" / "npm",
            *("ci", "--no-audit", "--no-fund", "--ignore-scripts"),
            what="npm ci",
            log=paths.STATE / "logs" / "npm.log",
            cwd=draft,
            env=venv.environ(),
        )
        stamp.move_into_place(draft, paths.NODE)
    stamp.done("node", key)


def prettier(*args):
    """Return the command line of Prettier."""
    node = str(paths.VENV / "bin" / "node")
    return [node, str(PRETTIER), f"--plugin={PLUGIN}", *args]
