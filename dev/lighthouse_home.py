"""Lighthouse, an npm package, in `.dev/lighthouse`."""

from . import node, paths

PINS = paths.DEV / "lighthouse"
COMMAND = paths.LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"


def set_up():
    """Install Lighthouse, unless it is there."""
    node.install("Lighthouse", PINS, paths.LIGHTHOUSE)


def argv(*args):
    """Return the command line of Lighthouse."""
    return [str(node.NODE), str(COMMAND), *args]
