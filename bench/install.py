"""Compares installing the addon with installing its dependencies."""

import statistics
import time
from ast import literal_eval
from uuid import uuid4

from dev import database, odoo, paths, postgres
from dev.console import step

from .measure import Row

ROUNDS, GOAL = 2, 0.2


def rows():
    """Install the dependencies in an empty database and the addon after them.

    :return: the line of the table
    """
    depends = literal_eval((paths.ADDON / "__manifest__.py").read_text())["depends"]
    ours, reference = [], []
    for number in range(1, ROUNDS + 1):
        name = f"nob_bench_{uuid4().hex[:8]}"
        with step(f"installing, round {number} of {ROUNDS}"):
            try:
                postgres.query(
                    f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' LC_COLLATE 'C'"
                    " TEMPLATE template0"
                )
                database.mark(name, "measuring")
                languages = f"--load-language={','.join(database.LANGUAGES)}"
                reference.append(_install(name, depends, languages))
                ours.append(_install(name, [paths.ADDON.name]))
            finally:
                database.drop(name)
    return [Row("install", statistics.median(ours), statistics.median(reference), GOAL)]


def _install(name, modules, *options):
    """Install modules in a database; return the seconds it took."""
    conf = odoo.configuration(name, name)
    init = f"--init={','.join(modules)}"
    begin = time.perf_counter()
    try:
        odoo.run(
            conf,
            init,
            "--without-demo",
            "--stop-after-init",
            *options,
            what=f"installing {modules[0]}",
        )
    finally:
        conf.unlink()
    return time.perf_counter() - begin
