"""`pins`: find the versions of all Python packages and their dependencies.

The direct dependencies are chosen in pyproject.toml. For each Python, pip finds the
newest versions that go with them, and the installed versions are written down.
"""

from . import paths, stamp, venv
from .console import say, step

HEAD = "# Made by `make pins` with Python {version}: what pip installed.\n"
OURS = ("pip", "wheel")
"""Packages that are in every environment."""


def run(_args=()):
    """Make an environment with all groups, without pins, and write its versions."""
    folder = stamp.fresh_folder(paths.STATE / "pins.tmp")
    with step(f"the newest Python packages for Python {venv.MINOR}"):
        venv.new(folder)
        for asked in venv.requirements(venv.groups()):
            venv.pip(folder, "install", "--no-compile", *asked)
    exclude = [f"--exclude={name}" for name in OURS]
    listed = venv.pip(folder, "freeze", "--all", *exclude)
    file = paths.DEV / f"constraints-{venv.MINOR}.txt"
    file.write_text(HEAD.format(version=venv.VERSION) + listed)
    stamp.fresh_folder(folder)
    say(f"  {file.relative_to(paths.ROOT)}: {len(listed.splitlines())} versions")
