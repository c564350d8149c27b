"""What a field and its choices are called, in the language of the user."""


def field_title(records, name):
    """Return what a field is called.

    :param records: records of the model, or none of them
    :param str name: name of the field
    """
    return _described(records, name, "string")


def field_labels(records, name):
    """Return {value: label} of what can be chosen in a field, in its order.

    :param records: records of the model, or none of them
    :param str name: name of a selection field
    """
    return dict(_described(records, name, "selection"))


def _described(records, name, attribute):
    # sudo: the words of a field, the same for every user, and no value of it
    return records.sudo().fields_get([name], [attribute])[name][attribute]
