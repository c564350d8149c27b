"""What a run tells its user: progress with timings, and errors of one line."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time

from . import process


class Problem(Exception):
    """Something the user has to know or do, said in one line."""


def say(text):
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title):
    """Announce what is being done, and how long it took when it is done."""
    begin = time.monotonic()
    say(f"… {title}")
    yield
    say(f"✓ {title} ({time.monotonic() - begin:.1f} s)")


def command(*argv, what, log=None, **options):
    """Run a command in silence and return what it printed.

    :param what: the words for the error line, such as "pip install"
    :param log: a file that keeps the whole output of a failed run
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
            preexec_fn=functools.partial(process.die_with, signal.SIGTERM),
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
        errors = [line for line in lines if "error" in line.lower()] or lines or ["?"]
        raise Problem(f"{what} failed: {errors[-1][:300]}{hint}")
    return done.stdout


def fail(problem):
    """Print the one line of a problem and give the exit code for it."""
    print(f"✗ {problem}", file=sys.stderr, flush=True)
    return 1
