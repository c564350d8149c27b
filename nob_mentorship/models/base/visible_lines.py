from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


class VisibleLines(fields.One2many):
    """Our lines on a record that all staff can see, limited to the lines that the
    caller can see.

    Odoo counts lines, or tests for any, without checking access: a coordinator would
    learn who takes part in another programme.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super().condition_to_sql
        if operator not in ("in", "not in") or model.env.su or not _are_numbers(value):
            return condition(field_expr, operator, value, model, alias, query)
        numbers = Domain("id", "in", [number for number in value if number])
        found = condition(field_expr, "any", numbers, model, alias, query)
        if False in value:
            none = condition(field_expr, "not any", Domain.TRUE, model, alias, query)
            found = SQL("(%s OR %s)", found, none)
        return found if operator == "in" else SQL("(%s) IS NOT TRUE", found)


def _are_numbers(value):
    return not isinstance(value, Domain | SQL | str) and hasattr(value, "__iter__")
