"""`destroy`: takes the key of an evaluation away, from every folder."""

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..refused import Refused


def do_destroy(request, _lines):
    """Destroy all copies of the key of an evaluation.

    First a mark that stays says so in every folder: a copy that comes back is known by
    it. It takes the set that was opened, or, of an evaluation that was never closed,
    the word that it is given up. What can be reached is destroyed; what cannot is told,
    so that the command is given again.
    """
    uuid = request["evaluation"]
    with ballot_folders.reachable(request) as (folders, troubles):
        known = _allowed(request, folders, troubles)
        for folder in folders:
            mark(folder, uuid, known)
        erase(folders, uuid)
    raise_first(troubles)
    return [{"destroyed": uuid}]


def erase(folders, uuid):
    """Take away all files of an evaluation but the mark."""
    for folder in folders:
        for name in left(folder, uuid):
            folder.destroy(name)


def left(folder, uuid):
    """Return the names of the files of an evaluation but the mark."""
    return [
        name
        for name in folder.names()
        if name.startswith(uuid + ".") and name != uuid + keys.MARK
    ]


def mark(folder, uuid, known):
    """Write down that an evaluation is destroyed; a full disk is not in the way of it
    when the set stands there."""
    if folder.read(uuid + keys.MARK) is not None:
        return
    if folder.read(uuid + keys.SET) is not None:
        folder.rename(uuid + keys.SET, uuid + keys.MARK)
    else:
        folder.write(uuid + keys.MARK, {"format": keys.SET_FORMAT, "set": known})


def _allowed(request, folders, troubles):
    """Return the set that was opened, "" where none was.

    :raises Refused: unless this evaluation may be destroyed
    """
    uuid = request["evaluation"]
    known, destroyed = keys.ended(folders, uuid)
    if destroyed:
        return known
    if not any(name.startswith(uuid + ".") for f in folders for name in f.names()):
        raise_first(troubles)
        raise Refused("no_evaluation")
    if known != request["set"]:
        raise Refused("another_set" if known else "not_closed")
    if not known and not request.get("give_up"):
        raise Refused("not_closed")
    return known


def raise_first(troubles):
    """Raise for the first folder that could not be worked in."""
    for at, code in sorted(troubles.items()):
        raise Refused(code, folder=at)


DESTROY = Command(
    do_destroy,
    {
        "evaluation": shape.uuid,
        "set": lambda value: value if value == "" else shape.digest(value),
        "give_up": shape.true,
    },
    ("give_up",),
)
