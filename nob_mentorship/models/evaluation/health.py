"""Functions (not record methods) that describe this server's ballot folders in
Settings.
"""

import os
from pathlib import Path

from odoo.tools import config

from ...tools.apart import Refused
from . import box


def trouble(env):
    """Return why evaluations cannot be opened or closed here, as a code of the box;
    None if they can.

    :param env: a superuser environment
    """
    try:
        (found,) = box.ask(env, "check", evaluations=[])
    except Refused as refused:
        return refused.code
    fresh = ("ready", "folder_empty")
    codes = [found["key"], *(code for code in found["folders"] if code not in fresh)]
    return next((code for code in codes if code != "ready"), None)


def shared(env):
    """Return which of the master key, the ballot folders and the attachments share a
    file system, a list of paths; empty if all are on separate ones.

    A snapshot of such a disk contains all that is needed to open a box while its
    evaluation is open.
    """
    key, store = box.key_file(), config.filestore(env.cr.dbname)
    by_disk = {}
    for path in (key, *box.folders(), store):
        if (disk := _disk(path)) is not None:
            by_disk.setdefault(disk, []).append(path)
    return [path for paths in by_disk.values() if len(paths) > 1 for path in paths]


def _disk(path):
    """Return the file system of a path, or of its nearest existing parent folder."""
    for place in (Path(path), *Path(path).parents) if path else ():
        try:
            return os.stat(place).st_dev
        except OSError:
            continue
    return None
