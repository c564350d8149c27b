"""Merges the exported terms into the Dutch translation; runs in the venv."""

import re

import polib

from . import console, paths

FOLDER = paths.ADDON / "i18n"
TEMPLATE = FOLDER / "nob_mentorship.pot"
DUTCH = FOLDER / "nl.po"


def merge():
    """Keep existing translations, add new terms without one, remove old ones.

    :return: the number of terms without a translation
    """
    template = polib.pofile(str(TEMPLATE))
    dutch = polib.pofile(str(DUTCH)) if DUTCH.is_file() else polib.POFile()
    known = {_words(entry.msgid): entry.msgstr for entry in dutch}
    dutch.metadata = {**template.metadata, "Language": "nl"}
    del dutch[:]
    for entry in template:
        entry.msgstr = _edged(entry.msgid, known.get(_words(entry.msgid), ""))
        dutch.append(entry)
    dutch.save(str(DUTCH))
    waiting = [entry.msgid for entry in dutch if not entry.msgstr]
    for msgid in waiting:
        console.say(repr(msgid))
    console.say(f"{len(waiting)} of {len(dutch)} terms have no translation yet")
    return len(waiting)


def _words(text):
    """Return a text with its line breaks and indentation evened out."""
    return re.sub("> +<", "><", " ".join(text.split()))


def _edged(msgid, msgstr):
    """Give a translation the same line breaks at its ends as the term."""
    if not msgstr:
        return ""
    start = "\n" if msgid.startswith("\n") else ""
    end = "\n" if msgid.endswith("\n") else ""
    return start + msgstr.strip("\n") + end


if __name__ == "__main__":
    merge()
