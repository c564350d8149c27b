"""Messages to the user of a run: progress with timings, and one-line errors."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time

from . import process


class Problem(Exception):
    """A problem that the user has to know of or solve, in one line."""


def say(text):
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


_spent = {}


@contextlib.contextmanager
def step(title, part="set-up"):
    """Print the name of a step, and its duration once it is done.

    :param part: the part that its seconds are counted under
    """
    begin = time.monotonic()
    say(f"… {title}")
    yield
    seconds = time.monotonic() - begin
    _spent[part] = _spent.get(part, 0) + seconds
    say(f"✓ {title} ({seconds:.1f} s)")


def download(title):
    """Announce a step that fetches something; its seconds are counted separately."""
    return step(f"downloading {title}", part="downloads")


def sum_up():
    """Print the total duration of the steps since the last call, if there were any."""
    if _spent:
        say("  " + ", ".join(f"{part} {spent:.0f} s" for part, spent in _spent.items()))
        _spent.clear()


CAUSE = "The above exception was the direct cause of the following exception:"


def command(*argv, what, log=None, dies_by=signal.SIGTERM, **options):
    """Run a command silently and return its output.

    :param what: the words for the error line, such as "pip install"
    :param log: a file that keeps the whole output of a failed run
    :param dies_by: the signal that ends it when this process dies; None for a program
        that ends soon, which then starts without a copy of this process
    :raise Problem: when it fails, with its last line of output
    """
    argv = [str(arg) for arg in argv]
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    try:
        done = subprocess.run(
            argv,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            preexec_fn=dies_by and functools.partial(process.die_with, dies_by),
            **options,
        )
    except FileNotFoundError:
        raise Problem(f"{what}: the program {argv[0]} is missing") from None
    if done.returncode:
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(done.stdout)
        hint = f" (all of it in {os.path.relpath(log)})" if log else ""
        raise Problem(f"{what} failed: {_error(lines)}{hint}")
    return done.stdout


def _error(lines):
    """Return the last error of a program's output, with its cause."""

    def last(lines):
        errors = [line for line in lines if "error" in line.lower()] or lines or ["?"]
        return errors[-1][:300]

    if CAUSE not in lines:
        return last(lines)
    return f"{last(lines)}; cause: {last(lines[: lines.index(CAUSE)])}"


def fail(problem):
    """Print the line of a problem and return the exit code for it."""
    print(f"✗ {problem}", file=sys.stderr, flush=True)
    return 1
