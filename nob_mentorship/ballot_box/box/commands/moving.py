"""`adopt`, `rename` and `mend`: for a person at the command line, never automatic.

A copy of a database has everything that the original has, including its uuid. Therefore
a person decides which one owns the keys, and only one database has them at a time: keys
are moved and never copied, because two databases that open one box with two sets would
reveal one person's answer by the difference.
"""

from contextlib import suppress

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..folder import BOX, LOCK, PLACE
from ..refused import Refused


def do_adopt(request, _lines):
    """Give the keys to a restored database; the ``former`` one is refused
    afterwards."""
    former = request["former"]
    with ballot_folders.entered(request, former=former) as folders:
        for folder in folders:
            ballot_folders.write_place(folder, request["place"])
    return [{"place": request["place"]}]


def do_rename(request, _lines):
    """Give the keys to a database whose uuid changed; safe to repeat after an
    interruption.
    """
    former = request["former_database"]
    if former == request["database"]:
        raise Refused("request")
    old = ballot_folders.opened(request, former)
    new = ballot_folders.opened(request)
    try:
        for folder in (*old, *new):
            folder.enter()
        ballot_folders.different(old)
        # a folder that was renamed before an interruption is already in place
        moved = [folder for folder in new if folder.has_inner()]
        left = [folder for folder in old if folder.has_inner()]
        if {folder.at for folder in moved} & {folder.at for folder in left}:
            raise Refused("conflict")
        if len(moved) + len(left) < len(old):
            raise Refused("folder_empty")
        ballot_folders.lock([*moved, *left], request)
        for folder in (*moved, *left):
            ballot_folders.check_place(
                folder, request["place"], former=request["former"]
            )
        for folder in left:
            ballot_folders.write_place(folder, request["place"])
            folder.rename_inner(request["database"])
    finally:
        for folder in (*old, *new):
            folder.leave()
    return [{"database": request["database"]}]


def do_mend(request, _lines):
    """Copy to each folder what it lacks, as on a new disk or after damage to a file.

    Keys of destroyed evaluations are not restored.
    """
    written = 0
    folders = ballot_folders.opened(request)
    try:
        for folder in folders:
            folder.enter()
        ballot_folders.different(folders)
        if not any(folder.has_inner() for folder in folders):
            raise Refused("folder_empty")
        for folder in folders:
            folder.make_inner()
        ballot_folders.lock(folders, request)
        used = [f for f in folders if f.read(PLACE) or f.read(BOX)]
        for folder in used:
            ballot_folders.check_place(folder, request["place"])
        if not used:
            raise Refused("folder_empty")
        for folder in folders:
            ballot_folders.check_place(folder, request["place"], make=True)
        for name, names in _in_order(folders):
            written += _mend(folders, name, names)
    finally:
        for folder in folders:
            folder.leave()
    return [{"written": written}]


def _in_order(folders):
    """Return (name, its check) for each file; a key comes last, after what ends it."""
    found = {name for folder in folders for name in folder.names()} - {LOCK, PLACE}
    marked = {name[:36] for name in found if name.endswith(keys.MARK)}
    kinds = (
        (keys.MARK, keys.MARK_NAMES),
        (keys.SET, keys.SET_NAMES),
        (keys.ADDED, keys.ADDED_NAMES),
        (keys.KEY, keys.KEY_NAMES),
    )
    ordered = [(BOX, keys.BOX_NAMES)] if BOX in found else []
    for suffix, names in kinds:
        for name in sorted(found - {BOX}):
            ends = name.endswith(suffix) and shape.UUID.fullmatch(name[:36])
            if ends and (suffix == keys.MARK or name[:36] not in marked):
                ordered.append((name, names))
    return ordered


def _mend(folders, name, names):
    """Return how many times a file was written."""
    good = {}
    for folder in folders:
        with suppress(Refused):
            value = folder.read_json(name, names)
            if value is not None:
                good[folder] = value
    if not good:
        raise Refused("damaged")
    values = list(good.values())
    # re-wrapped in one folder and not yet in the other is no conflict
    fixed = [
        {k: v for k, v in value.items() if k not in keys.WRAPPED} for value in values
    ]
    if any(value != fixed[0] for value in fixed):
        raise Refused("conflict")
    missing = [folder for folder in folders if folder not in good]
    for folder in missing:
        folder.write(name, values[0])
    return len(missing)


ADOPT = Command(do_adopt, {"former": shape.text(1, 200)})
RENAME = Command(
    do_rename, {"former": shape.text(1, 200), "former_database": shape.uuid}
)
MEND = Command(do_mend, {})
