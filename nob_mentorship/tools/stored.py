"""JSON from the database, which may hold anything: plain Python."""

import json


def read(text, kind):
    """Return the parsed text, or an empty `kind` if it is something else.

    :param text: a text, None or False
    :param kind: ``dict`` or ``list``
    """
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return kind()
    return found if isinstance(found, kind) else kind()
