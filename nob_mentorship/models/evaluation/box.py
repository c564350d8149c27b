"""Functions (not record methods) that call the separate program for this database and
server.

The location of the keys comes from odoo.conf, never from the database:

    [nob_mentorship]
    key_file = /etc/odoo/mentorship.key
    ballot_dir = /srv/ballots, /mnt/other/ballots

`box_key` can be set beside them; its value is what the command `mentorship_key status`
shows for the box. A server without the folders needs it: otherwise it cannot tell a
paper of the box from any other, and shows no form. If every server has it, people can
answer even while a folder is out of reach.
"""

import json
import logging
import re
import socket
from contextlib import suppress
from pathlib import Path

from odoo.tools import config

from ...tools import apart, conf
from ..sealed import keys

_logger = logging.getLogger(__name__)
FOLDERS, PUBLIC = "ballot_dir", "box_key"
SIGNER = re.compile(r"[0-9a-f]{64}")
BOX = "box.key"
UUID = "database.uuid"
NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def folders():
    """Return the paths of the ballot folders in odoo.conf; empty if there are none."""
    named = conf.option(config["config"], FOLDERS) or ""
    return [path.strip() for path in named.split(",") if path.strip()]


def is_here():
    """Tell whether this server is able to open and close evaluations."""
    return bool(folders())


def signer(env):
    """Return the public half of the box key, 64 hexadecimal digits; None if this server
    cannot know it, because it has no `box_key` and no folder that is available now.

    :raises Refused: ``no_box`` if the folder holds keys, but none of this database,
        whose name may have changed
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
    """Tell whether this is a valid name for an evaluation's key."""
    return isinstance(value, str) and bool(NAME.fullmatch(value))


def _holds_any(folder):
    """Tell whether a folder is available and holds the keys of some database."""
    try:
        return any(inner.is_dir() for inner in folder.iterdir())
    except OSError:
        return False


def node():
    """Return the name of this server, for people to recognise it by."""
    return socket.gethostname()


def ask(env, command, lines=None, **values):
    """Return the program's answer, a list of dicts.

    :param env: the environment of the database whose keys are meant
    :param lines: the lines that follow the request, or None
    :raises Refused: ``no_folder`` if odoo.conf names none, otherwise the program's code
    """
    if not is_here():
        raise apart.Refused("no_folder")
    if not key_file():
        raise apart.Refused("key_missing")
    return apart.ask({"command": command, **_place(env), **values}, lines)


def adopt(env, former=None):
    """Give the keys to this copy of a database, after a person confirmed it.

    :param str former: the former uuid of the database, if it has changed
    :raises Refused: if that is impossible
    """
    command, more = ("rename", {"former_database": former}) if former else ("adopt", {})
    try:
        ask(env, command, former=_place(env)["place"], **more)
    except apart.Refused as refused:
        if refused.code != "another_database":
            raise
        ask(env, command, former=refused.more["found"], **more)


def later(env, command, **values):
    """Return a function that calls the program after the transaction; failures are
    logged, and the daily job finds the keys that are left.

    A key is given up only if no evaluation has it: a transaction whose commit returned
    an error may have been committed all the same.
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
        # an unused key then stays for a while
        return False


def _place(env):
    """Return the data by which the program finds the keys of this database.

    A renamed database keeps its number in PostgreSQL; a copy gets another number, or is
    in another PostgreSQL.
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
    """Return the database's own uuid, after which its folders are named."""
    # sudo: users cannot choose it
    uuid = env["ir.config_parameter"].sudo().get_param(UUID) or ""
    # it becomes part of a path
    return uuid if re.fullmatch(r"[0-9a-f-]{36}", uuid) else "none"


def key_file():
    """Return the path of the master key, or "" if none is configured."""
    return keys.key_file() or ""
