"""Our own databases to measure on."""

import contextlib
from uuid import uuid4

from dev import database, odoo, paths
from dev.console import step

IMPORTS = (
    "from bench import fill, fill_certificates, fill_dashboard, fill_day,"
    " fill_matching, fill_pages, fill_promotion, fill_survey, growth_steps,"
    " matching_steps, nightly_steps"
)


@contextlib.contextmanager
def filled(*calls, modules=(), addons=paths.ADDONS):
    """Install modules in a copy of the template and fill it; drop it at the end.

    :param calls: names of functions of `bench.fill`, or with ``survey.`` in front of
        `bench.fill_survey`; or a call with its arguments, as in
        ``fill_matching.fill(env, 500, 500)``
    :param modules: names of modules; none for only Odoo's and OCA's
    :param addons: the folder that holds our addon, or an earlier version of it
    """
    name = f"nob_bench_{uuid4().hex[:8]}"
    with step(f"a database with {', '.join((*modules, *calls))}"):
        database.copy(database.BASE, name)
        conf = odoo.configuration(name, name, addons)
        if modules:
            options = (f"--init={','.join(modules)}", "--stop-after-init")
            odoo.run(conf, *options, "--without-demo", what="installing")
        shell(name, *map(_line, calls), what="filling")
    try:
        yield name
    finally:
        database.drop(name)
        conf.unlink()


def shell(name, *lines, what):
    """Run lines in Odoo's shell on a database; return their output."""
    return odoo.run(
        paths.CONF / f"{name}.conf",
        "--no-http",
        what=what,
        command="shell",
        input="\n".join([IMPORTS, *lines, ""]),
    )


def _line(call):
    if "(" in call:
        return call
    return f"fill_{call}(env)" if "." in call else f"fill.{call}(env)"
