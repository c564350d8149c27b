"""A server that is killed, or paused, at a named point in the code of an evaluation."""

import os
import signal
import time

from dev import odoo

SIGNAL = signal.SIGRTMIN
"""Tells the server to read where to stop; Odoo has another use for SIGUSR1."""
SCRIPT = """
import os
import runpy
import signal
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

import odoo.sql_db

FILE = Path({file!r})
ADDON = "odoo.addons.nob_mentorship."


def stop(pause):
    if pause:
        time.sleep(pause)
        return
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def wrap(owner, name, before=None, after=None):
    original = getattr(owner, name)

    def wrapper(*args, **kwargs):
        if before:
            before()
        result = original(*args, **kwargs)
        if after:
            after()
        return result

    setattr(owner, name, wrapper)


def arm(*_signal):
    # the look at the keys some seconds after a start is no step of what is tried
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
    point, seconds = FILE.read_text().split()
    pause, passed = float(seconds), []
    module, way, when = point.split(":")
    owner = import_module(ADDON + module)
    *classes, name = way.split(".")
    for attribute in classes:
        owner = getattr(owner, attribute)
    if when == "commit":
        wrap(owner, name, after=lambda: passed.append(1))
        wrap(odoo.sql_db.Cursor, "commit", after=lambda: passed and stop(pause))
    else:
        wrap(owner, name, **{{when: lambda: stop(pause)}})
    FILE.unlink()


signal.signal({number}, arm)
sys.path.remove(str(Path(__file__).parent))
runpy.run_module("odoo", run_name="__main__")
"""


def killed_at(server, folder, point):
    """Have a server killed at a point, the next time that it reaches it.

    The server is started again for it, unless it waits for that already: see
    :func:`restart`.

    :param folder: for what the server reads
    :param point: "module:function:before", "after", or "commit": after the commit that
        follows the function
    """
    _arm(server, folder, point, 0)


def held_up_at(server, folder, point, seconds):
    """Have a server wait at a point; see :func:`killed_at`."""
    _arm(server, folder, point, seconds)


def restart(server, folder):
    """Start a server again, ready to be told where to stop."""
    script, file = folder / "armed.py", folder / "point"
    script.write_text(SCRIPT.format(file=str(file), number=int(SIGNAL)))
    server.restart(script=script)
    server.stops_at = file


def _arm(server, folder, point, seconds, patience=30):
    if server.stops_at is None:
        restart(server, folder)
    server.stops_at.write_text(f"{point} {seconds}")
    os.kill(server.child.pid, SIGNAL)
    deadline = time.monotonic() + patience
    while server.stops_at.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.stops_at.exists(), "the server did not read where to stop"


def was_killed(server, seconds=30):
    """Check that the server killed itself."""
    deadline = time.monotonic() + seconds
    while server.child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert server.child.poll() == -9, "the server was not killed at this point"
    assert not odoo.LOGGED.search(server.log.read_text())
