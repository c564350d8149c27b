"""The address of the sealed page, from Odoo's configuration, never the database."""

import functools
import json
from pathlib import Path

from odoo.tools import config

from ...tools import conf, room_page

SETTINGS = "settings.json"
"""The file with the addresses of this Odoo; all other files of the page are the same
everywhere."""
HAS_FILE = Path(config["config"] or "").is_file()
"""Whether Odoo was started with a configuration file, which is optional."""


@functools.cache
def _section(file):
    """Return our section of odoo.conf as first read, since Odoo itself reads the file
    only at startup. If the file cannot be read, the next call tries again.
    """
    return conf.section(file)


def configured(name):
    """Return an address or a folder from our section of odoo.conf, or "".

    :raises Unreadable: if the file cannot be read, so that the value is unknown
    """
    options = _section(config["config"]) if HAS_FILE else {}
    return (options.get(name) or "").rstrip("/")


def room_url():
    """Return the address of the page's own host, or "" if it is on Odoo's.

    :raises Unreadable: if this is unknown
    """
    return configured("room_url")


def page():
    """Return the address of the page: a path, if it is on Odoo's own host.

    Another host has an entry page that leads to its current version.

    :raises NotBuilt: if it was not built
    :raises Unreadable: if its host is unknown
    """
    if room := room_url():
        return f"{room}{room_page.PATH}/"
    return room_page.path()


def version():
    """Return the version of the page that Odoo serves, or "" if it was not built."""
    try:
        return room_page.version()
    except room_page.NotBuilt:
        return ""


def entry(place):
    """Return the address of a part of the page, for a logged-in user.

    :param str place: such as ``room/7``
    """
    return f"{room_page.PATH}?to={place}"


def settings(odoo="", signer=None):
    """Return the page's settings file.

    :param str odoo: the address of Odoo, if the page is on another host
    :param str signer: the public half of the key that signs opening papers, if known;
        anyone with a paper can compare it
    :return: bytes of JSON
    """
    return json.dumps({"odoo": odoo, "box": signer or ""}).encode()
