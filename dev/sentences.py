"""`sentences`: draw sentences for a reader to judge, English ones and Dutch ones.

The hash of the last commit is the seed: each run on a commit draws the same sheet, and
no one chooses the sentences.
"""

import ast
import json
import random
import re

import polib

from . import paths
from .console import command, say

MANY = 60
"""The number of sentences of each language."""
LEAST = 4
"""The minimum number of words of a sentence."""
CODE = ("models", "portal", "controllers", "wizards", "tools", "cli")


def main():
    """Print the sheets as Markdown tables, a row for each sentence."""
    commit = command("git", "rev-parse", "HEAD", what="git", cwd=paths.ROOT).strip()
    chance = random.Random(commit)
    say(f"Drawn from commit {commit[:12]}.")
    for name, found in (("English", _english()), ("Dutch", _dutch())):
        say(f"\n| {name} | where | verdict |\n|---|---|---|")
        for text, where in chance.sample(sorted(found), min(MANY, len(found))):
            say(f"| {text.replace('|', '/')} | {where} | |")


def _english():
    """Return {(sentence, where)} of screens, mails and docstrings."""
    found = {(entry.msgid, _place(entry)) for entry in _terms()}
    found |= _page_texts("en") | _docstrings()
    return _worth_reading(found)


def _dutch():
    """Return {(sentence, where)} of screens and mails."""
    found = {(entry.msgstr, _place(entry)) for entry in _terms()}
    return _worth_reading(found | _page_texts("nl"))


def _terms():
    catalogue = polib.pofile(str(paths.ADDON / "i18n" / "nl.po"))
    return [entry for entry in catalogue if entry.msgstr and not entry.obsolete]


def _place(entry):
    places = [place for place, _line in entry.occurrences]
    return places[0].rpartition("nob_mentorship")[2].strip("/.,") if places else "?"


def _page_texts(lang):
    texts = json.loads((paths.ADDON / "client" / "texts" / f"{lang}.json").read_text())
    return {(text, f"sealed page, {name}") for name, text in texts.items()}


def _docstrings():
    found = set()
    for file in (file for part in CODE for file in (paths.ADDON / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            kinds = ast.Module | ast.ClassDef | ast.FunctionDef
            text = ast.get_docstring(node) if isinstance(node, kinds) else None
            if text:
                where = str(file.relative_to(paths.ADDON))
                found.add((text.partition("\n:")[0].strip(), where))
    return found


def _worth_reading(found):
    """Return the texts on one line, without the short ones and those of mark-up."""
    lines = {(re.sub(r"\s+", " ", text), where) for text, where in found}
    return {
        (text, where)
        for text, where in lines
        if len(text.split()) >= LEAST and "t-out" not in text and "<" not in text
    }


if __name__ == "__main__":
    main()
