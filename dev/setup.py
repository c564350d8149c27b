"""`setup`: everything that the other commands need, in the order they need it."""

from . import chromium, database, odoo, odoo_home, paths, postgres, stamp, venv
from .console import say


def run(_args=()):
    """Do the steps that are not done yet."""
    paths.STATE.mkdir(exist_ok=True)
    with stamp.lock("setup", busy=lambda: say("… waiting for another run's set-up")):
        odoo_home.set_up()
        venv.set_up()
        chromium.set_up()
        odoo.set_up()
        postgres.use()
        database.set_up()
