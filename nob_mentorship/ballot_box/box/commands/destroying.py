"""`destroy`: removes the key of an evaluation from every folder."""

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..refused import Refused


def do_destroy(request, _lines):
    """Destroy all copies of the key of an evaluation.

    First, every folder gets a permanent mark, by which a copy that reappears is
    recognised. This requires the set that was opened or, for an evaluation that was
    never closed, a statement that it is given up. What can be reached is destroyed; the
    rest is reported, so that the command can be repeated.
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
    """Remove all files of an evaluation except the mark."""
    for folder in folders:
        for name in left(folder, uuid):
            folder.destroy(name)


def left(folder, uuid):
    """Return the names of the files of an evaluation except the mark."""
    return [
        name
        for name in folder.names()
        if name.startswith(uuid + ".") and name != uuid + keys.MARK
    ]


def mark(folder, uuid, known):
    """Record that an evaluation is destroyed; a full disk does not prevent that if the
    set is recorded there.
    """
    if folder.read(uuid + keys.MARK) is not None:
        return
    if folder.read(uuid + keys.SET) is not None:
        folder.rename(uuid + keys.SET, uuid + keys.MARK)
    else:
        folder.write(uuid + keys.MARK, {"format": keys.SET_FORMAT, "set": known})


def _allowed(request, folders, troubles):
    """Return the set that was opened, or "" if none was.

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
    """Raise for the first unusable folder."""
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
