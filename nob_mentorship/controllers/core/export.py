import json

from odoo.http import route

from odoo.addons.web.controllers.export import CSVExport, ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter

from ...tools.sheets import plain

TABLES = ("col_group_headers", "measure_headers", "rows")
"""The parts of a pivot table with the texts of its cells."""
FORMULAS = ("=", "+", "-", "@", "{=")
"""How a text begins that a program could run as a formula."""


class MentorshipExcelExport(ExcelExport):
    """An Excel file of a list: what a member typed stays a text."""

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, plain(rows))

    def from_group_data(self, fields, columns_headers, groups):
        return super().from_group_data(fields, columns_headers, _plain_tree(groups))


class MentorshipCSVExport(CSVExport):
    """A CSV file of a list: Odoo marks the formulas that begin with =, + or -."""

    def from_data(self, fields, columns_headers, rows):
        rows = [[_marked(value) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)


class MentorshipTableExporter(TableExporter):
    """An Excel file of a pivot table, whose headers are names."""

    @route()
    def export_xlsx(self, data, **kw):
        table = json.loads(data.read() if hasattr(data, "read") else data)
        if isinstance(table, dict):
            table.update({name: plain(table[name]) for name in TABLES if name in table})
        return super().export_xlsx(json.dumps(table), **kw)


def _plain_tree(node):
    """Return a tree of groups whose names and values are texts, and its groups too."""
    node.data = plain(node.data)
    node.children = type(node.children)(
        (plain(key), _plain_tree(child)) for key, child in node.children.items()
    )
    return node


def _marked(value):
    """Return a value for a CSV file, with an apostrophe before the formulas that Odoo
    does not mark: those that begin with @ or {=, or after a blank.
    """
    if not isinstance(value, str) or value.startswith(("=", "+", "-")):
        return value
    return f"'{value}" if value.lstrip().startswith(FORMULAS) else value
