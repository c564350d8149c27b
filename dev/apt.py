"""Debian packages, unpacked into our own folder.

A private apt tree fetches the packages: no root is needed, the system's own apt is not
touched, and apt checks the archive's signature with the machine's Debian keyring.
"""

import os
import shutil
from pathlib import Path

from . import paths, stamp
from .console import Problem, command

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
HELP = "set ODOO_HOME to a checkout of Odoo 19 instead"


def _mirrors():
    """Return the Debian mirrors that this machine uses: [(origin, label, address)]."""
    listed = command(
        "apt-get",
        "indextargets",
        "--format",
        "$(ORIGIN)|$(LABEL)|$(REPO_URI)",
        "Created-By: Packages",
        what="asking apt for its mirror",
    )
    return [line.split("|") for line in listed.splitlines() if line.count("|") == 2]


def security_mirror():
    """Return the address of the mirror for Debian's security updates, or None."""
    rows = _mirrors()
    return next((uri for _origin, label, uri in rows if "Security" in label), None)


def mirror():
    """Return the address of the Debian mirror that this machine uses."""
    rows = _mirrors()
    uris = [uri for _origin, _label, uri in rows if "security" not in uri]
    known = [uri for origin, label, uri in rows if origin == label == "Debian"]
    for uri in known + [uri for uri in uris if uri.rstrip("/").endswith("/debian")]:
        return uri
    raise Problem(f"apt has no Debian mirror from which to install odoo-19; {HELP}")


def keyring():
    """Return the machine's keyring of the Debian archive."""
    for name in KEYRINGS:
        if Path(name).is_file():
            return name
    raise Problem(f"the package debian-archive-keyring is missing; {HELP}")


class Tree:
    """A private apt tree for one suite; what it fetched is kept for the next run.

    :param suite: the suite's name, such as "sid"
    """

    def __init__(self, suite):
        self.suite = suite
        self.folder = folder = stamp.fresh_folder(paths.STATE / f"apt-{suite}.tmp")
        self.debs = paths.DOWNLOADS / f"debs-{suite}"
        self.debs.mkdir(parents=True, exist_ok=True)
        for sub in ("lists/partial", "cache/archives/partial"):
            (folder / sub).mkdir(parents=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text(
            f"deb [signed-by={keyring()}] {mirror()} {suite} main\n"
        )
        settings = {
            "Dir::Etc::SourceList": folder / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": folder / "lists",
            "Dir::State::status": folder / "status",
            "Dir::Cache": folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if os.geteuid() == 0:
            settings["APT::Sandbox::User"] = "root"
        (folder / "apt.conf").write_text(
            "".join(f'{name} "{value}";\n' for name, value in settings.items())
        )

    def _apt_get(self, *args, folder=None):
        return command(
            "apt-get",
            *args,
            what=f"apt-get {args[0]} ({self.suite})",
            env={**os.environ, "APT_CONFIG": str(self.folder / "apt.conf")},
            cwd=folder or self.debs,
        )

    def download(self, packages):
        """Fetch the newest version of `packages`; return their files.

        A file that was fetched before is not fetched again: its hash tells.
        """
        self._apt_get("update")
        # apt does not list files that are already there
        uris = ("download", "--print-uris", *packages)
        listed = self._apt_get(*uris, folder=self.folder)
        self._apt_get("download", *packages)
        rows = [line.split() for line in listed.splitlines() if line.startswith("'")]
        return [self.debs / row[1] for row in rows]

    def unpack(self, debs, target):
        """Unpack files of `download` into the folder `target`, and remove the tree."""
        for deb in debs:
            command("dpkg-deb", "-x", deb, target, what=f"unpacking {deb.name}")
        shutil.rmtree(self.folder)
