"""One run of the program: a request, its command, an answer, a status."""

import os
import sys

from . import limits
from .lines import Lines, write
from .refused import Exit, Refused

STDOUT = 1


def main():
    """Run the command on the first line; end the process with a status of `Exit`."""
    try:
        limits.set_all()
        status = _answered()
    except Refused as refused:
        status = refused.status
    except BaseException:
        status = Exit.FAILED
    # at once: nothing is flushed, and nothing about an error is revealed
    os._exit(status)


def _answered():
    """Write the answer and return the status."""
    try:
        answers, status = _done(), Exit.DONE
    except Refused as refused:
        answers, status = [refused.answer], refused.status
    except MemoryError:
        answers, status = _failed("memory")
    except ImportError:
        answers, status = _failed("not_installed")
    except BaseException:
        # includes errors of a library, which may not derive from Exception
        answers, status = _failed("failed")
    if limits.is_time_up():
        answers, status = _failed("time")
    write(STDOUT, answers)
    return status


def _done():
    from .commands import COMMANDS

    lines = Lines(sys.stdin.buffer)
    request = lines.next()
    name = request.get("command")
    if not isinstance(name, str) or name not in COMMANDS:
        raise Refused("request")
    try:
        COMMANDS[name].check(request)
    except ValueError:
        raise Refused("request") from None
    return COMMANDS[name].does(request, lines)


def _failed(code):
    refused = Refused(code)
    return [refused.answer], refused.status
