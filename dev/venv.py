"""The Python environment in `.dev/venv`, all versions pinned.

The direct dependencies are the `[dependency-groups]` of pyproject.toml; the versions
of everything they bring along are in `dev/constraints.txt`.
"""

import os
import shutil
import sys
import tomllib

from . import odoo_home, paths, stamp
from .console import Problem, command, step

CONSTRAINTS = paths.DEV / "constraints.txt"
FROM_SOURCE = "docopt"
"""Packages that have no wheel; everything else must have one."""


def groups():
    """Return the dependency groups of pyproject.toml: {name: [requirement]}."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["dependency-groups"]


def key():
    """Return a hash of the pins, the Python and the checkout's place."""
    return stamp.digest(groups(), CONSTRAINTS, sys.version, sys.executable, paths.ROOT)


def set_up():
    """Make the environment, unless it is there.

    Its scripts name their own folder, so it is made in a folder named after its pins,
    and the link `.dev/venv` is turned to it at the end.
    """
    if not (stamp.is_done("venv", key()) and paths.PYTHON.exists()):
        stamp.forget("venv")
        with step("Python packages"):
            _make(paths.STATE / "venvs" / key())
        stamp.done("venv", key())
    _find_odoo()


def _make(folder):
    stamp.fresh_folder(paths.STATE / "venvs")
    log = paths.STATE / "logs" / "venv.log"
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise Problem("Python's venv module is missing: install python3-venv") from None
    command(sys.executable, "-m", "venv", folder, what="making the venv", log=log)
    wanted = dict(groups())
    members = wanted.pop("members")
    pip = (folder / "bin" / "pip", "install", "--quiet", "--no-input")
    pip += ("--only-binary=:all:", f"--no-binary={FROM_SOURCE}")
    pip += ("--disable-pip-version-check", f"--constraint={CONSTRAINTS}")
    flat = [requirement for group in wanted.values() for requirement in group]
    command(*pip, *flat, what="pip install", log=log)
    # The addons of OCA require the distribution "odoo", which is not on the index.
    command(*pip, "--no-deps", *members, what="pip install of OCA's addons", log=log)
    link = paths.STATE / "venv.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(paths.STATE))
    if paths.VENV.is_dir() and not paths.VENV.is_symlink():
        shutil.rmtree(paths.VENV)
    link.replace(paths.VENV)


def _find_odoo():
    """Let the environment's Python import the Odoo in use."""
    pth = paths.site_packages() / "odoo_home.pth"
    line = f"{odoo_home.root()}\n"
    if not pth.is_file() or pth.read_text() != line:
        pth.write_text(line)


def environ():
    """Return the environment variables for programs of the venv."""
    path = f"{paths.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(paths.VENV)}
