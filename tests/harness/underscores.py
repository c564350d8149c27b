"""Calls of every one-underscore method of our models, as lines of a server action."""

import inspect

from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

ADDON = "odoo.addons.nob_mentorship."
PEOPLE = ("partner", "author", "reader", "asker", "recipient", "giver", "partners")


def calls(models, partner, user, pairing, item):
    """Return one line of code per call.

    :param models: names of our models
    :param partner: id of the mentee's partner
    :param user: id of the mentee's user
    :param pairing: id of their pairing
    :param str item: such as ``mentorship.note,3``
    """
    member = f"env['res.partner'].sudo().browse({partner})"
    known = {
        **dict.fromkeys(PEOPLE, member),
        "pairing": f"env['mentorship.pairing'].sudo().browse({pairing})",
        "pairings": f"env['mentorship.pairing'].sudo().browse({pairing})",
        "user": f"env['res.users'].sudo().browse({user})",
        "record": f"env['mentorship.note'].sudo().browse({item.split(',')[1]})",
        "item": repr(item),
        "limit": "50",
        "offset": "0",
        "kind": "'note'",
        "audience": "'room'",
        "state": "'asked'",
        "values": "{}",
    }
    registry = Registry(get_db_name())
    lines = []
    for model in models:
        records = [
            f"env['{model}'].sudo()",
            *(
                f"env['{model}'].{rights}.search([]{last})"
                for rights in ("sudo()", f"with_user({user}).sudo()")
                for last in ("", ", limit=1")
                if not registry[model]._abstract
            ),
        ]
        for name, method in methods(registry[model]):
            given = arguments(method, known)
            lines += [f"{record}.{name}({given})" for record in records]
    return lines


def methods(model):
    """Return (name, function) of a model's one-underscore methods that are ours."""
    for name in dir(model):
        if not name.startswith("_") or name.startswith("__"):
            continue
        method = getattr(model, name, None)
        if callable(method) and any(
            name in vars(part) and part.__module__.startswith(ADDON)
            for part in model.mro()
        ):
            yield name, method


def arguments(method, known):
    """Return the arguments of a call, as code."""
    try:
        parameters = list(inspect.signature(method).parameters.values())
    except (TypeError, ValueError):
        return ""
    given = []
    for parameter in parameters:
        if parameter.name in ("self", "cls") or parameter.kind in (
            parameter.VAR_KEYWORD,
            parameter.VAR_POSITIONAL,
        ):
            continue
        if parameter.name in known or parameter.default is parameter.empty:
            given.append(f"{parameter.name}={known.get(parameter.name, 'None')}")
    return ", ".join(given)
