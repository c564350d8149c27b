"""Debian packages, unpacked into a folder of ours.

A private apt tree takes the packages: no root is needed, the system's own apt is not
touched, and apt checks the archive's signature with the machine's Debian keyring.
"""

import os
from pathlib import Path

from .console import Problem, command

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
HELP = "set ODOO_HOME to a checkout of Odoo 19 instead"


def mirror():
    """Return the address of the Debian mirror that this machine uses."""
    listed = command(
        "apt-get",
        "indextargets",
        "--format",
        "$(ORIGIN)|$(LABEL)|$(REPO_URI)",
        "Created-By: Packages",
        what="asking apt for its mirror",
    )
    rows = [line.split("|") for line in listed.splitlines() if line.count("|") == 2]
    uris = [uri for _origin, _label, uri in rows if "security" not in uri]
    known = [uri for origin, label, uri in rows if origin == label == "Debian"]
    for uri in known + [uri for uri in uris if uri.rstrip("/").endswith("/debian")]:
        return uri
    raise Problem(f"apt knows no Debian mirror to take odoo-19 from; {HELP}")


def keyring():
    """Return the machine's keyring of the Debian archive."""
    for name in KEYRINGS:
        if Path(name).is_file():
            return name
    raise Problem(f"the package debian-archive-keyring is missing; {HELP}")


class Tree:
    """A private apt tree for one suite.

    :param folder: an empty folder of ours
    :param suite: the suite's name, such as "sid"
    """

    def __init__(self, folder, suite):
        self.folder = folder
        self.suite = suite
        for sub in ("lists/partial", "cache/archives/partial", "debs"):
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

    def _apt_get(self, *args):
        command(
            "apt-get",
            *args,
            what=f"apt-get {args[0]} ({self.suite})",
            env={**os.environ, "APT_CONFIG": str(self.folder / "apt.conf")},
            cwd=self.folder / "debs",
        )

    def unpack(self, packages, target):
        """Download `packages` and unpack them into the folder `target`.

        :return: the file names of the packages, which tell their versions
        """
        self._apt_get("update")
        self._apt_get("download", *packages)
        debs = sorted((self.folder / "debs").glob("*.deb"))
        for deb in debs:
            command("dpkg-deb", "-x", deb, target, what=f"unpacking {deb.name}")
        return [deb.name for deb in debs]
