"""Where things are. All state is below `.dev/` in the checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
DEV = Path(__file__).resolve().parent
STATE = ROOT / ".dev"
ADDON = ROOT / "nob_mentorship"
BRIDGES = tuple(
    sorted(file.parent for file in ROOT.glob(f"{ADDON.name}_*/__manifest__.py"))
)
"""The addons that connect ours to another one of Odoo, and install themselves when both
are there."""
EVERY = (ADDON, *BRIDGES)
"""All our addons."""
TESTED = (ADDON.name, "tests")
"""The folders of the checkout that a run of all tests goes through, in this order."""

VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
ODOO = STATE / "odoo"
PDF = STATE / "pdf"
AGE = STATE / "age"
DOWNLOADS = STATE / "downloads"
"""Downloaded packages."""
NODE = STATE / "node"
LIGHTHOUSE = STATE / "lighthouse"
CLIENT = STATE / "client"
"""The packages of the sealed page, and a copy of its sources beside them."""
POSTGRES = STATE / "pg"
DATA = STATE / "data"
"""Odoo's data_dir: the file stores, one folder for each database."""
BALLOTS = STATE / "ballots"
"""The ballot folders, one for each database."""
ADDONS = Path(os.environ.get("NOB_ADDONS") or STATE / "addons")
"""An addons folder with nothing but links to our addon and its bridges, or a mutated
copy of our addon."""
CONF = STATE / "conf"
RUN = STATE / "run"
"""Locks and pid files."""
STAMPS = STATE / "stamps"
MAILS = STATE / "mails"


def filestore(database):
    """Return the folder with the attachments of `database`."""
    return DATA / "filestore" / database


def site_packages():
    """Return the folder of the venv that holds its packages."""
    return next((VENV / "lib").glob("python3*")) / "site-packages"
