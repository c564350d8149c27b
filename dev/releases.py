"""The earlier versions of the addon, as they are in the history."""

import shutil
import subprocess

from . import paths, stamp
from .console import Problem, command

RELEASES = {
    "19.0.1.0.0": "932a5a90",
    "19.0.1.1.0": "cedb5f58",
    "19.0.1.2.0": "de834ef6",
    "19.0.1.3.0": "b1eb4f2a",
}
"""{version: its last commit}"""


def addons(version):
    """Return a folder that holds the addon of an earlier version, and nothing else.

    :raise Problem: when its commit is not in this clone
    """
    commit = RELEASES[version]
    known = subprocess.run(
        ["git", "cat-file", "-e", f"{commit}^{{commit}}"],
        cwd=paths.ROOT,
        capture_output=True,
        check=False,
    )
    if known.returncode:
        raise Problem(
            f"The commit {commit} of version {version} is not in this clone: fetch the"
            " whole history with `git fetch --unshallow`, then try again."
        )
    folder = paths.STATE / "releases" / version
    if stamp.is_done(f"release-{version}", commit) and folder.is_dir():
        return folder
    draft = stamp.fresh_folder(folder.with_name(f"{version}.tmp"))
    archive = draft / "addon.tar"
    command(
        *("git", "archive", f"--output={archive}", commit, paths.ADDON.name),
        what="git archive",
        cwd=paths.ROOT,
    )
    shutil.unpack_archive(archive, draft)
    archive.unlink()
    stamp.move_into_place(draft, folder)
    stamp.done(f"release-{version}", commit)
    return folder
