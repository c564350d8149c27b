"""The ballot folders of a request, entered and locked together.

A command that changes something works in all of them or refuses: a missing folder could
reappear with a key that was meanwhile destroyed in the others.
"""

import time
from contextlib import contextmanager

from . import shape
from .folder import BOX, LOCK, PLACE, Folder
from .refused import Refused

PLACE_FORMAT = "nob-mentorship/place/1"
PLACE_NAMES = {"format": shape.one_of(PLACE_FORMAT), "place": shape.text(1, 200)}
WAIT = 20
"""The number of seconds that a command waits for another one."""


@contextmanager
def entered(request, make=False, former=None):
    """Yield the folders, locked, after checking that each belongs to this very
    database.

    :param dict request: with ``folders``, ``database`` and ``place``
    :param bool make: create the database's folders if there are none yet
    :param str former: a former place that is accepted too
    :raises Refused: for the first folder with a problem
    """
    folders = opened(request)
    try:
        _enter(folders, make)
        lock(folders, request)
        for folder in folders:
            check_place(folder, request["place"], make, former)
        yield folders
    finally:
        for folder in folders:
            folder.leave()


@contextmanager
def reachable(request, reading=False, emptied=False):
    """Yield the usable folders, locked, and {place in the request: code} for those with
    a problem.

    :param bool reading: include read-only folders, without a lock; they are listed
        among the problems too
    :param bool emptied: include folders with nothing left but the lock
    :raises Refused: ``another_database`` if one belongs to another database
    """
    folders, good, troubles = opened(request), [], {}
    try:
        for folder in folders:
            with noted(troubles):
                folder.enter()
                if not folder.has_inner():
                    raise Refused("folder_empty", folder=folder.at)
                good.append(folder)
        different(good)
        until = time.monotonic() + request.get("wait", WAIT)
        for folder in sorted(good, key=lambda folder: folder.identity):
            with noted(troubles):
                folder.lock(until)
            if folder.at in troubles and not reading:
                good.remove(folder)
        for folder in list(good):
            with noted(troubles):
                if not emptied or folder.names() != [LOCK]:
                    check_place(folder, request["place"])
                continue
            good.remove(folder)
        yield good, troubles
    finally:
        for folder in folders:
            folder.leave()


@contextmanager
def noted(troubles):
    """Record the problem of one folder, and continue."""
    try:
        yield
    except Refused as refused:
        if "folder" not in refused.more or refused.code == "another_database":
            raise
        troubles[refused.more["folder"]] = refused.code


def opened(request, database=None):
    """Return the folders of a request, before they are entered."""
    database = database or request["database"]
    return [Folder(at, path, database) for at, path in enumerate(request["folders"])]


def lock(folders, request):
    """Lock out other processes from all of them; always in the same order."""
    until = time.monotonic() + request.get("wait", WAIT)
    for folder in sorted(folders, key=lambda folder: folder.identity):
        folder.lock(until)


def different(folders):
    """Raise if the same folder is listed twice, under any names."""
    if len({folder.identity for folder in folders}) != len(folders):
        raise Refused("request")


def check_place(folder, place, make=False, former=None):
    """Raise unless a folder belongs to the database at this place.

    A copy of a database has the same uuid, and must not destroy the original's keys;
    the place distinguishes them.

    :raises Refused: ``another_database``, with the place that was ``found``
    """
    found = folder.read_json(PLACE, PLACE_NAMES)
    if found is None:
        if folder.read(BOX) is not None:
            raise Refused("damaged", folder=folder.at)
        if not make:
            raise Refused("folder_empty", folder=folder.at)
        write_place(folder, place)
    elif found["place"] not in (place, former):
        raise Refused("another_database", folder=folder.at, found=found["place"])


def write_place(folder, place):
    """Record which database a folder belongs to."""
    folder.write(PLACE, {"format": PLACE_FORMAT, "place": place})


def _enter(folders, make):
    for folder in folders:
        folder.enter()
    different(folders)
    # in this order: once there is a box key, all folders existed before it
    used = [folder.has_inner() and folder.read(BOX) is not None for folder in folders]
    for folder in folders:
        if folder.has_inner():
            continue
        if not make or any(used):
            raise Refused("folder_empty", folder=folder.at)
    if make:
        for folder in folders:
            folder.make_inner()
