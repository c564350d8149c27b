"""`odoo ARGS…`: odoo with the right configuration, on the databases here.

Without `-d NAME` it uses the test database. A database that does not exist yet is first
made from the template.
"""

import subprocess

from . import database, odoo, postgres, setup, venv
from .console import say

DEFAULT = "nob_test"


def _database(args):
    for number, arg in enumerate(args):
        if arg.startswith("--database="):
            return arg.partition("=")[2]
        if arg in ("-d", "--database") and number + 1 < len(args):
            return args[number + 1]
    return DEFAULT


def run(args):
    """Run odoo and return its exit code."""
    setup.run()
    name = _database(args)
    if not database.exists(name):
        say(f"… {name}: a fresh copy of the template")
        database.copy(database.BASE, name)
        postgres.checkpoint()
    word = args[0] if args and not args[0].startswith("-") else None
    conf = odoo.configuration(f"odoo-{name}", name, log_level="info")
    argv = odoo.argv(conf, *args[1 if word else 0 :], command=word)
    try:
        return subprocess.run(argv, env=venv.environ(), check=False).returncode
    except KeyboardInterrupt:
        return 130
