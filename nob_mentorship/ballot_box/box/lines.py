"""Standard input and output, line by line, each of limited length."""

import os

from . import shape
from .refused import Refused

MOST_LINE = 2 * 1024 * 1024
MOST_TOTAL = 512 * 1024 * 1024
MOST_LINES = 250_000


class Lines:
    """The input: JSON, one object per line.

    :param stream: a stream of bytes
    """

    def __init__(self, stream):
        self._stream = stream
        self._total = self._count = 0

    def next(self):
        """Return the next object.

        :raises Refused: ``cut_off`` if there is none, ``too_much``, ``request``
        """
        line = self._stream.readline(MOST_LINE + 1)
        self._total += len(line)
        self._count += 1
        if (
            len(line) > MOST_LINE
            or self._total > MOST_TOTAL
            or self._count > MOST_LINES
        ):
            raise Refused("too_much")
        if not line.endswith(b"\n"):
            raise Refused("cut_off")
        try:
            found = shape.parsed(line)
        except ValueError:
            raise Refused("request") from None
        if not isinstance(found, dict):
            raise Refused("request")
        return found

    def until_end(self):
        """Yield the objects up to ``{"end": true}``.

        Without that line, the sender died halfway and the input is incomplete.
        """
        while (found := self.next()) != {"end": True}:
            yield found


def write(descriptor, answers):
    """Write answers, one per line, but only once all are complete.

    :param answers: objects, or bytes that already are JSON
    :raises Refused: ``unheard`` if the reader is gone
    """
    lines = [
        answer if isinstance(answer, bytes) else shape.written(answer)
        for answer in answers
    ]
    try:
        for line in lines:
            rest = memoryview(line + b"\n")
            while rest:
                rest = rest[os.write(descriptor, rest) :]
    except OSError:
        raise Refused("unheard") from None
