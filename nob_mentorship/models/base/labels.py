"""Labels of fields and of their choices, in the user's language."""


def field_title(records, name):
    """Return the label of a field.

    :param records: a recordset of the model, possibly empty
    :param str name: the name of the field
    """
    return _described(records, name, "string")


def field_labels(records, name):
    """Return {value: label} for a selection field, in the order of its choices.

    :param records: a recordset of the model, possibly empty
    :param str name: the name of the selection field
    """
    return dict(_described(records, name, "selection"))


def _described(records, name, attribute):
    # sudo: labels only, the same for every user, and no values
    return records.sudo().fields_get([name], [attribute])[name][attribute]
