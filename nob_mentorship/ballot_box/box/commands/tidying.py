"""`tidy` and `forget`: remove keys that no evaluation needs."""

import time
from datetime import UTC, date, datetime, timedelta

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..refused import Refused
from .destroying import erase, mark, raise_first

MOST = 10_000
AFTER = timedelta(days=60)
"""How long a key that no evaluation names is kept after the closing day of its
paper."""
APART = timedelta(days=7)
"""How long after that it must remain unused before it is destroyed."""


def do_tidy(request, _lines):
    """Destroy keys of evaluations not in ``keep``, long after their closing day.

    The database's word alone destroys no key: a changed row, or an older database,
    names too few. So the day comes from the key's own paper, and from then on the
    folders themselves record since when no evaluation names it. A clock that is wrong
    for less than `APART` destroys nothing either.

    Keys that a folder knows to be destroyed, and that reappeared, are removed at once.
    """
    today = datetime.fromtimestamp(time.time(), UTC).date()
    destroyed = []
    with ballot_folders.entered(request) as folders:
        for uuid in sorted(_held(folders)):
            if uuid in request["keep"]:
                _unsee(folders, uuid)
            elif _is_over(folders, uuid, today):
                _end(folders, uuid)
                destroyed.append(uuid)
    return [{"destroyed": destroyed}]


def _held(folders):
    """Return the evaluations that have more than the mark in some folder."""
    names = {name for folder in folders for name in folder.names()}
    return {
        name[:36]
        for name in names
        if shape.UUID.fullmatch(name[:36]) and name[36:] != keys.MARK
    }


def _is_over(folders, uuid, today):
    """Tell whether an unnamed key can be removed; record since when it has been
    seen."""
    try:
        if keys.ended(folders, uuid)[1]:
            return True
        found = keys.evaluation(folders, uuid)
        if not found:
            return False
        if today < date.fromisoformat(found.terms["closes"]) + AFTER:
            _unsee(folders, uuid)
            return False
    except (Refused, OverflowError):
        # a key without a readable day needs a person's attention
        return False
    seen = _seen(folders, uuid)
    if seen and seen <= today - APART:
        return True
    if not seen or seen > today:
        _see(folders, uuid, today)
    return False


def _seen(folders, uuid):
    """Return the day since which all folders have recorded a key as due; None if one of
    them has no record.
    """
    days = []
    for folder in folders:
        try:
            said = folder.read_json(uuid + keys.UNUSED, keys.UNUSED_NAMES)
        except Refused:
            return None
        if said is None:
            return None
        days.append(date.fromisoformat(said["since"]))
    return max(days)


def _see(folders, uuid, today):
    for folder in folders:
        said = {"format": keys.UNUSED_FORMAT, "since": today.isoformat()}
        folder.write(uuid + keys.UNUSED, said)


def _unsee(folders, uuid):
    """Forget that a key was seen as unused."""
    for folder in folders:
        folder.destroy(uuid + keys.UNUSED)


def _end(folders, uuid):
    """Destroy a key; its mark remains in every folder."""
    known, _destroyed = keys.ended(folders, uuid)
    for folder in folders:
        mark(folder, uuid, known)
    erase(folders, uuid)


def do_forget(request, _lines):
    """Destroy everything here of a database, including its box key."""
    with ballot_folders.reachable(request, emptied=True) as (folders, troubles):
        for folder in folders:
            folder.destroy_all()
    raise_first({at: c for at, c in troubles.items() if c != "folder_empty"})
    return [{"forgotten": request["database"]}]


TIDY = Command(do_tidy, {"keep": shape.several(shape.uuid, 0, MOST)})
FORGET = Command(do_forget, {"sure": shape.true})
