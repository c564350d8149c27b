"""An Odoo server of our own, on a free port of the loopback and a copied database."""

import contextlib
import os
import time
import urllib.error
import urllib.request
from uuid import uuid4

from dev import database, odoo, paths, process

from . import programs
from .rpc import Client


class Server:
    """A running server.

    :param url: its address, without a slash at the end
    :param db: the name of its database

    ``stops_at`` is the file that `kills` names a point in, of a server that reads it.
    """

    def __init__(self, url, db, child, log):
        self.url, self.db, self.child, self.log = url, db, child, log
        self.settings = {}
        self.stops_at = None

    def restart(self, script=None, **changes):
        """Start again on the same database and port, whether it still runs or not.

        :param script: another script than odoo's own that starts it
        :param changes: of the configuration, from now on
        """
        self.end()
        self.settings |= changes
        self.stops_at = None
        conf = odoo.configuration(self.db, self.db, **self.settings)
        self.child = programs.start(conf, log=self.log, script=script)
        _wait(self)

    def end(self):
        """End the process, unless it has already ended."""
        if started := process.started(self.child.pid):
            process.end(self.child.pid, started)
        self.child.wait()

    def client(self, login="admin", password="admin"):
        """Return an RPC client that is logged in."""
        return Client(self.url, self.db).login(login, password)

    def run_cron(self, xmlid):
        """Run a scheduled job at once."""
        admin = self.client()
        # Odoo's own clock waits for no answer, and thousands of records take a while
        admin.patience = 3600
        module, name = xmlid.split(".")
        (cron_id,) = admin.call(
            "ir.model.data",
            "search_read",
            [[("module", "=", module), ("name", "=", name)]],
            {"fields": ["res_id"]},
        )
        admin.call("ir.cron", "method_direct_trigger", [[cron_id["res_id"]]])

    def send_mails(self):
        """Send the mails in the queue."""
        self.run_cron("mail.ir_cron_mail_scheduler_action")


SOURCE = os.environ.get("NOB_BLACKBOX", "nob_blackbox")
"""The database to copy; `make mutants` names another."""


@contextlib.contextmanager
def running(
    source=SOURCE, smtp_port=9, workers=0, log_level="warn", script=None, **settings
):
    """Start a server on a copy of `source`; end it and give up the copy afterwards.

    :param source: the database to copy
    :param smtp_port: where the server sends its mail to
    :param workers: 0 for threads, or a number of processes
    :param script: another script than odoo's own that starts it
    :param settings: more for the configuration, such as `key_file`
    """
    name = f"nob_bb_{uuid4().hex[:8]}"
    database.copy(source, name)
    port, gevent = settings.get("http_port") or odoo.free_port(), odoo.free_port()
    settings = {
        "http_port": port,
        "gevent_port": gevent,
        "smtp_port": smtp_port,
        "workers": workers,
        "log_level": log_level,
        **settings,
    }
    conf = odoo.configuration(name, name, **settings)
    log = paths.STATE / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    child = programs.start(conf, log=log, script=script)
    server = Server(f"http://127.0.0.1:{port}", name, child, log)
    server.settings = settings
    try:
        _wait(server)
        yield server
    finally:
        server.end()
        database.set_aside(name)
        conf.unlink()


@contextlib.contextmanager
def beside(server, **changes):
    """Start another server on the database of one that runs; end it afterwards.

    :param changes: of the configuration
    """
    name = f"{server.db}_beside"
    port, gevent = odoo.free_port(), odoo.free_port()
    settings = {**server.settings, "http_port": port, "gevent_port": gevent, **changes}
    conf = odoo.configuration(name, server.db, **settings)
    log = server.log.with_stem(name)
    child = programs.start(conf, log=log)
    other = Server(f"http://127.0.0.1:{port}", server.db, child, log)
    try:
        _wait(other)
        yield other
    finally:
        other.end()
        conf.unlink()


def _wait(server, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.child.poll() is not None:
            raise RuntimeError(f"the server ended: {server.log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"{server.url}/web/health", timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")
