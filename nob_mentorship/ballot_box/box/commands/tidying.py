"""`tidy` and `forget`: keys that no evaluation needs."""

import time

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from .checking import MOST, known_keys
from .destroying import erase, mark, raise_first

DAY = 24 * 3600


def do_tidy(request, _lines):
    """Destroy keys of no evaluation in ``keep``: an opening that was rolled back left
    them. One of the last day stays, its opening may not be committed yet; and so does
    one that was closed, whose set has to be named."""
    oldest = time.time() - DAY
    with ballot_folders.reachable(request) as (folders, troubles):
        destroyed = [
            uuid
            for uuid in sorted(known_keys(folders) - set(request["keep"]))
            if keys.ended(folders, uuid) == ("", False) and _age(folders, uuid) < oldest
        ]
        for uuid in destroyed:
            for folder in folders:
                mark(folder, uuid, "")
            erase(folders, uuid)
    raise_first(troubles)
    return [{"destroyed": destroyed}]


def do_forget(request, _lines):
    """Destroy all that lies here of a database, its box key too."""
    with ballot_folders.reachable(request, emptied=True) as (folders, troubles):
        for folder in folders:
            folder.destroy_all()
    raise_first({at: c for at, c in troubles.items() if c != "folder_empty"})
    return [{"forgotten": request["database"]}]


def _age(folders, uuid):
    """Return when a key was last written, in any folder."""
    return max(folder.written_at(uuid + keys.KEY) for folder in folders)


TIDY = Command(do_tidy, {"keep": shape.several(shape.uuid, 0, MOST)})
FORGET = Command(do_forget, {"sure": shape.true})
