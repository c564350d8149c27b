"""Odoo 19 itself: Debian's package in `.dev/odoo`, or the checkout in ODOO_HOME."""

import hashlib
import os
import runpy
import shutil
from pathlib import Path

from . import paths, stamp
from .apt import Tree
from .console import Problem, command, download, say, step

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
"""Debian 12 has Font Awesome 4.7, with which Odoo draws its icons."""
PACKAGED = Path("usr/lib/python3/dist-packages")
PLACEHOLDER = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
"""A file that a bundle of `mail` names, but Debian's package lacks."""
TESTED = paths.DEV / "odoo-tested.txt"
"""The file that names the version of Odoo with which all tests last passed."""
VERSIONS = "VERSIONS"
"""The file beside Odoo with the names and hashes of the packages it came from."""


def packaged():
    """Tell whether Odoo is Debian's package: ODOO_HOME names no other."""
    return not os.environ.get("ODOO_HOME")


def root():
    """Return the folder that `import odoo` works from.

    :raise Problem: when ODOO_HOME is set to something other than Odoo 19
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
    if not packaged():
        return stamp.digest(root(), root() / "odoo" / "release.py")
    return stamp.digest(SUITES, PLACEHOLDER, Path(__file__))


def name():
    """Return which Odoo is in use: Debian's package and its hash, or what ODOO_HOME is.

    A checkout is identified by its commit, anything else by its release.
    """
    if packaged():
        lines = (paths.ODOO / VERSIONS).read_text().splitlines()
        return next(line for line in lines if line.startswith("odoo-19_"))
    version = runpy.run_path(str(root() / "odoo" / "release.py"))["version"]
    told = f"Odoo {version} of ODOO_HOME"
    if (root() / ".git").exists() and shutil.which("git"):
        git = ("git", "-c", f"safe.directory={root()}", "-C", root(), "rev-parse")
        return f"{told}, commit {command(*git, 'HEAD', what='git rev-parse').strip()}"
    return told


def announce():
    """Print which Odoo is in use, and whether it is the one that was last tested."""
    said, tested = name(), TESTED.read_text().strip()
    say(f"  Odoo: {said}")
    if said != tested:
        say(f"  tested last with another: {tested}")


def set_up():
    """Install Odoo, unless it is there."""
    if not packaged():
        root()
        return
    if stamp.is_done("odoo", key()) and (root() / "odoo" / "release.py").is_file():
        return
    stamp.forget("odoo")
    with download("Odoo 19 from Debian (about 125 MB)"):
        trees = {suite: Tree(suite) for suite in SUITES}
        debs = {suite: trees[suite].download(SUITES[suite]) for suite in SUITES}
    with step("Odoo 19"):
        draft = stamp.fresh_folder(paths.STATE / "odoo.tmp")
        for suite, files in debs.items():
            trees[suite].unpack(files, draft)
        _mend(draft / PACKAGED)
        files = [file for found in debs.values() for file in found]
        lines = [f"{file.name} sha256:{_sha256(file)}" for file in files]
        (draft / VERSIONS).write_text("\n".join(lines) + "\n")
        stamp.move_into_place(draft, paths.ODOO)
    stamp.done("odoo", key())


def _sha256(file):
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


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
        raise Problem(f"Odoo's package has broken links: {names}")
