"""An earlier commit, checked out below `.dev`, with a demonstration of its own.

Only the addon and what fills its demonstration are those of the commit: Odoo, the
database server and the tools that measure are the ones of this checkout.
"""

import shutil
import subprocess
from pathlib import Path

from . import database, demo, paths, postgres, stamp
from .console import Problem, command, step

FOLDER = paths.STATE / "at"
OPTION = "--at"
BUILD = """
from dev import bundle, client, odoo
client.set_up()
bundle.set_up()
odoo.set_up()
"""
"""Builds the pages of the commit with its own commands, inside its checkout."""
FILL = "from dev import demo; print(demo.FILL)"


def chosen(args):
    """Return the commit that arguments name with `--at`, in full, or None.

    :raise Problem: when the commit is not there, or the arguments are something else
    """
    match args:
        case []:
            return None
        case ["--at", commit] if not commit.startswith("-"):
            return _full(commit)
    raise Problem(f"the only argument is {OPTION} COMMIT, not {' '.join(args)}")


def _full(commit):
    """Return the whole name of a commit."""
    asked = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise Problem(f"there is no commit {commit} in this clone")
    return asked.stdout.strip()


def checkout(commit):
    """Return the folder of a commit."""
    return FOLDER / commit[:12]


def addons(commit):
    """Return the addons folder of a commit, which holds our addon only."""
    return checkout(commit) / ".dev" / "addons"


def database_name(commit):
    """Return the name of the database with the demonstration of a commit."""
    return f"nob_at_{commit[:12]}"


def set_up(commit):
    """Check a commit out and fill its demonstration, unless that is done."""
    folder, name = checkout(commit), database_name(commit)
    if not stamp.is_done(f"at-{commit[:12]}", commit) or not folder.is_dir():
        with step(f"the commit {commit[:12]}"):
            _unpack(commit, folder)
            _python(folder, BUILD)
        stamp.done(f"at-{commit[:12]}", commit)
    if database.comment(name) == commit:
        return
    with step(f"its demonstration, {name}"):
        demo.install(name, addons(commit), fill=_python(folder, FILL))
    database.mark(name, commit)
    postgres.checkpoint()


def _unpack(commit, folder):
    """Write the files of a commit, with this checkout's environment beside them."""
    draft = stamp.fresh_folder(folder.with_suffix(".tmp"))
    archive = draft / "all.tar"
    command(
        *("git", "archive", f"--output={archive}", commit),
        what="git archive",
        cwd=paths.ROOT,
    )
    shutil.unpack_archive(archive, draft, filter="data")
    archive.unlink()
    state = draft / ".dev"
    state.mkdir()
    (state / paths.VENV.name).symlink_to(paths.VENV)
    stamp.move_into_place(draft, folder)


def _python(folder, code):
    """Run code with the commands of a checkout; return what it prints."""
    if not Path(folder, "dev", "bundle.py").is_file():
        raise Problem("that commit is from before the sealed page: choose a later one")
    return command(
        *(paths.PYTHON, "-c", code),
        what="the commands of the commit",
        log=paths.STATE / "logs" / "at.log",
        cwd=folder,
    )
