"""The Python environment in `.dev/venv`, all versions pinned.

The direct dependencies are the `[dependency-groups]` of pyproject.toml; their own
dependencies are pinned for each Python in `dev/constraints-*.txt`. Groups that only
some commands need are added when such a command runs.
"""

import os
import shutil
import sys
import tomllib

from . import odoo_home, paths, pdf, stamp
from .console import Problem, command, download, step

BASE = ("odoo", "addon", "alone")
"""The groups that every command needs."""
ALONE = "alone"
"""The group that is installed without its own requirements."""
VERSION = sys.version.split()[0]
MINOR = VERSION.rpartition(".")[0]
WHEELS = paths.DOWNLOADS / f"wheels-{MINOR}"
LOG = paths.STATE / "logs" / "venv.log"


def groups():
    """Return the dependency groups of pyproject.toml: {name: [requirement]}."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["dependency-groups"]


def constraints():
    """Return the file with all versions for the Python that runs this.

    :raise Problem: when there is none
    """
    file = paths.DEV / f"constraints-{MINOR}.txt"
    if not file.is_file():
        names = sorted(path.stem for path in paths.DEV.glob("constraints-*.txt"))
        known = " or ".join(name.removeprefix("constraints-") for name in names)
        raise Problem(
            f"no versions are pinned for Python {MINOR}: choose {known} with PYTHON=…,"
            " or pin them with `make pins`"
        )
    return file


def key(*names):
    """Return a hash of these groups, the pins, the Python and the checkout's path."""
    wanted = {name: groups()[name] for name in names or BASE}
    return stamp.digest(wanted, constraints(), sys.version, sys.executable, paths.ROOT)


def set_up(*extra):
    """Make the environment with the groups of `BASE` and `extra`, unless it is there.

    Its scripts contain the path of their own folder. So it is made in a folder named
    after its pins, and the link `.dev/venv` is pointed to it at the end. While a group
    is added, the environment counts as not done.
    """
    if not (stamp.is_done("venv", key()) and paths.PYTHON.exists()):
        stamp.forget("venv*")
        _make(paths.STATE / "venvs" / key())
        stamp.done("venv", key())
    for name in extra:
        if not stamp.is_done(f"venv-{name}", key(name)):
            stamp.forget("venv")
            _install(paths.VENV, [name])
            stamp.done(f"venv-{name}", key(name))
            stamp.done("venv", key())
    _find_odoo()


def pip(folder, verb, *args):
    """Run pip of the environment in `folder` and return its output."""
    return command(
        *(folder / "bin" / "python", "-m", "pip", verb, "--quiet", "--no-input"),
        *("--disable-pip-version-check", *args),
        what=f"pip {verb}",
        log=LOG,
    )


def requirements(names):
    """Return pip's arguments for these groups: [[argument]], a list for each call."""
    together = [line for name in names if name != ALONE for line in groups()[name]]
    alone = ["--no-deps", *groups()[ALONE]] if ALONE in names else []
    return [["--only-binary=:all:", *asked] for asked in (together, alone) if asked]


def new(folder):
    """Make an environment with nothing but pip in `folder`."""
    command(sys.executable, "-m", "venv", folder, what="making the venv", log=LOG)


def _make(folder):
    stamp.fresh_folder(paths.STATE / "venvs")
    with step(f"Python environment ({VERSION})"):
        new(folder)
    _install(folder, BASE)
    link = paths.STATE / "venv.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(paths.STATE))
    if paths.VENV.is_dir() and not paths.VENV.is_symlink():
        shutil.rmtree(paths.VENV)
    link.replace(paths.VENV)


def _install(folder, names):
    """Download and install groups; Python compiles what it imports later."""
    title = f"Python packages ({', '.join(names)})"
    pins = f"--constraint={constraints()}"
    with download(title):
        for asked in requirements(names):
            pip(folder, "download", pins, f"--dest={WHEELS}", *asked)
    offline = ("--no-compile", "--no-index", f"--find-links={WHEELS}")
    with step(title):
        for asked in requirements(names):
            pip(folder, "install", pins, *offline, *asked)


def _find_odoo():
    """Let the environment's Python import the Odoo in use."""
    pth = paths.site_packages() / "odoo_home.pth"
    line = f"{odoo_home.root()}\n"
    if not pth.is_file() or pth.read_text() != line:
        pth.write_text(line)


def environ():
    """Return the environment variables for programs of the venv.

    Python keeps compiled code in `.dev/pycache`, whatever the caller's environment says
    about bytecode: otherwise each start of Odoo would compile all of it again.
    """
    places = (paths.VENV / "bin", *pdf.folders(), os.environ.get("PATH", os.defpath))
    path = os.pathsep.join(str(place) for place in places)
    variables = {
        **os.environ,
        "PATH": path,
        "VIRTUAL_ENV": str(paths.VENV),
        "PYTHONPYCACHEPREFIX": str(paths.STATE / "pycache"),
    }
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables
