"""`rewrap`: wraps every key with the newest version of the master key."""

from .. import folders as ballot_folders
from .. import keys, paper
from ..command import Command
from ..folder import BOX
from ..master import Masters


def do_rewrap(request, _lines):
    """Wrap the keys again; the older form is overwritten. Safe to repeat after an
    interruption.
    """
    masters = Masters(request["key_file"])
    count = 0
    with ballot_folders.entered(request) as folders:
        for folder in folders:
            for name in folder.names():
                if name == BOX:
                    record = folder.read_json(name, keys.BOX_NAMES)
                    kind, owner = "box", record["signer"]
                elif name.endswith(keys.KEY):
                    record = folder.read_json(name, keys.KEY_NAMES)
                    kind, owner = "evaluation", paper.paper_hash(record["paper"])
                else:
                    continue
                if record["version"] == masters.newest:
                    continue
                secret = masters.unwrap(
                    record["version"], record["wrapped"], kind, owner
                )
                folder.replace(name, {**record, **masters.wrap(secret, kind, owner)})
                count += 1
    return [{"wrapped": count, "version": masters.newest}]


REWRAP = Command(do_rewrap, {})
