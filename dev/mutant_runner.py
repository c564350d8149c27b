"""A process that runs pytest again and again, each time on a fresh copy of our addon.

It loads Odoo and the registry of the template database once, so the code of every addon
but ours is there. For each run it forks: the child imports our addon from the folder it
is told, builds the registry, runs pytest and is gone.

A run is asked for by a line of JSON on the standard input::

    {"arguments": [pytest's], "log": "file"}

and answered, when it ended, by a line on the standard output. The first line there says
that the process is ready, and has left the database.
"""

import importlib
import json
import os
import signal
import sys

from . import process

LIMIT = 300
"""Seconds after which a run is ended: a mutant may never end by itself."""
HEAVY = ("hypothesis", "icalendar", "networkx", "numpy", "scipy.optimize", "pytest")
"""What our addon and its tests import, beside Odoo."""


def main(conf, database):
    """Serve until the standard input ends.

    :param conf: a configuration file whose addons path leaves our addon out
    :param database: a database with everything that our addon needs
    """
    import odoo.http
    import odoo.tests
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_all

    odoo.tools.config.parse_config([f"--config={conf}", "--log-level=critical"])
    Registry(database)
    Registry.delete_all()
    close_all()
    for name in HEAVY:
        importlib.import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        run = json.loads(line)
        if child := os.fork():
            os.waitpid(child, 0)
            print("ended", flush=True)
        else:
            _child(run)


def _child(run):
    """Run pytest, and end this process in any case."""
    code = 1
    try:
        process.die_with(signal.SIGKILL)
        signal.alarm(LIMIT)
        log = os.open(run["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, log), (2, log)):
            os.dup2(source, target)
        import pytest

        code = pytest.main(run["arguments"])
    finally:
        sys.stdout.flush()
        os._exit(int(code))


if __name__ == "__main__":
    main(*sys.argv[1:])
