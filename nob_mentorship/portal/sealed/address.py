"""Where the sealed page is: as Odoo's configuration says, never the database."""

import json

from odoo.tools import config

from ...tools import conf, room_page

SETTINGS = "settings.json"
"""What the page knows of its Odoo; of every file of it the only one that differs."""


def configured(name):
    """Return an address or a folder of our section of odoo.conf, "" without it."""
    return (conf.option(config["config"], name) or "").rstrip("/")


def room_url():
    """Return the address of the page's own host, "" where it is on Odoo's."""
    return configured("room_url")


def page():
    """Return the address of the page: a path, where it is on Odoo's own host.

    :raises NotBuilt: when it was not built
    """
    return room_url() + room_page.path()


def entry(place):
    """Return the address that leads to a place in the page, for who is logged in.

    :param str place: such as ``room/7``
    """
    return f"{room_page.PATH}?to={place}"


def settings(odoo=""):
    """Return the page's settings as a file.

    :param str odoo: address of Odoo, where the page is on another host
    :return: bytes of JSON
    """
    return json.dumps({"odoo": odoo}).encode()
