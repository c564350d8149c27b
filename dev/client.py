"""The JavaScript of the sealed page: its packages in `.dev/client`, and a copy of its
sources beside them."""

import shutil
import subprocess

from . import node, paths, stamp

SOURCES = paths.ADDON / "client"
PARTS = ("src", "page", "texts", "words", "test")


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


def start(*args, **options):
    """Start Node.js beside the packages.

    :param args: of Node.js, such as the path of a script below :data:`SOURCES`
    :param options: of :class:`subprocess.Popen`
    """
    return subprocess.Popen([str(node.NODE), *args], cwd=paths.CLIENT, **options)


def test():
    """Run the tests of the modules.

    :return: whether they passed, and what they printed
    """
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    run = start("--test", "--test-reporter=tap", "test/*.test.js", text=True, **streams)
    printed, _none = run.communicate(timeout=300)
    return run.returncode == 0, printed
