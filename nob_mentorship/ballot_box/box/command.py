"""The definition of a command: the names in its request, and its function."""

from collections.abc import Callable
from typing import NamedTuple

from . import shape

MOST_FOLDERS = 8


def path(value):
    """Check an absolute path."""
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
"""The parameters of every request; ``wait`` is optional."""


class Command(NamedTuple):
    """A command of the program.

    :param Callable does: a function of the request, and of the lines that follow it; it
        returns the answer, a list of objects
    :param dict names: {name: check}, besides the common ones
    :param tuple optional: names that may be missing
    """

    does: Callable
    names: dict
    optional: tuple = ()

    def check(self, request):
        """Return a valid request.

        :raises ValueError: for any other
        """
        return shape.known({**COMMON, **self.names}, request, ("wait", *self.optional))
