"""`setup`: everything that the other commands need, in the order they need it."""

from . import (
    age,
    bundle,
    client,
    console,
    database,
    node,
    odoo,
    odoo_home,
    paths,
    pdf,
    postgres,
    programs,
    stamp,
    venv,
)
from .console import say


def run(_args=(), groups=("test",), browser=True):
    """Do the steps that are not done yet.

    :param groups: the Python packages needed, in addition to those of every command
    :param browser: whether Chromium is needed
    """
    paths.STATE.mkdir(exist_ok=True)
    with stamp.lock("setup", busy=lambda: say("… waiting for another run's set-up")):
        programs.set_up(browser)
        odoo_home.set_up()
        odoo_home.announce()
        pdf.set_up()
        if browser:
            age.set_up()
        venv.set_up(node.GROUP, *groups)
        client.set_up()
        bundle.set_up()
        odoo.set_up()
        postgres.use()
        database.set_up()
    console.sum_up()
