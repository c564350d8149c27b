"""Steps that are done once for each state of their inputs.

A step works in its own place and moves its result into place at the end; its stamp, a
hash of its inputs, is written after that. So an interrupted step counts as not done,
and a changed pin only redoes that step.
"""

import fcntl
import hashlib
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from . import paths


def digest(*inputs):
    """Return a short hash of texts and of the contents of files."""
    total = hashlib.sha256()
    for part in inputs:
        is_file = isinstance(part, Path) and part.is_file()
        data = part.read_bytes() if is_file else str(part).encode()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:16]


def is_done(name, key):
    """Tell whether the step `name` was finished with these inputs."""
    stamp = paths.STAMPS / name
    return stamp.is_file() and stamp.read_text() == key


def forget(pattern):
    """Count the steps whose name matches `pattern` as not done."""
    for stamp in paths.STAMPS.glob(pattern):
        stamp.unlink()


def done(name, key):
    """Count the step `name` as done with these inputs."""
    paths.STAMPS.mkdir(parents=True, exist_ok=True)
    draft = paths.STAMPS / f".{name}"
    draft.write_text(key)
    draft.replace(paths.STAMPS / name)


def fresh_folder(path):
    """Return `path` as an empty folder.

    A program of a killed run may still write into it for a moment.
    """
    for _attempt in range(20):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            break
        time.sleep(0.5)
    path.mkdir(parents=True)
    return path


def move_into_place(draft, target):
    """Replace the folder `target` by the finished folder `draft`."""
    if target.exists():
        old = target.with_name(target.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        draft.rename(target)


@contextmanager
def lock(name, busy=None, shared=False):
    """Hold the lock `name`; it is released with the process, however that ends.

    :param busy: called once when another run holds it, before waiting
    :param shared: other runs that share it can hold it too
    :return: the file that is locked, for `share`
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    paths.RUN.mkdir(parents=True, exist_ok=True)
    with (paths.RUN / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if busy:
                busy()
            fcntl.flock(file, kind)
        yield file


def share(file):
    """Let others share a lock that only this run held."""
    fcntl.flock(file, fcntl.LOCK_SH)
