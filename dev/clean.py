"""`clean`: end what is running and remove everything that the other commands made."""

import shutil
import sys

from . import database, paths, postgres, process
from .console import Problem, step

CACHES = ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis")
BUILT = ("dist", "build")


def run(_args=()):
    """Keep only what is under version control, and the user's own files."""
    sys.dont_write_bytecode = True
    with step("cleaning"):
        if paths.PYTHON.exists() and not postgres.embedded():
            for name in database.names():
                database.drop(name)
        process.end_recorded("run-*")
        process.end_recorded()
        postgres.clean()
        for name in BUILT:
            shutil.rmtree(paths.ROOT / name, ignore_errors=True)
        if mounted := _mounted():
            raise Problem(f"something is mounted in {mounted}: unmount it first")
        if paths.STATE.exists():
            shutil.rmtree(paths.STATE)
        for name in CACHES:
            for folder in sorted(paths.ROOT.rglob(name)):
                shutil.rmtree(folder)
        for folder in paths.ROOT.rglob("*.egg-info"):
            shutil.rmtree(folder)


def _mounted():
    """Return one of our folders that something is mounted on, or None.

    A machine's mounts are its own and cannot be seen here, so a mount that can be seen
    is not ours.
    """
    with open("/proc/self/mounts") as mounts:
        places = [line.split()[1].replace("\\040", " ") for line in mounts]
    return next((at for at in places if at.startswith(f"{paths.STATE}/")), None)
