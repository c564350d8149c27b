"""Merges the exported terms into the Dutch translation; runs in the venv."""

import re

import polib

from . import console, paths

FOLDER = paths.ADDON / "i18n"
TEMPLATE = FOLDER / "nob_mentorship.pot"
DUTCH = FOLDER / "nl.po"
DEMONSTRATION = re.compile(
    r'id="(\w+)" model="mentorship.edition">\s*'
    r'<field name="programme_id" ref="programme_women"'
)
NOTE = "model:mentorship.{},eligibility_note:nob_mentorship.{}"


def merge():
    """Keep the translations that are there, add new terms empty, remove old ones.

    :return: the number of terms without a translation
    """
    template = polib.pofile(str(TEMPLATE))
    dutch = polib.pofile(str(DUTCH)) if DUTCH.is_file() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in dutch}
    dutch.metadata = {**template.metadata, "Language": "nl"}
    del dutch[:]
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
        dutch.append(entry)
    _add_demonstration(dutch)
    dutch.save(str(DUTCH))
    waiting = [entry.msgid for entry in dutch if not entry.msgstr]
    for msgid in waiting:
        console.say(repr(msgid))
    console.say(f"{len(waiting)} of {len(dutch)} terms wait for a translation")
    return len(waiting)


def _add_demonstration(dutch):
    """Translate the condition of the demonstration's editions as their programme's.

    They copy it before the translations are loaded, and the export knows no
    demonstration.
    """
    editions = DEMONSTRATION.findall(
        (paths.ADDON / "demo" / "mentorship_demo.xml").read_text()
    )
    programme = (NOTE.format("programme", "programme_women"), "")
    for entry in dutch:
        if programme in entry.occurrences:
            entry.occurrences += [
                (NOTE.format("edition", name), "") for name in editions
            ]


if __name__ == "__main__":
    merge()
