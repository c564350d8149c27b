"""Reads JSON from the database, where anything may be stored; plain Python."""

import json


def read(text, kind):
    """Return the parsed text, or an empty `kind` if it is not of that kind.

    :param text: a text, None or False
    :param kind: ``dict`` or ``list``
    """
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return kind()
    return found if isinstance(found, kind) else kind()
