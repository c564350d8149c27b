"""`fresh-machines`: both commands on a bare Debian 12 and 13, as root and as a user.

`ARGS` selects: `12` or `13`, `root` or `user`, `demo`, `test` or `pins`. Arguments
after that go to `make test`, as in `ARGS="13 user test -k name"`. `pins` makes the pins
of the release's Python and writes them here.
"""

import os
import shlex
import shutil
from collections import namedtuple

from . import fresh_visit, odoo, paths, stamp
from .bare import FOLDER, RELEASES, USERS, Machine
from .console import Problem, command, download, say, step

TASKS = ("demo", "test", "pins")
FIRST = ("chromium", "libatomic1")
"""The packages that the README tells users without root access to install first."""
SERVES = "Ctrl-C ends it"
CHECKOUT = "nob mentorship"
Row = namedtuple("Row", "debian python who setup downloads demo test")
HEADS = Row(
    "Debian",
    "Python",
    "as",
    "set-up s",
    "downloads s",
    "demo s",
    "last line of the test",
)


def run(args):
    """Run what `args` choose on each machine, print a table; return the exit code."""
    releases, users, tasks, rest = _chosen(args)
    if os.geteuid() != 0:
        raise Problem("fresh-machines needs root to make machines in folders")
    if not shutil.which("debootstrap"):
        _get_debootstrap()
    rows, failed = [], False
    for release in releases:
        for user in users:
            say(f"\nDebian {release} as {user}")
            with Machine(release, user) as machine:
                row, fine = _visit(machine, tasks, rest)
            rows.append(row)
            failed = failed or not fine
    say("\n" + "\n".join("| " + " | ".join(row) + " |" for row in _lines(rows)))
    return int(failed)


def _chosen(args):
    known = (*RELEASES, *USERS, *TASKS)
    count = next((n for n, arg in enumerate(args) if arg not in known), len(args))
    words, rest = args[:count], args[count:]

    def among(names, default):
        return [name for name in names if name in words] or list(default)

    tasks = among(TASKS, ("demo", "test"))
    users = among(USERS, USERS if tasks != ["pins"] else ["root"])
    return among(RELEASES, RELEASES), users, tasks, rest


def _get_debootstrap():
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    with step("debootstrap from the system's packages"):
        command("apt-get", "update", what="apt-get update", **options)
        install = ("apt-get", "install", "--yes", "--no-install-recommends")
        command(*install, "debootstrap", what="apt-get install", **options)


def _visit(machine, tasks, rest):
    """Run the tasks on a machine; return its row and whether all succeeded."""
    version = machine.run("python3", "--version", user="root").split()[1]
    checkout = _clone(machine)
    if machine.user != "root":
        with download(f"{' and '.join(FIRST)} as the README tells"):
            machine.run("apt-get", "update", user="root")
            machine.run("apt-get", "install", "-y", *FIRST, user="root")
    if "pins" in tasks:
        machine.follow(checkout, "make", "pins")
        name = f"constraints-{version.rpartition('.')[0]}.txt"
        shutil.copyfile(machine.inside(checkout) / "dev" / name, paths.DEV / name)
    fine, demo, test = True, "", ""
    spent = {"downloading": 0.0, "demonstration": 0.0, "": 0.0}
    if "demo" in tasks:
        port = str(odoo.free_port())
        with machine.start(checkout, "make", "demo", f"PORT={port}") as (_child, lines):
            serves = _read_until(lines, spent)
            trouble = fresh_visit.trouble(port) if serves else "did not answer"
        say(f"  the pages: {trouble or 'answer'}")
        demo = trouble or f"{spent['demonstration']:.0f}"
        fine = not trouble
    if "test" in tasks:
        words = ["make", "test", f"ARGS={shlex.join(rest)}"]
        with machine.start(checkout, *words) as (child, lines):
            printed = _echo(lines, spent)
            code = child.wait()
        test = printed[-1] if printed else "?"
        fine = fine and code == 0
    if not fine:
        _keep_logs(machine, checkout)
    seconds = (f"{spent['']:.0f}", f"{spent['downloading']:.0f}")
    return Row(machine.release, version, machine.user, *seconds, demo, test), fine


def _clone(machine):
    """Clone the committed HEAD into the user's home; return its place there."""
    place = f"{machine.home}/{CHECKOUT}"
    folder = machine.inside(place)
    source = f"file://{paths.ROOT}"
    command("git", "clone", "--quiet", source, folder, what="git clone")
    downloads = paths.DOWNLOADS.relative_to(paths.ROOT)
    (folder / downloads).mkdir(parents=True)
    machine.run("chown", "-R", f"{machine.user}:", place, user="root")
    machine.share(folder / downloads)
    return place


def _keep_logs(machine, checkout):
    """Keep the logs of a machine where a task failed: it is deleted with the run."""
    logs = paths.STATE.relative_to(paths.ROOT) / "logs"
    kept = stamp.fresh_folder(FOLDER / f"logs-{machine.release}-{machine.user}")
    shutil.copytree(machine.inside(checkout) / logs, kept, dirs_exist_ok=True)
    say(f"  the logs of what failed are in {os.path.relpath(kept)}")


def _echo(lines, spent, until=None):
    """Print lines as they come and add up their seconds; return their text."""
    printed = []
    for line in lines:
        say(f"  {line}")
        words = line.split()
        if words[:1] == ["✓"] and words[-1] == "s)":
            kind = words[1] if words[1] in spent else ""
            spent[kind] += float(words[-2].strip("("))
        if line.strip():
            printed.append(line.strip("= "))
        if until and until in line:
            break
    return printed


def _read_until(lines, spent):
    return any(SERVES in line for line in _echo(lines, spent, SERVES))


def _lines(rows):
    return [HEADS, ["---"] * len(HEADS), *rows]
