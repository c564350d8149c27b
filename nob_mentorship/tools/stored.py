"""Reads JSON from the database, where anything may be stored; plain Python."""

import json


def read(text, kind):
    """Return the parsed text, or an empty `kind` if it is not of that kind.

    :param text: a text, None or False
    :param kind: ``dict`` or ``list``
    """
    try:
        return of_kind(json.loads(text or "null"), kind)
    except (ValueError, RecursionError):
        return kind()


def of_kind(value, kind):
    """Return the value of a JSON column, or an empty `kind` if it is something else.

    :param kind: ``dict`` or ``list``
    """
    return value if isinstance(value, kind) else kind()
