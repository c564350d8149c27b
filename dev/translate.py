"""`translate`: export the addon's terms and update `nl.po` with them."""

import subprocess

from . import console, database, odoo, paths, setup, venv

SCRATCH = "nob_terms"


def run(_args=()):
    """Export, merge, and list the terms without a translation."""
    setup.run()
    with console.step("exporting the terms"):
        database.install(SCRATCH)
        conf = odoo.configuration(SCRATCH, SCRATCH)
        argv = [*odoo.argv(conf)[:3], "i18n", "export", "-c", str(conf)]
        argv += ["-d", SCRATCH, paths.ADDON.name, "-l", "pot"]
        console.command(*argv, what="i18n export", env=venv.environ(), cwd=paths.STATE)
        database.drop(SCRATCH)
    merge = [str(paths.PYTHON), "-m", "dev.terms"]
    return subprocess.run(merge, cwd=paths.ROOT, check=False).returncode
