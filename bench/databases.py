"""Databases of our own to measure on."""

import contextlib
from uuid import uuid4

from dev import database, odoo
from dev.console import step


@contextlib.contextmanager
def filled(*calls, modules=()):
    """Install modules in a copy of the template and fill it; drop it in the end.

    :param calls: names of functions of `bench.fill`, or with ``survey.`` before them
        of `bench.fill_survey`
    :param modules: names of modules, none for Odoo and OCA's alone
    """
    name = f"nob_bench_{uuid4().hex[:8]}"
    with step(f"a database with {', '.join((*modules, *calls))}"):
        database.copy(database.BASE, name)
        conf = odoo.configuration(name, name)
        if modules:
            options = (f"--init={','.join(modules)}", "--stop-after-init")
            odoo.run(conf, *options, "--without-demo", what="installing")
        lines = [
            f"fill_{call}(env)" if "." in call else f"fill.{call}(env)"
            for call in calls
        ]
        odoo.run(
            conf,
            "--no-http",
            what="filling",
            command="shell",
            input="\n".join(["from bench import fill, fill_survey", *lines]),
        )
    try:
        yield name
    finally:
        database.drop(name)
        conf.unlink()
