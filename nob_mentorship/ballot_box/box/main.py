"""A start of the program: a request, its command, an answer, a status."""

import os
import sys

from . import limits
from .lines import Lines, write
from .refused import Exit, Refused

STDOUT = 1


def main():
    """Do what the first line says; end the process with a status of `Exit`."""
    try:
        limits.set_all()
        status = _answered()
    except Refused as refused:
        status = refused.status
    except BaseException:
        status = Exit.FAILED
    # at once: nothing is flushed, and nothing of what went wrong is told
    os._exit(status)


def _answered():
    """Write what is answered and return the status."""
    try:
        answers, status = _done(), Exit.DONE
    except Refused as refused:
        answers, status = [refused.answer], refused.status
    except MemoryError:
        answers, status = _failed("memory")
    except ImportError:
        answers, status = _failed("not_installed")
    except BaseException:
        # of a library too, whose own errors may be no Exception
        answers, status = _failed("failed")
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
