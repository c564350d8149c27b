"""Node.js, which is a Python package here, and npm packages by their lock files."""

import shutil

from . import paths, stamp, venv
from .console import command, step

GROUP = "node"
"""The group of pyproject.toml that contains Node.js."""
NODE = paths.VENV / "bin" / "node"
PINS = paths.DEV / "prettier"
PLUGIN = paths.NODE / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
PRETTIER = paths.NODE / "node_modules" / "prettier" / "bin" / "prettier.cjs"


def set_up():
    """Install Prettier with its XML plugin, unless it is there."""
    install("Prettier", PINS, paths.NODE)


def install(name, pins, folder):
    """Install the packages of a lock file, unless they are there.

    :param str name: their name on the screen
    :param pins: the folder with `package.json` and `package-lock.json`
    :param folder: the target; it is recreated
    """
    files = [pins / "package.json", pins / "package-lock.json"]
    key = stamp.digest(*files, venv.key(GROUP))
    if stamp.is_done(folder.name, key) and (folder / "node_modules").is_dir():
        return
    stamp.forget(folder.name)
    with step(name):
        draft = stamp.fresh_folder(folder.with_suffix(".tmp"))
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
        stamp.move_into_place(draft, folder)
    stamp.done(folder.name, key)


def prettier(*args):
    """Return the command line of Prettier."""
    return [str(NODE), str(PRETTIER), f"--plugin={PLUGIN}", *args]
