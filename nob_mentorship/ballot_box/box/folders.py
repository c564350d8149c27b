"""The ballot folders of a request, entered together and locked.

A command that changes something works in all of them or refuses: a folder that is not
there could come back with a key that was meanwhile destroyed in the others.
"""

import time
from contextlib import contextmanager

from . import shape
from .folder import BOX, LOCK, PLACE, Folder
from .refused import Refused

PLACE_FORMAT = "nob-mentorship/place/1"
PLACE_NAMES = {"format": shape.one_of(PLACE_FORMAT), "place": shape.text(1, 200)}
WAIT = 20
"""Seconds that a command waits for another one."""


@contextmanager
def entered(request, make=False, former=None):
    """Give the folders, locked, each of them this very database's.

    :param dict request: with ``folders``, ``database`` and ``place``
    :param bool make: make the database's folders where none has begun yet
    :param str former: a place that is taken as well
    :raises Refused: for the first one with a trouble
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
    """Give the folders that can be worked in, locked, and {place in the request: code}
    of those with a trouble.

    :param bool reading: give those too that can be read only, without a lock; they
        stand among the troubles as well
    :param bool emptied: give those too of which nothing is left but the lock
    :raises Refused: ``another_database`` when one is of another database
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
    """Note what is wrong with one folder, and go on."""
    try:
        yield
    except Refused as refused:
        if "folder" not in refused.more or refused.code == "another_database":
            raise
        troubles[refused.more["folder"]] = refused.code


def opened(request, database=None):
    """Return the folders of a request, not entered yet."""
    database = database or request["database"]
    return [Folder(at, path, database) for at, path in enumerate(request["folders"])]


def lock(folders, request):
    """Keep other processes out of all of them; always in the same order."""
    until = time.monotonic() + request.get("wait", WAIT)
    for folder in sorted(folders, key=lambda folder: folder.identity):
        folder.lock(until)


def different(folders):
    """Raise when one folder stands there twice, under whatever names."""
    if len({folder.identity for folder in folders}) != len(folders):
        raise Refused("request")


def check_place(folder, place, make=False, former=None):
    """Raise unless a folder belongs to the database of this place.

    A copy of a database has its uuid, and must not destroy the keys of the original;
    what tells them apart is the place.

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
    """Write whose a folder is."""
    folder.write(PLACE, {"format": PLACE_FORMAT, "place": place})


def _enter(folders, make):
    for folder in folders:
        folder.enter()
    different(folders)
    # in this order: once there is a box key, all folders were there before
    used = [folder.has_inner() and folder.read(BOX) is not None for folder in folders]
    for folder in folders:
        if folder.has_inner():
            continue
        if not make or any(used):
            raise Refused("folder_empty", folder=folder.at)
    if make:
        for folder in folders:
            folder.make_inner()
