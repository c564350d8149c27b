"""The program apart, as this database and this server know it: plain functions.

Where the keys lie comes from odoo.conf, never from the database:

    [nob_mentorship]
    key_file = /etc/odoo/mentorship.key
    ballot_dir = /srv/ballots, /mnt/other/ballots

`box_key` may stand beside them, what the command `mentorship_key status` tells of the
box, and has to on a server without the folders: without it a server cannot tell a paper
of the box from another one, and shows no form. Where it stands on every server, people
can answer also while a folder is out of reach.
"""

import json
import logging
import re
import socket
from contextlib import suppress
from pathlib import Path

from odoo.tools import config

from ...portal import keys
from ...tools import apart, conf

_logger = logging.getLogger(__name__)
FOLDERS, PUBLIC = "ballot_dir", "box_key"
SIGNER = re.compile(r"[0-9a-f]{64}")
BOX = "box.key"
UUID = "database.uuid"
NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def folders():
    """Return the paths of the ballot folders that odoo.conf names, none without."""
    named = conf.option(config["config"], FOLDERS) or ""
    return [path.strip() for path in named.split(",") if path.strip()]


def is_here():
    """Tell whether this server can open and close evaluations at all."""
    return bool(folders())


def signer(env):
    """Return the public half of the box key, 64 hexadecimal digits; None where this
    server cannot know it: it has no `box_key`, and no folder that is there just now.

    :raises Refused: ``no_box`` where the folder has keys, and none of this database,
        whose name somebody may have changed
    """
    named = conf.option(config["config"], PUBLIC)
    if named and SIGNER.fullmatch(named):
        return named
    there = [Path(folder) for folder in folders() if _holds_any(Path(folder))]
    if not there:
        return None
    for folder in there:
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads((folder / _uuid(env) / BOX).read_bytes())["signer"]
            if SIGNER.fullmatch(said):
                return said
    raise apart.Refused("no_box")


def is_name(value):
    """Tell whether this can be the name of an evaluation's key."""
    return isinstance(value, str) and bool(NAME.fullmatch(value))


def _holds_any(folder):
    """Tell whether a folder is there, and has keys of some database."""
    try:
        return any(inner.is_dir() for inner in folder.iterdir())
    except OSError:
        return False


def node():
    """Return the name of this server, for people to recognise it by."""
    return socket.gethostname()


def ask(env, command, lines=None, **values):
    """Return what the program answers, a list of dicts.

    :param env: of the database whose keys are meant
    :param lines: what follows the request, None where nothing does
    :raises Refused: ``no_folder`` where odoo.conf names none, else the program's code
    """
    if not is_here():
        raise apart.Refused("no_folder")
    if not key_file():
        raise apart.Refused("key_missing")
    return apart.ask({"command": command, **_place(env), **values}, lines)


def adopt(env, former=None):
    """Give the keys to this copy of a database, for a person who said so.

    :param str former: the uuid that the database had, where it has another now
    :raises Refused: where that cannot be done
    """
    command, more = ("rename", {"former_database": former}) if former else ("adopt", {})
    try:
        ask(env, command, former=_place(env)["place"], **more)
    except apart.Refused as refused:
        if refused.code != "another_database":
            raise
        ask(env, command, former=refused.more["found"], **more)


def later(env, command, **values):
    """Return a function that asks the program once the transaction is over; where that
    fails it is logged, and the daily job finds what stays.

    A key is given up only where no evaluation has it: a transaction whose commit was
    answered by an error can be there all the same.
    """
    request = {"command": command, **_place(env), **values}
    registry = env.registry

    def asked():
        try:
            if not values.get("give_up") or _is_of_none(registry, values["evaluation"]):
                apart.ask(request)
        except apart.Refused as refused:
            _logger.warning("ballot folders: %s: %s", command, refused.code)

    return asked


def _is_of_none(registry, name):
    """Tell whether the database certainly has no evaluation with this key."""
    try:
        with registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM mentorship_evaluation WHERE box_uuid = %s", [name]
            )
            return cr.fetchone() == (0,)
    except Exception:
        # an unused key stays for a while, then
        return False


def _place(env):
    """Return which keys are meant, and where they lie.

    A database that is renamed keeps its number in its PostgreSQL; a copy gets another
    number, or lies in another PostgreSQL.
    """
    env.cr.execute(
        "SELECT system_identifier, oid FROM pg_control_system(), pg_database"
        " WHERE datname = current_database()"
    )
    cluster, number = env.cr.fetchone()
    return {
        "folders": folders(),
        "key_file": key_file(),
        "database": _uuid(env),
        "place": f"{cluster}/{number}",
    }


def _uuid(env):
    """Return the database's own name, after which its folders are called."""
    # sudo: no user chooses it
    uuid = env["ir.config_parameter"].sudo().get_param(UUID) or ""
    # it becomes a part of a path
    return uuid if re.fullmatch(r"[0-9a-f-]{36}", uuid) else "none"


def key_file():
    """Return the path of the master key, "" where none is named."""
    return keys.key_file() or ""
