"""What a command is: which names its request has, and what does it."""

from collections.abc import Callable
from typing import NamedTuple

from . import shape

MOST_FOLDERS = 8


def path(value):
    """An absolute path."""
    shape.text(1, 4000)(value)
    if not value.startswith("/"):
        raise ValueError
    return value


COMMON = {
    "command": lambda value: value,
    "folders": shape.several(path, 1, MOST_FOLDERS),
    "key_file": path,
    "database": shape.uuid,
    "place": shape.text(1, 200),
    "wait": shape.whole(0, 60),
}
"""What each request has; ``wait`` may be missing."""


class Command(NamedTuple):
    """A command of the program.

    :param Callable does: of the request, and of the lines that follow it; returns what
        is answered, a list of objects
    :param dict names: {name: check} beside the common ones
    :param tuple optional: those that may be missing
    """

    does: Callable
    names: dict
    optional: tuple = ()

    def check(self, request):
        """Return a request that is in order.

        :raises ValueError: for any other
        """
        return shape.known({**COMMON, **self.names}, request, ("wait", *self.optional))
