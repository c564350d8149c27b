"""Odoo's programs, forked off a process of this run that has Odoo loaded."""

import atexit
import functools
import os
import tempfile
from pathlib import Path

from dev import odoo, paths, venv
from dev.console import Problem
from dev.loaded import Loaded


@functools.cache
def _loaded():
    """Start the process, when the first program is asked for."""
    loaded = Loaded(venv.environ(), paths.STATE / "logs" / f"loaded-{os.getpid()}.log")
    atexit.register(loaded.end)
    return loaded


def start(conf, *args, log, script=None):
    """Start a server; return it, a `dev.loaded.Program`.

    :param conf: its configuration file
    :param log: a file to which its output is appended
    :param script: the script that starts it, if not odoo's own
    """
    words = (script or odoo.script(), "-c", conf, *args)
    return _loaded().start(*words, log=log, cwd=paths.STATE)


def run(conf, *args, command, given=""):
    """Run a command of odoo to its end; return its output.

    :param str given: its standard input
    :raise Problem: when it fails, or logs an error
    """
    with tempfile.TemporaryDirectory() as folder:
        read, log = Path(folder, "given"), Path(folder, "log")
        read.write_text(given)
        _python, _module, _odoo, *words = odoo.argv(conf, *args, command=command)
        program = _loaded().start(
            odoo.script(), *words, log=log, cwd=paths.STATE, given=read
        )
        code, printed = program.wait(), log.read_text()
    if code or odoo.LOGGED.search(printed):
        raise Problem(f"{command} ended with {code}: {printed}")
    return printed
