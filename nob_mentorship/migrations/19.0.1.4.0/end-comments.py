from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Set the comment of each table to the current description of its model; Odoo does
    so only for a new table."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, model in env.registry.items():
        if name.startswith("mentorship.") and model._auto and not model._abstract:
            table = SQL.identifier(model._table)
            cr.execute(SQL("COMMENT ON TABLE %s IS %s", table, model._description))
