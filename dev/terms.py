"""Merges the exported terms into the Dutch translations; runs in the venv."""

import re

import polib

from . import console, paths


def merge(addon):
    """Keep existing translations, add new terms without one, remove old ones.

    :param addon: its folder
    :return: the number of terms without a translation
    """
    file = addon / "i18n" / "nl.po"
    template = polib.pofile(str(file.with_name(f"{addon.name}.pot")))
    dutch = polib.pofile(str(file)) if file.is_file() else polib.POFile()
    known = {_words(entry.msgid): entry.msgstr for entry in dutch}
    dutch.metadata = {**template.metadata, "Language": "nl"}
    del dutch[:]
    for entry in template:
        entry.msgstr = _edged(entry.msgid, known.get(_words(entry.msgid), ""))
        dutch.append(entry)
    dutch.save(str(file))
    waiting = [entry.msgid for entry in dutch if not entry.msgstr]
    for msgid in waiting:
        console.say(repr(msgid))
    console.say(
        f"{addon.name}: {len(waiting)} of {len(dutch)} terms have no translation yet"
    )
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
    for each in paths.EVERY:
        merge(each)
