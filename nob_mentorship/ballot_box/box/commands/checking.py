"""`check`: what is readable here, and what needs a person's attention."""

from collections import Counter

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..folder import BOX
from ..master import Masters
from ..refused import Refused
from .destroying import left

MOST = 1000


def do_check(request, _lines):
    """Report the status of each folder and each evaluation, without changing anything.

    An evaluation is ``ready``, ``partly`` (not in every folder), ``closing``,
    ``destroyed``, ``came_back`` (destroyed, but a folder has its key), or the code with
    which a command would be refused.
    """
    with ballot_folders.reachable(request, reading=True) as (folders, troubles):
        for folder in folders:
            if folder.at not in troubles:
                with ballot_folders.noted(troubles):
                    folder.try_writing()
        masters, key = _masters(request)
        known = known_keys(folders)
        return [
            {
                "key": key,
                "box": _box(folders, masters),
                "folders": [
                    troubles.get(at, "ready") for at in range(len(request["folders"]))
                ],
                "evaluations": {
                    uuid: _standing(uuid, folders, masters, len(request["folders"]))
                    for uuid in request["evaluations"]
                },
                "others": {
                    uuid: _closes(uuid, folders)
                    for uuid in sorted(known - set(request["evaluations"]))
                },
                "versions": _versions(folders),
            }
        ]


def _masters(request):
    """Return the master keys, or None, and their status."""
    try:
        return Masters(request["key_file"]), "ready"
    except Refused as refused:
        return None, refused.code


def _box(folders, masters):
    """Return the public half of the box key, or the reason why there is none."""
    try:
        if not masters:
            found = keys.read_all(folders, BOX, keys.BOX_NAMES)
            return "key_missing" if found else "no_box"
        key = keys.box_key(folders, masters)
    except Refused as refused:
        return refused.code
    return key.public_key().public_bytes_raw().hex() if key else "no_box"


def _standing(uuid, folders, masters, wanted):
    """Return the status of an evaluation."""
    try:
        known, destroyed = keys.ended(folders, uuid)
        if destroyed:
            back = any(left(folder, uuid) for folder in folders)
            return "came_back" if back else "destroyed"
        found = keys.evaluation(folders, uuid)
        if not found:
            return "no_evaluation"
        if not masters:
            return "key_missing"
        found.secret(masters)
    except Refused as refused:
        return refused.code
    if known:
        return "closing"
    return "ready" if len(found.folders) == wanted else "partly"


def _closes(uuid, folders):
    """Return the closing day of a key that was not asked about, or "" if unreadable."""
    try:
        return keys.evaluation(folders, uuid).terms["closes"]
    except Refused:
        return ""


def known_keys(folders):
    """Return the evaluations that have a key in some folder."""
    return {
        name.removesuffix(keys.KEY)
        for folder in folders
        for name in folder.names()
        if name.endswith(keys.KEY) and shape.UUID.fullmatch(name.removesuffix(keys.KEY))
    }


def _versions(folders):
    """Return {version of the master key: how many files it wraps}."""
    counts = Counter()
    for folder in folders:
        for name in folder.names():
            names = keys.BOX_NAMES if name == BOX else keys.KEY_NAMES
            if name != BOX and not name.endswith(keys.KEY):
                continue
            try:
                counts[str(folder.read_json(name, names)["version"])] += 1
            except Refused:
                counts["damaged"] += 1
    return dict(counts)


CHECK = Command(do_check, {"evaluations": shape.several(shape.uuid, 0, MOST)})
