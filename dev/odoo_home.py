"""Odoo 19 itself: Debian's package in `.dev/odoo`, or the checkout in ODOO_HOME."""

import os
import shutil
from pathlib import Path

from . import paths, stamp
from .apt import Tree
from .console import Problem, step

SUITES = {
    "sid": (
        "odoo-19",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-ocr-b",
    ),
    "bookworm": ("fonts-font-awesome", "fonts-inconsolata"),
}
"""Debian 12 has the Font Awesome 4.7 that Odoo draws its icons with."""
PACKAGED = Path("usr/lib/python3/dist-packages")
PLACEHOLDER = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
"""Named in a bundle of `mail`, but not in Debian's package."""


def root():
    """Return the folder that `import odoo` works from.

    :raise Problem: when ODOO_HOME is set to something that is no Odoo 19
    """
    home = os.environ.get("ODOO_HOME")
    if not home:
        return paths.ODOO / PACKAGED
    for folder in (Path(home), Path(home) / PACKAGED):
        release = folder / "odoo" / "release.py"
        if release.is_file():
            if "version_info = (19, 0" not in release.read_text():
                raise Problem(f"ODOO_HOME={home} is not Odoo 19.0")
            return folder.resolve()
    raise Problem(f"ODOO_HOME={home} has no odoo/release.py")


def addons_paths():
    """Return Odoo's own addons folders; `odoo/addons` is found without being named."""
    addons = root() / "addons"
    return [addons] if (root() / "odoo-bin").is_file() else []


def key():
    """Return a hash that changes when the Odoo in use changes."""
    if os.environ.get("ODOO_HOME"):
        return stamp.digest(root(), root() / "odoo" / "release.py")
    return stamp.digest(SUITES, PLACEHOLDER, Path(__file__))


def set_up():
    """Get Odoo, unless it is there."""
    if os.environ.get("ODOO_HOME"):
        root()
        return
    if stamp.is_done("odoo", key()) and (root() / "odoo" / "release.py").is_file():
        return
    stamp.forget("odoo")
    with step("Odoo 19 from Debian (about 125 MB)"):
        draft = stamp.fresh_folder(paths.STATE / "odoo.tmp")
        names = []
        for suite, packages in SUITES.items():
            folder = stamp.fresh_folder(paths.STATE / f"apt-{suite}.tmp")
            names += Tree(folder, suite).unpack(packages, draft)
            shutil.rmtree(folder)
        _mend(draft / PACKAGED)
        (draft / "VERSIONS").write_text("\n".join(names) + "\n")
        stamp.move_into_place(draft, paths.ODOO)
    stamp.done("odoo", key())


def _mend(site):
    """Close the gaps between Debian's package and Odoo's own release."""
    shutil.rmtree(site / "addons", ignore_errors=True)
    placeholder = site / "odoo" / "addons" / PLACEHOLDER
    if not placeholder.exists():
        placeholder.parent.mkdir(parents=True, exist_ok=True)
        placeholder.touch()
    dangling = [path for path in site.rglob("*") if not path.exists()]
    if dangling:
        names = ", ".join(str(path.relative_to(site)) for path in dangling[:3])
        raise Problem(f"Odoo's package has links to nowhere: {names}")
