"""Our Dutch names of Odoo's models are Odoo's own: which module loads its words last
must not decide what users read."""

import re

import polib

from dev import database, odoo_home, paths

MODEL = re.compile(r"model:ir\.model,name:\w+\.(model_\w+)")
OWNERS = ("base", "web", "mail", "http_routing", "digest", "portal", "survey")
"""Modules whose models we extend, the first to define a model first."""
FOLDERS = ("odoo/addons", "addons")


def names(path):
    """Return {name of a model's record: its Dutch} of a file of translations."""
    found = {}
    for entry in polib.pofile(str(path)):
        for place in entry.occurrences:
            if match := MODEL.match(":".join(filter(None, place))):
                found[match[1]] = entry.msgstr
    return found


def test_models_of_odoo_have_the_names_of_odoo():
    theirs = {}
    connected = [name for one in paths.BRIDGES for name in database.connected(one)]
    for module in (*OWNERS, *connected):
        for folder in FOLDERS:
            path = odoo_home.root() / folder / module / "i18n" / "nl.po"
            if path.exists():
                theirs = {**names(path), **theirs}
    ours = {}
    for addon in paths.EVERY:
        ours |= names(addon / "i18n" / "nl.po")
    both = ours.keys() & theirs.keys()
    assert len(both) > 10
    assert {name: ours[name] for name in both if ours[name] != theirs[name]} == {}
