"""A server that is killed, or held up, at a named point of an evaluation's way."""

import time

from dev import odoo

SCRIPT = """
import os
import runpy
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import odoo.modules.module as modules
import odoo.sql_db

POINT, PAUSE = {point!r}, {pause!r}
ADDON = "odoo.addons.nob_mentorship."
passed = []


def stop(*_args):
    if PAUSE:
        time.sleep(PAUSE)
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


def patch():
    module, way, when = POINT.split(":")
    owner = import_module(ADDON + module)
    *classes, name = way.split(".")
    for attribute in classes:
        owner = getattr(owner, attribute)
    if when == "commit":
        wrap(owner, name, after=lambda: passed.append(1))
        wrap(odoo.sql_db.Cursor, "commit", after=lambda: passed and stop())
    else:
        wrap(owner, name, **{{when: stop}})


load = modules.load_openerp_module


def load_openerp_module(name):
    load(name)
    if name == "nob_mentorship" and POINT:
        patch()


modules.load_openerp_module = load_openerp_module
for name in ("odoo.modules.loading", "odoo.modules"):
    if hasattr(import_module(name), "load_openerp_module"):
        import_module(name).load_openerp_module = load_openerp_module
sys.path.remove(str(Path(__file__).parent))
runpy.run_module("odoo", run_name="__main__")
"""


def killed_at(server, folder, point):
    """Start a server again, so that it is killed at a point.

    :param point: "module:function:before", "after", or "commit": after the commit that
        follows the function
    """
    _restart(server, folder, point=point, pause=0)


def held_up_at(server, folder, point, seconds):
    """Start a server again, so that it waits at a point; see :func:`killed_at`."""
    _restart(server, folder, point=point, pause=seconds)


def _restart(server, folder, **values):
    file = folder / "patched.py"
    file.write_text(SCRIPT.format(**values))
    server.restart(script=file)


def was_killed(server, seconds=30):
    """See that the server killed itself."""
    deadline = time.monotonic() + seconds
    while server.child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert server.child.poll() == -9, "the server was not killed at this point"
    assert not odoo.LOGGED.search(server.log.read_text())
