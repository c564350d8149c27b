"""Our processes: recorded by id and start time, and only ended by these."""

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path

from . import paths

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(number=signal.SIGINT):
    """In a child, before its program starts: get this signal when the parent dies."""
    _libc.prctl(PR_SET_PDEATHSIG, number)


def started(pid):
    """Return when a process started, in ticks since boot; None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def record(name, pid=None):
    """Record a process of ours, so that a later run can end it."""
    pid = pid or os.getpid()
    paths.RUN.mkdir(parents=True, exist_ok=True)
    (paths.RUN / f"{name}.pid").write_text(f"{pid} {started(pid)}")


def recorded(name):
    """Return the process id of a recorded process that still runs, or None."""
    try:
        pid, start = (paths.RUN / f"{name}.pid").read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return int(pid) if started(int(pid)) == start else None


def forget(name):
    """Remove the record of a process that has ended."""
    (paths.RUN / f"{name}.pid").unlink(missing_ok=True)


def end(pid, start, patience=20, first=signal.SIGTERM):
    """End the process `pid`, if it is still the one that started at `start`."""
    for number in (first, signal.SIGKILL):
        if started(pid) != start:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + patience
        while started(pid) == start and time.monotonic() < until:
            time.sleep(0.05)


def end_recorded(pattern="*"):
    """End the recorded processes whose name matches `pattern`."""
    for file in sorted(paths.RUN.glob(f"{pattern}.pid")):
        with contextlib.suppress(ValueError):
            pid, start = file.read_text().split()
            end(int(pid), start)
        file.unlink(missing_ok=True)
