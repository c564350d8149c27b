"""Programs of the system, all checked at once before anything takes long."""

import importlib.util
import os
import shutil

from . import age, apt, chromium, odoo_home, pdf, postgres
from .console import Problem, command, download, step


def missing(browser=True):
    """Return the names of the Debian packages that the set-up lacks.

    :param browser: whether Chromium is needed too
    """
    has = {"python3-venv": importlib.util.find_spec("ensurepip")}
    if browser:
        has["chromium"] = chromium.executable()
        has["libatomic1"] = chromium.driver_loads()
    if os.geteuid() == 0 and postgres.embedded():
        has["util-linux"] = shutil.which("setpriv")
    if odoo_home.packaged() and shutil.which("apt-get"):
        has["debian-archive-keyring"] = any(map(os.path.exists, apt.KEYRINGS))
    return [name for name, there in has.items() if not there]


def set_up(browser=True):
    """Install missing packages, as root; otherwise name them all in one sentence.

    :param browser: whether Chromium is needed too
    :raise Problem: when something is missing that cannot be installed
    """
    apt_is_here = shutil.which("apt-get")
    packages = missing(browser)
    if not apt_is_here:
        packages += [pdf.NAME] if pdf.wanted() else []
        packages += [age.NAME] if browser and age.wanted() else []
        if odoo_home.packaged():
            raise Problem(
                "apt-get is missing, so this is no Debian: set ODOO_HOME to a checkout"
                " of Odoo 19"
                + (f" and install {_joined(packages)}" if packages else "")
            )
    if not packages:
        return
    if not apt_is_here or os.geteuid() != 0:
        raise Problem(
            f"programs are missing: install {_joined(packages)}"
            + (f" (sudo apt install {' '.join(packages)})" if apt_is_here else "")
        )
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    install = ("apt-get", "install", "--yes", "--no-install-recommends")
    with download(f"{_joined(packages)} from the system's packages"):
        command("apt-get", "update", what="apt-get update", **options)
        command(
            *(*install, "--download-only", *packages),
            what=f"apt-get install {' '.join(packages)}",
            **options,
        )
    with step(f"{_joined(packages)} from the system's packages"):
        command(
            *(*install, "--no-download", *packages),
            what=f"apt-get install {' '.join(packages)}",
            **options,
        )


def _joined(names):
    """Return names as words of a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
