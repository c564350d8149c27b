from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command


class MentorshipNaming(models.AbstractModel):
    """What a person may not see, they cannot name in a record of ours either (R49).

    Odoo tells the name of a record to everyone who may read what refers to it. So
    without this check a number put into a form would be answered with a name.
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
        """Raise unless the caller may do this, and see all that the values name.

        A method that reads anything before it calls `super()` calls this first.

        :param vals_list: the values of each record
        :param str operation: ``create``, which takes defaults too, or ``write``
        :raises AccessError: the same for what is hidden and for what is not there
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
        """Return the error for a record that is hidden, or not there."""
        return AccessError(
            self.env._("This does not exist, or you do not have access to it.")
        )


def _collect(model, vals, named):
    """Note the records that the values of a record name.

    :param model: no records of its model
    :param dict vals: values of fields, as they came in
    :param named: {model: set of numbers}, to add to
    :raises AccessError: for a value that names a record in a way that Odoo takes and
        its web client never sends
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
    """Note the record that a value names: a number, or a dict of a record."""
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
    """Note the records that a command to a list of records names."""
    if isinstance(command, list | tuple):
        code, number, value = [*command, 0, 0, 0][:3]
        if number and _is_number(number):
            named[other._name].add(number)
        elif number and code != Command.CREATE:
            # of a line that is not there yet it is the client's own word
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
