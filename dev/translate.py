"""`translate`: export the addon's terms and update `nl.po` with them."""

import subprocess

from . import console, database, odoo, paths, setup, venv

SCRATCH = "nob_terms"
BRIDGED = "nob_terms_bridged"


def run(_args=()):
    """Export, merge, and list the terms without a translation."""
    setup.run()
    with console.step("exporting the terms"):
        database.install(SCRATCH)
        _export(SCRATCH, paths.ADDON)
        for bridge in paths.BRIDGES:
            database.connect(SCRATCH, BRIDGED, bridge)
            _export(BRIDGED, bridge)
        database.drop(BRIDGED)
        database.drop(SCRATCH)
    merge = [str(paths.PYTHON), "-m", "dev.terms"]
    return subprocess.run(merge, cwd=paths.ROOT, check=False).returncode


def _export(name, addon):
    """Write the template of an addon's terms, from a database that has the addon."""
    (addon / "i18n").mkdir(exist_ok=True)
    conf = odoo.configuration(name, name)
    argv = [*odoo.argv(conf)[:3], "i18n", "export", "-c", str(conf)]
    argv += ["-d", name, addon.name, "-l", "pot"]
    console.command(*argv, what="i18n export", env=venv.environ(), cwd=paths.STATE)
