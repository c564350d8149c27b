"""What Settings says of the ballot folders of this server: plain functions."""

import os
from pathlib import Path

from odoo.tools import config

from ...models.evaluation import box
from ...tools.apart import Refused


def trouble(env):
    """Return why evaluations cannot be opened or closed here, as a code of the box;
    None when they can.

    :param env: an environment with the server's rights
    """
    try:
        (found,) = box.ask(env, "check", evaluations=[])
    except Refused as refused:
        return refused.code
    fresh = ("ready", "folder_empty")
    codes = [found["key"], *(code for code in found["folders"] if code not in fresh)]
    return next((code for code in codes if code != "ready"), None)


def shared(env):
    """Return which of the master key, the ballot folders and the attachments lie on one
    file system, a list of paths; empty where each two are apart.

    A snapshot of such a disk has all that it takes to open a box that is open.
    """
    key, store = box.key_file(), config.filestore(env.cr.dbname)
    by_disk = {}
    for path in (key, *box.folders(), store):
        if (disk := _disk(path)) is not None:
            by_disk.setdefault(disk, []).append(path)
    return [path for paths in by_disk.values() if len(paths) > 1 for path in paths]


def _disk(path):
    """Return the file system of a path, or of the nearest folder that is there."""
    for place in (Path(path), *Path(path).parents) if path else ():
        try:
            return os.stat(place).st_dev
        except OSError:
            continue
    return None
