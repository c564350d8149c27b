"""Where the sealed page is: as Odoo's configuration says, never the database."""

import functools
import json
from pathlib import Path

from odoo.tools import config

from ...tools import conf, room_page

SETTINGS = "settings.json"
"""What the page knows of its Odoo; of every file of it the only one that differs."""
HAS_FILE = Path(config["config"] or "").is_file()
"""Whether Odoo was started with a configuration file, which it can do without."""


@functools.cache
def _section(file):
    """Return our section of odoo.conf, as it was when it was first read: Odoo itself
    reads the file at its start alone. A file that cannot be read is tried again."""
    return conf.section(file)


def configured(name):
    """Return an address or a folder of our section of odoo.conf, "" without it.

    :raises Unreadable: where the file cannot be read: what it does not say is not known
    """
    options = _section(config["config"]) if HAS_FILE else {}
    return (options.get(name) or "").rstrip("/")


def room_url():
    """Return the address of the page's own host, "" where it is on Odoo's.

    :raises Unreadable: where this is not known
    """
    return configured("room_url")


def page():
    """Return the address of the page: a path, where it is on Odoo's own host.

    Another host has a way in that leads to the version that lies there.

    :raises NotBuilt: when it was not built
    :raises Unreadable: where its host is not known
    """
    if room := room_url():
        return f"{room}{room_page.PATH}/"
    return room_page.path()


def version():
    """Return the version of the page that Odoo answers, "" where it was not built."""
    try:
        return room_page.version()
    except room_page.NotBuilt:
        return ""


def entry(place):
    """Return the address that leads to a place in the page, for who is logged in.

    :param str place: such as ``room/7``
    """
    return f"{room_page.PATH}?to={place}"


def settings(odoo="", signer=None):
    """Return the page's settings as a file.

    :param str odoo: address of Odoo, where the page is on another host
    :param str signer: public half of the key that signs opening papers, where it is
        known; whoever has a paper can compare
    :return: bytes of JSON
    """
    return json.dumps({"odoo": odoo, "box": signer or ""}).encode()
