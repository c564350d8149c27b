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


def write(addons):
    """Write down what one of these versions had and the present one does not."""
    gone = set().union(*(words(Path(addon)) for addon in addons)) - words(paths.ADDON)
    texts = {"nl": sorted(gone - {""})}
    FILE.write_text(json.dumps(texts, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(sys.argv[1:])
