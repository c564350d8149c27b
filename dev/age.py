"""The command `age`, with which tests open an export: the system's, or Debian 12's in
`.dev/age`."""

import shutil

from . import paths, stamp
from .apt import Tree
from .console import command, download

NAME = "age"
SUITE = "bookworm"


def wanted():
    """Tell whether the system lacks the command."""
    return not shutil.which(NAME)


def executable():
    """Return the path of the command."""
    return paths.AGE / "usr" / "bin" / NAME if wanted() else shutil.which(NAME)


def set_up():
    """Install it, unless it is there."""
    key = stamp.digest(NAME, SUITE)
    if not wanted() or (stamp.is_done("age", key) and paths.AGE.is_dir()):
        return
    stamp.forget("age")
    with download(f"{NAME} from Debian 12 (about 2 MB)"):
        tree = Tree(SUITE)
        debs = tree.download([NAME])
        draft = stamp.fresh_folder(paths.STATE / "age.tmp")
        tree.unpack(debs, draft)
        command(draft / "usr" / "bin" / NAME, "--version", what=f"trying {NAME}")
        stamp.move_into_place(draft, paths.AGE)
    stamp.done("age", key)
