from contextlib import contextmanager
from unittest.mock import patch

from lxml import etree

from odoo.sql_db import Cursor

TRANSACTION_WORDS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def recorded_queries():
    """Yield a list that fills with the queries sent inside the block: (text, rows
    found).

    The savepoints that a test's cursor uses instead of transactions are left out: no
    real request has them.
    """
    queries, execute = [], Cursor.execute

    def record(cursor, query, params=None, log_exceptions=True):
        text = cursor._format(query, params)
        execute(cursor, query, params, log_exceptions)
        if not text.lstrip().upper().startswith(TRANSACTION_WORDS):
            queries.append((text, cursor.rowcount))

    with patch.object(Cursor, "execute", record):
        yield queries


def shown_fields(arch, model):
    """Return what the web client reads for a view: a specification of its fields.

    :param str arch: the view, as `get_views` gives it
    :param model: a recordset of the view's model
    """
    nodes = etree.fromstring(arch).xpath("//field[not(ancestor::field)]")
    relational = {"fields": {"display_name": {}}}
    return {
        node.get("name"): (
            relational if model._fields[node.get("name")].relational else {}
        )
        for node in nodes
    }
