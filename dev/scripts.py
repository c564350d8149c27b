"""`bench`, `screenshots`, `walk`, `taps`, `lighthouse`, `sentences`: scripts that run
in the venv."""

import subprocess

from . import (
    database,
    demo,
    earlier,
    lighthouse_home,
    paths,
    postgres,
    setup,
    testing,
    venv,
)
from .console import Problem


def bench(args):
    """Measure, and print tables."""
    script = paths.ROOT / "bench" / "run.py"
    if not script.is_file():
        raise Problem("there is no bench/run.py")
    setup.run()
    if not database.exists(testing.UNIT):
        database.install(testing.UNIT)
        postgres.checkpoint()
    return _run("bench.run", args)


def screenshots(args):
    """Take the documentation's pictures, from a separate demonstration."""
    setup.run()
    demo.set_up()
    return _run("dev.screenshots", args)


def walk(args):
    """Walk through a copy of the demonstration on a phone."""
    setup.run()
    demo.set_up()
    return _run("dev.walk", args)


def taps(args):
    """Count the taps of a member's deeds, here or at an earlier commit."""
    _demonstrate(earlier.chosen(args))
    return _run("dev.taps", args)


def lighthouse(args):
    """Let Lighthouse judge members' pages, here or at an earlier commit."""
    _demonstrate(earlier.chosen(args))
    lighthouse_home.set_up()
    return _run("dev.lighthouse_pages", args)


def _demonstrate(commit):
    setup.run()
    if commit:
        earlier.set_up(commit)
    else:
        demo.set_up()


def sentences(args):
    """Draw sentences for a reader to judge."""
    venv.set_up()
    return _run("dev.sentences", args)


def _run(module, args):
    argv = [str(paths.PYTHON), "-m", module, *args]
    return subprocess.run(
        argv, cwd=paths.ROOT, env=testing.environ(), check=False
    ).returncode
