from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command


class MentorshipNaming(models.AbstractModel):
    """Users cannot refer to records that they cannot see (R49).

    Odoo shows the name of a record to everyone who can read a reference to it. Without
    this check, entering an id in a form would reveal a name.
    """

    _name = "mentorship.naming"
    _description = "Mentorship: refer only to visible records"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_naming(vals_list, "create")
        return super().create(vals_list)

    def write(self, vals):
        self._check_naming([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_naming([values], "write" if self else "create")
        return super().onchange(values, field_names, fields_spec)

    def _check_naming(self, vals_list, operation="write"):
        """Raise unless the caller can do this, and can see every record that the values
        refer to.

        A method that reads anything before it calls `super()` calls this first.

        :param vals_list: the values of each record
        :param str operation: ``create``, which also applies defaults, or ``write``
        :raises AccessError: with the same message for hidden and for missing records
        """
        if self.env.su:
            return
        (self.browse() if operation == "create" else self).check_access(operation)
        defaults = {}
        if operation == "create":
            defaults = self.default_get(
                [name for name, field in self._fields.items() if field.relational]
            )
        named = defaultdict(set)
        for vals in vals_list:
            values = {**defaults, **vals}
            _collect(self, values, named)
        for model, numbers in named.items():
            self.env[model].browse(numbers).check_access("read")

    @api.model
    def _not_yours(self):
        """Return the error for a hidden or missing record."""
        return AccessError(
            self.env._("This does not exist, or you do not have access to it.")
        )


def _collect(model, vals, named):
    """Collect the records that the values of a record refer to.

    :param model: an empty recordset of the model
    :param dict vals: the field values as received
    :param named: {model: set of ids}, to add to
    :raises AccessError: for a reference in a form that Odoo accepts but its web client
        never sends
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if not value or not field or not field.relational:
            continue
        other = model.env[field.comodel_name]
        if field.type == "one2many" and other._name.startswith("mail."):
            continue
        if isinstance(value, models.BaseModel):
            named[other._name].update(value._origin.ids)
        elif field.type == "many2one":
            _collect_one(other, value, named)
        elif isinstance(value, list | tuple):
            for command in value:
                _collect_command(other, command, named)
        else:
            raise MentorshipNaming._not_yours(model)


def _collect_one(other, value, named):
    """Collect the record that a value refers to: an id, or a dict of a record."""
    if isinstance(value, dict):
        number = value.get("id")
        _collect(other, value, named)
    else:
        number = value
    if _is_number(number):
        named[other._name].add(number)
    elif number:
        raise MentorshipNaming._not_yours(other)


def _collect_command(other, command, named):
    """Collect the records that an x2many command refers to."""
    if isinstance(command, list | tuple):
        code, number, value = [*command, 0, 0, 0][:3]
        if number and _is_number(number):
            named[other._name].add(number)
        elif number and code != Command.CREATE:
            # for a line that does not exist yet, the client's own key
            raise MentorshipNaming._not_yours(other)
        if isinstance(value, dict):
            _collect(other, value, named)
        elif isinstance(value, list | tuple):
            for one in value:
                _collect_one(other, one, named)
        elif value:
            raise MentorshipNaming._not_yours(other)
    else:
        _collect_one(other, command, named)


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)
