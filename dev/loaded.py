"""A process that has loaded Odoo, and forks programs off itself.

Loading Odoo and the addons that ours needs takes most of a server's start, and is the
same each time. Our own addon is not loaded: each program may have another copy of it.

Each request is a line of JSON on the standard input, each answer a line on the standard
output; :class:`Loaded` writes and reads them.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path

from . import database, odoo, odoo_home, paths, postgres, process

HEAVY = ("hypothesis", "icalendar", "networkx", "numpy", "scipy.optimize", "pytest")
"""The packages that our addon and its tests import, apart from Odoo."""
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"


class Loaded:
    """The process, as seen by callers that ask for programs.

    :param env: the environment variables of the process, and of its programs
    :param log: a file for its output when it fails
    """

    def __init__(self, env, log):
        self._lock, self._log = threading.Lock(), log
        folders = [*odoo_home.addons_paths(), paths.site_packages() / "odoo" / "addons"]
        modules = [name for (name,) in postgres.query(INSTALLED, database.BASE)]
        # a file: Odoo would keep the folders of a command line for all programs
        self._conf = odoo.configuration(
            f"loaded-{os.getpid()}",
            database.BASE,
            addons_path=",".join(str(folder) for folder in folders),
        )
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                [paths.PYTHON, "-m", "dev.loaded", self._conf, *modules],
                cwd=paths.ROOT,
                env={**env, "PYTHONPATH": str(paths.ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=process.die_with,
                start_new_session=True,
            )
        self._answer()

    def start(self, *argv, log, cwd=paths.ROOT, module=False, limit=0, given=None):
        """Start a program; return it, a :class:`Program`.

        :param argv: the script, or the module, and its arguments
        :param Path log: a file that gets its output, after what is there
        :param bool module: the program is a module
        :param int limit: seconds after which it is killed; 0 for none
        :param Path given: a file that it reads as its standard input
        """
        said = self.ask(
            argv=[str(word) for word in argv],
            log=str(log),
            cwd=str(cwd),
            module=module,
            limit=limit,
            given=str(given or os.devnull),
        )
        return Program(self, said["pid"])

    def ask(self, **question):
        """Return the answer to a request: a program to start, or one that ended."""
        with self._lock:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            return self._answer()

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Odoo did not stay loaded: {self._log.read_text()}")
        return json.loads(line)

    def end(self):
        """End the process, and its programs with it."""
        process.end(self._process.pid, process.started(self._process.pid))
        self._process.communicate()
        self._conf.unlink(missing_ok=True)


class Program:
    """A program that was forked; it is used like a `subprocess.Popen`.

    :param Loaded parent: the process it was forked from
    :param int pid: its process id
    """

    def __init__(self, parent, pid):
        self._parent, self.pid, self.returncode = parent, pid, None
        self._alive = os.pidfd_open(pid)

    def poll(self):
        """Return its exit code, minus the signal that killed it, or None."""
        return self._ended(0)

    def wait(self):
        """Return its exit code when it has ended."""
        return self._ended(None)

    def _ended(self, seconds):
        if self.returncode is None and select.select([self._alive], [], [], seconds)[0]:
            os.close(self._alive)
            self.returncode = self._parent.ask(wait=self.pid)["code"]
        return self.returncode


def main(conf, *modules):
    """Load Odoo and addons, then serve until the standard input ends.

    :param conf: a configuration file that says where the addons are
    :param modules: the names of the addons
    """
    from odoo.modules.module import load_openerp_module
    from odoo.tools import config

    config.parse_config([f"--config={conf}"], setup_logging=False)
    for name in ("odoo.cli.server", "odoo.cli.shell", "odoo.http", "odoo.tests"):
        importlib.import_module(name)
    for name in _ordered(modules):
        load_openerp_module(name)
    from odoo.addons.base.models import res_users

    # the tests log in all the time, and none is about the cost of a password
    res_users.MIN_ROUNDS = 1
    for name in HEAVY:
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    _say(ready=True)
    for line in sys.stdin:
        question = json.loads(line)
        if "wait" in question:
            _pid, status = os.waitpid(question["wait"], 0)
            _say(code=os.waitstatus_to_exitcode(status))
        elif child := os.fork():
            _say(pid=child)
        else:
            _program(**question)


def _ordered(modules):
    """Return the addons, each after those that it needs."""
    from odoo.modules.module import Manifest

    ordered = {}

    def add(name):
        if name not in ordered:
            for needed in Manifest.for_addon(name)["depends"]:
                add(needed)
            ordered[name] = True

    for name in sorted(modules):
        add(name)
    return list(ordered)


def _say(**answer):
    print(json.dumps(answer), flush=True)


def _program(argv, log, cwd, module, limit, given):
    """Run as a program, and end with it."""
    code = 1
    try:
        os.setsid()
        process.die_with()
        signal.alarm(limit)
        os.chdir(cwd)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for target, source in enumerate((os.open(given, os.O_RDONLY), output, output)):
            os.dup2(source, target)
        sys.argv = argv
        if module:
            runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
        else:
            sys.path[0] = str(Path(argv[0]).parent)
            runpy.run_path(argv[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code or 0
        if not isinstance(code, int):
            print(code, file=sys.stderr)
            code = 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
