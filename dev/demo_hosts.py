"""The hosts of the demonstration: Odoo's, and one for the sealed page if requested.
Both are the loopback: browsers know the names below `localhost` without a DNS."""

import contextlib
import os
import socket
from typing import NamedTuple

from . import odoo, paths, room_host
from .console import Problem

FOLDER = paths.STATE / "room"
"""The files that the sealed page's own host serves."""


class Hosts(NamedTuple):
    """Where the demonstration is served.

    :param int port: Odoo's
    :param bool apart: whether the sealed page has a host of its own
    """

    port: int
    apart: bool

    @property
    def room_port(self):
        """The port of the sealed page's host."""
        return self.port + 1

    @property
    def odoo(self):
        """The address of Odoo."""
        return f"http://{'nob.' if self.apart else ''}localhost:{self.port}"

    @property
    def room(self):
        """The address of the sealed page's host, "" where it is Odoo's own."""
        return f"http://room.nob.localhost:{self.room_port}" if self.apart else ""

    @property
    def settings(self):
        """The settings about the hosts, for Odoo's configuration."""
        if not self.apart:
            return {}
        return {"room_url": self.room, "room_dir": FOLDER, "odoo_url": self.odoo}


def chosen():
    """Return the hosts that PORT and ROOM name, or the usual ones.

    :raises Problem: when a port is taken
    """
    given = os.environ.get("PORT") or "8069"
    if not (given.isdecimal() and 0 < int(given) < 65535):
        raise Problem(f"PORT={given} is not a port")
    room = os.environ.get("ROOM") or "0"
    if room not in ("0", "1"):
        raise Problem(f"ROOM={room}: 1 gives the sealed page its own host")
    hosts = Hosts(int(given), room == "1")
    for port in (hosts.port, hosts.room_port) if hosts.apart else (hosts.port,):
        _check_free(port)
    return hosts


def _check_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Problem(f"port {port} is taken; choose another with PORT=…") from None


@contextlib.contextmanager
def serving_page(hosts, conf):
    """Serve the sealed page on its own host, if it has one; end it afterwards.

    :param Hosts hosts:
    :param conf: Odoo's configuration, which names them
    """
    if not hosts.apart:
        yield
        return
    odoo.run(conf, "page", what="writing the sealed page", command="mentorship_key")
    with room_host.running(FOLDER, hosts.room_port):
        yield
