from odoo import api, models
from odoo.exceptions import AccessError


class MentorshipNaming(models.AbstractModel):
    """What a person may not see, they cannot name in a record of ours either (R49).

    Odoo tells the name of a record to everyone who may read what refers to it. So
    without this check a number put into a form would be answered with a name.
    """

    _name = "mentorship.naming"
    _description = "Mentorship: refer only to what is yours to see"

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
        self.check_access(operation)
        defaults = {}
        if operation == "create":
            defaults = self.default_get(
                [name for name, field in self._fields.items() if field.relational]
            )
        for vals in vals_list:
            _check_named(self, {**defaults, **vals})

    @api.model
    def _not_yours(self):
        """Return the error for a record that is hidden, or not there."""
        return AccessError(self.env._("This is not yours to see."))


def _check_named(model, vals):
    """Raise unless the caller of `model` may see all that its values name.

    :raises AccessError: as reading it would
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if not value or not field or not field.relational:
            continue
        other = model.env[field.comodel_name]
        if field.type == "one2many" and other._name.startswith("mail."):
            continue
        ids, lines = _named(value)
        if ids:
            other.browse(ids).check_access("read")
        for line in lines:
            _check_named(other, line)


def _named(value):
    """Return the numbers in a relational value, and the values of lines within it.

    :param value: a number, records, a dict of a record, or commands
    :return: (numbers, list of dicts)
    """
    if isinstance(value, models.BaseModel):
        return [number for number in value.ids if number], []
    if isinstance(value, dict):
        number = value.get("id")
        return [number] if isinstance(number, int) else [], [value]
    if isinstance(value, int):
        return [value], []
    ids, lines = set(), []
    for command in value if isinstance(value, list | tuple) else ():
        if isinstance(command, int):
            ids.add(command)
            continue
        if not isinstance(command, list | tuple) or not command:
            continue
        ids |= {n for n in command[1:2] if n and isinstance(n, int)}
        lines += [vals for vals in command[2:3] if isinstance(vals, dict)]
        for numbers in command[2:3]:
            if isinstance(numbers, list | tuple):
                ids |= {n for n in numbers if n and isinstance(n, int)}
    return list(ids), lines
