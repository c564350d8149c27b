"""Programs of the system: Chromium for the browser tests, wkhtmltopdf for PDF."""

import os
import shutil

from .console import Problem, command, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PDF = "wkhtmltopdf"


def executable():
    """Return the path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def set_up():
    """Install what is missing, as root; otherwise say what to install.

    :raise Problem: without one of them and without the right to install it
    """
    missing = [] if executable() else ["chromium"]
    missing += [] if shutil.which(PDF) else [PDF]
    if not missing:
        return
    names = " and ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(f"Programs are missing: install {names}")
    with step(f"{names} from the system's packages"):
        _install(missing)


def _install(packages):
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    command("apt-get", "update", what="apt-get update", **options)
    command(
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
        *packages,
        what=f"apt-get install {' '.join(packages)}",
        **options,
    )
