"""The JavaScript of the sealed page and of ballots: its packages in `.dev/client`, and
a copy of its sources beside them."""

import re
import shutil
import subprocess

from . import node, paths, stamp

SOURCES = paths.ADDON / "client"
PARTS = ("src", "page", "ballot", "texts", "words", "test")


def set_up():
    """Install the packages, and copy the sources as they are now."""
    node.install("the sealed page's packages", SOURCES, paths.CLIENT)
    files = sorted(file for part in PARTS for file in (SOURCES / part).rglob("*.*"))
    key = stamp.digest(*map(str, files), *files)
    if stamp.is_done("client-sources", key) and (paths.CLIENT / PARTS[0]).is_dir():
        return
    stamp.forget("client-sources")
    for part in PARTS:
        shutil.rmtree(paths.CLIENT / part, ignore_errors=True)
        shutil.copytree(SOURCES / part, paths.CLIENT / part)
    stamp.done("client-sources", key)


def start(*args, cwd=paths.CLIENT, **options):
    """Start Node.js next to the packages.

    :param args: of Node.js, such as the path of a script below :data:`SOURCES`
    :param cwd: a folder with the packages and a copy of the sources
    :param options: of :class:`subprocess.Popen`
    """
    return subprocess.Popen([str(node.NODE), *args], cwd=cwd, **options)


def test(files="test/*.test.js", name=None, cwd=paths.CLIENT):
    """Run the tests of the modules.

    :param str files: which files
    :param name: of one test; all of them without a name
    :return: whether they passed, and their output
    """
    chosen = [f"--test-name-pattern=^{re.escape(name)}$"] if name else []
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    run = start(
        *("--test", "--test-reporter=tap", *chosen, files),
        cwd=cwd,
        text=True,
        **streams,
    )
    printed, _none = run.communicate(timeout=300)
    return run.returncode == 0, printed


def copy(sources, folder):
    """Make a folder in which the modules of other sources run.

    :param sources: the folder `client` of a copy of the addon
    """
    stamp.fresh_folder(folder)
    for part in PARTS:
        shutil.copytree(sources / part, folder / part)
    shutil.copy(SOURCES / "package.json", folder)
    (folder / "node_modules").symlink_to(paths.CLIENT / "node_modules")
