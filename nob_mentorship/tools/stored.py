"""JSON of the database's own, which anything can stand in: plain Python."""

import json


def read(text, kind):
    """Return what a text says, an empty `kind` where it says no such thing.

    :param text: a text, None or False
    :param kind: ``dict`` or ``list``
    """
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return kind()
    return found if isinstance(found, kind) else kind()
