"""Bare Debian machines in folders below `.dev/fresh`.

A machine runs in its own mount and process namespace: no other process sees its mounts,
and they disappear with all its processes when the run ends, however that happens.
"""

import ast
import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys

from . import apt, paths, process, stamp
from .console import command, say, step

RELEASES = {"12": "bookworm", "13": "trixie"}
USERS = ("root", "user")
PACKAGES = ("ca-certificates", "git", "make", "python3", "python3-venv")
"""The packages that the README says to install first."""
FOLDER = paths.STATE / "fresh"
CERTIFICATES = "usr/local/share/ca-certificates"
PASSED_ON = re.compile(r"_proxy$|cert|_ca_|ca_bundle|cainfo", re.IGNORECASE)
"""The environment variables with which programs reach the registries."""
PIP = ("cert", "index-url", "extra-index-url", "proxy", "trusted-host", "timeout")
APT = ("Acquire::Check", "Acquire::http", "Acquire::Retries")
ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --bind "$2" "$1/var/cache/apt/archives"
[ -z "$4" ] || mount --bind "$3" "$4"
machine=$1
shift 4
exec chroot "$machine" "$@"
"""


class Machine:
    """A fresh copy of a bare Debian, for one user; use it as a context.

    :param release: "12" or "13"
    :param user: "root" or "user"
    """

    def __init__(self, release, user):
        self.release, self.user = release, user
        self.suite = RELEASES[release]
        self.home = "/root" if user == "root" else f"/home/{user}"
        self.folder = FOLDER / f"run-{release}-{user}"
        self.downloads = FOLDER / f"downloads-{release}"
        self.archives = FOLDER / f"archives-{release}"
        self.shared = ""

    def __enter__(self):
        for folder in (self.downloads, self.archives / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        self._build()
        stamp.fresh_folder(self.folder).rmdir()
        bare = FOLDER / f"bare-{self.release}"
        command("cp", "--archive", bare, self.folder, what="copying the machine")
        self._settle()
        return self

    def __exit__(self, *_error):
        shutil.rmtree(self.folder)

    def inside(self, path):
        """Return where a path of the machine is, seen from outside."""
        return self.folder / path.lstrip("/")

    def share(self, folder):
        """Use a folder of the machine, named from outside, for the kept downloads."""
        self.shared = str(folder)
        self.run("chown", "-R", f"{self.user}:", self._seen(folder), user="root")

    def run(self, *argv, user=None):
        """Run a command to its end and return its output.

        :param user: a user other than the machine's own, such as "root"
        """
        return command(*self._enter(argv, user), what=argv[0], dies_by=signal.SIGKILL)

    def follow(self, place, *argv):
        """Run a command in the folder `place` and print its output."""
        with self.start(place, *argv) as (_child, lines):
            for line in lines:
                say(f"  {line}")

    @contextlib.contextmanager
    def start(self, place, *argv):
        """Run a command in the folder `place`; it ends with the context.

        :return: its process and an iterator of the lines it prints
        """
        script = 'cd "$0" && exec "$@"'
        child = subprocess.Popen(
            self._enter(("sh", "-c", script, place, *argv)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=functools.partial(process.die_with, signal.SIGKILL),
            start_new_session=True,
        )
        try:
            yield child, (line.rstrip("\n") for line in child.stdout)
        finally:
            # unshare reacts to no other signal, and takes along everything that it
            # started
            process.end(child.pid, process.started(child.pid), first=signal.SIGKILL)
            child.wait()

    def _seen(self, path):
        return "/" + str(path.relative_to(self.folder))

    def _enter(self, argv, user=None, folder=None):
        user = user or self.user
        home = self.home if user == self.user else "/root"
        given = {
            name: text for name, text in os.environ.items() if PASSED_ON.search(name)
        }
        given |= {
            "HOME": home,
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        variables = [f"{name}={text}" for name, text in given.items()]
        drop = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        return [
            *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
            *("--propagation=private", "sh", "-c", ENTER, "sh"),
            *(str(folder or self.folder), str(self.archives)),
            *(str(self.downloads), self.shared),
            *("env", "-i", *variables),
            *(drop if user != "root" else []),
            *map(str, argv),
        ]

    def _build(self):
        """Make the bare Debian with debootstrap, unless it is there."""
        name = f"bare-{self.release}"
        key = stamp.digest(PACKAGES, self.suite)
        if stamp.is_done(name, key) and (FOLDER / name).is_dir():
            return
        stamp.forget(name)
        with step(f"bare Debian {self.release}"):
            draft = stamp.fresh_folder(FOLDER / f"{name}.tmp")
            options = (
                f"--cache-dir={self.archives}",
                f"--include={','.join(PACKAGES)}",
            )
            command(
                *("unshare", "--mount", "--propagation=private", "debootstrap"),
                *("--variant=minbase", *options, self.suite, draft, apt.mirror()),
                what="debootstrap",
                log=paths.STATE / "logs" / f"{name}.log",
            )
            stamp.move_into_place(draft, FOLDER / name)
        stamp.done(name, key)

    def _settle(self):
        """Give the machine this one's access to the registries, and its user."""
        for name in ("etc/resolv.conf", "etc/hosts"):
            shutil.copyfile(f"/{name}", self.folder / name)
        if os.path.isdir(f"/{CERTIFICATES}"):
            shutil.copytree(
                f"/{CERTIFICATES}", self.folder / CERTIFICATES, dirs_exist_ok=True
            )
        sources = [f"deb {apt.mirror()} {self.suite} main"]
        if security := apt.security_mirror():
            sources.append(f"deb {security} {self.suite}-security main")
        listed = self.folder / "etc" / "apt" / "sources.list"
        listed.write_text("\n".join(sources) + "\n")
        dump = command("apt-config", "dump", "Acquire", what="reading apt's settings")
        settings = [line for line in dump.splitlines() if line.startswith(APT)]
        conf = self.folder / "etc" / "apt" / "apt.conf.d" / "90machine"
        conf.write_text("\n".join(settings) + "\n")
        (self.folder / "etc" / "pip.conf").write_text(_pip_settings())
        self.run("update-ca-certificates", user="root")
        if self.user != "root":
            self.run("useradd", "--create-home", self.user, user="root")


def _pip_settings():
    """Return pip's settings for the index, as a configuration file."""
    listed = command(
        *(sys.executable, "-m", "pip", "config", "list"), what="reading pip's settings"
    )
    settings = {}
    for name, _sign, text in (line.partition("=") for line in listed.splitlines()):
        option = name.rpartition(".")[2].removeprefix("default-")
        words = [word for word in ast.literal_eval(text).split() if "file:" not in word]
        if option in PIP and words:
            # the environment comes first in the list, and has priority
            settings.setdefault(option, " ".join(words))
    lines = [f"{option} = {text}\n" for option, text in settings.items()]
    return "".join(["[global]\n", *lines])
