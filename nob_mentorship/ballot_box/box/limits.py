"""Limits on the program's resources and traces: it leaves only its answer."""

import ctypes
import os
import resource
import signal
from contextlib import suppress

from .refused import Refused

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 60
GRACE = 5
MOST_WAITING = 180
"""The maximum number of seconds in real time, so that a sender that stops sending
cannot hold a lock."""
PR_SET_DUMPABLE = 4
_signals = []
"""The signals that ended the time."""


def set_all():
    """Limit memory and time; prevent core dumps, messages of libraries and open
    files."""
    os.umask(0o077)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_AS, MOST_MEMORY, MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS, MOST_SECONDS + GRACE)
    signal.signal(signal.SIGXCPU, _time_is_up)
    signal.signal(signal.SIGALRM, _time_is_up)
    signal.alarm(MOST_WAITING)
    # other processes of the same user cannot inspect this one
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _limit(kind, soft, hard):
    """Set a limit, unless a lower one is set already."""
    _soft, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def is_time_up():
    """Tell whether the time ran out, whatever a library made of the error."""
    return bool(_signals)


def _time_is_up(number, _frame):
    _signals.append(number)
    raise Refused("time")
