"""Collects translations that earlier versions shipped; runs in the venv."""

import json
import sys
from pathlib import Path

import polib

from . import paths

FILE = paths.ADDON / "tools" / "retired_terms.json"


def words(addon):
    """Return the Dutch texts that a version of the addon ships."""
    return {entry.msgstr for entry in polib.pofile(str(addon / "i18n" / "nl.po"))}


def retired(addons):
    """Return, as JSON, the texts of these versions that the present one lacks."""
    gone = set().union(*(words(Path(addon)) for addon in addons)) - words(paths.ADDON)
    texts = {"nl": sorted(gone - {""})}
    return json.dumps(texts, indent=1, ensure_ascii=False) + "\n"


def write(addons):
    """Write the result to its file."""
    FILE.write_text(retired(addons))


if __name__ == "__main__":
    write(sys.argv[1:])
