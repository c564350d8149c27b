"""A Python without the packages that only development needs."""

import os
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev import venv

NEEDED = ("odoo", "addon", "alone")
"""The dependency groups of pyproject.toml that a user has too."""
BLOCKER = """
import os
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


MISSING = frozenset(os.environ["MISSING_MODULES"].split())
sys.meta_path.insert(0, Missing())
"""


def needed():
    """Return the distributions that the addon needs, with all that these need."""
    groups = venv.groups()
    left = [Requirement(line).name for name in NEEDED for line in groups[name]]
    found = set()
    while left:
        name = canonicalize_name(left.pop())
        if name in found:
            continue
        found.add(name)
        try:
            requires = metadata.requires(name) or ()
        except metadata.PackageNotFoundError:
            continue
        left += [
            requirement.name
            for requirement in map(Requirement, requires)
            if not requirement.marker or requirement.marker.evaluate({"extra": ""})
        ]
    return found


def development_only():
    """Return the names of the modules that no user of the addon has."""
    there = needed()
    return {
        module
        for module, distributions in metadata.packages_distributions().items()
        if there.isdisjoint(map(canonicalize_name, distributions))
        and module not in ("pip", "odoo")
    }


def environ(folder):
    """Return the environment of such a Python.

    :param folder: an empty folder, for the module that Python loads when it starts
    """
    (folder / "sitecustomize.py").write_text(BLOCKER)
    return {
        **venv.environ(),
        "PYTHONPATH": os.fspath(folder),
        "MISSING_MODULES": " ".join(sorted(development_only())),
    }
