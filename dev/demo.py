"""`demo`: a server with a fictional association in the middle of its programme."""

import os
import re
import signal
import socket
import subprocess
import time

from . import (
    database,
    demo_hosts,
    demo_links,
    demo_texts,
    odoo,
    paths,
    postgres,
    process,
    setup,
    stamp,
    venv,
)
from .console import say, step

DATABASE = "nob_demo"
WHOLE = re.compile("[0-9a-f]{16}")
"""The mark on a finished demonstration: the addon's hash."""
PASSWORD = "mentor-demo"
FILL = f"""
import sys
sys.path.insert(0, {str(paths.ROOT)!r})
from dev import demo_evaluation, demo_rooms
demo_evaluation.fill(env)
demo_rooms.fill(env)
"""
LOGINS = (
    ("manager of all programmes", "manager", PASSWORD),
    ("coordinator of the NOB programme", "coordinator", PASSWORD),
    ("coordinator of the Women's Network", "coordinator-vn", PASSWORD),
    ("mentor with a pairing, and an offer", "mentor", PASSWORD),
    ("mentee of that mentor", "mentee", PASSWORD),
    ("mentee with an offer of that mentor", "mentee2", PASSWORD),
    ("mentor who waits for the mentee's keys", "mentor2", PASSWORD),
    ("mentee without keys yet", "mentee3", PASSWORD),
    ("mentee in a group", "groep", PASSWORD),
    ("mentee who chooses a mentor (Women's Network)", "mentee-vn", PASSWORD),
    ("mentee of last year, with a certificate", "oud-mentee", PASSWORD),
    ("member who can sign up", "lid", PASSWORD),
    ("member who can sign up (Women's Network)", "lid-vn", PASSWORD),
    ("member with an unsent sign-up", "concept", PASSWORD),
    ("employee without a role", "medewerker", PASSWORD),
    ("administrator, who sees nothing of it", "admin", "admin"),
)


def run(_args=()):
    """Serve until Ctrl-C; the data stay for the next time."""
    hosts = demo_hosts.chosen()
    setup.run(groups=(), browser=False)
    set_up()
    demo_links.lead_to(DATABASE, hosts.odoo)
    catcher, mail_port = _catch_mails()
    conf = odoo.configuration(
        "demo",
        DATABASE,
        http_port=hosts.port,
        gevent_port=odoo.free_port(),
        smtp_port=mail_port,
        max_cron_threads=1,
        **hosts.settings,
    )
    children = [catcher]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with demo_hosts.serving_page(hosts, conf):
            server = odoo.start(conf)
            children.insert(0, server)
            if _answers(hosts.port, server):
                _tell(hosts)
            return server.wait()
    except KeyboardInterrupt:
        say("\nstopping")
        return 0
    finally:
        for child in children:
            process.end(child.pid, process.started(child.pid))
            child.wait()


def _tell(hosts):
    """Print where it is served, and the logins."""
    say(f"\n{hosts.odoo}")
    if hosts.room:
        say(f"{hosts.room} serves the sealed page, without Odoo behind it")
    for who, login, password in LOGINS:
        say(f"  {login:16}{password:14}{who}")
    if opened := _opened():
        say("\nfive words that open their texts")
        for login in opened:
            say(f"  {login:16}{demo_texts.WORDS[login]}")
    say(f"\nmails are caught in {os.path.relpath(paths.MAILS)}; Ctrl-C ends it\n")


def _opened():
    """Return the logins whose texts still open with their first words."""
    rows = postgres.query(
        """
        SELECT login FROM res_users
          JOIN mentorship_identity AS own ON own.partner_id = res_users.partner_id
          JOIN mentorship_identity_way AS way ON way.identity_id = own.id
         WHERE own.state = 'current' AND way.kind = 'phrase'
        """,
        DATABASE,
    )
    there = {login for (login,) in rows}
    return [login for login in demo_texts.WORDS if login in there]


def set_up():
    """Make the demonstration's database, or update it when the addon changed."""
    key = stamp.digest(
        *(
            file
            for file in sorted(paths.ADDON.rglob("*"))
            if file.is_file() and file.suffix in (".py", ".xml", ".csv", ".po", ".scss")
        )
    )
    if database.comment(DATABASE) == key:
        return
    if WHOLE.fullmatch(database.comment(DATABASE)):
        with step("updating the demonstration"):
            # we wrote what the people of the demonstration wrote in 1.x
            database.update(DATABASE, drop_sealed_1x=True)
    else:
        with step("demonstration data"):
            install(DATABASE)
    database.mark(DATABASE, key)
    postgres.checkpoint()


def install(name, addons=paths.ADDONS, fill=FILL):
    """Install our addon with its demonstration data, and let people use it.

    :param str name: of a database that does not exist yet
    :param addons: the folder that holds our addon, or an earlier version of it
    :param str fill: what lets them use it, as lines for Odoo's shell
    """
    database.install(name, addons, demo=True)
    odoo.run(
        odoo.configuration(name, name, addons),
        "--no-http",
        what="evaluations and rooms",
        command="shell",
        input=fill,
    )


def _answers(port, server):
    """Wait until the server answers or ends; return whether it answers."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _catch_mails():
    """Start the mail catcher; return its process and port."""
    port = odoo.free_port()
    paths.MAILS.mkdir(parents=True, exist_ok=True)
    catcher = subprocess.Popen(
        [str(paths.PYTHON), "-m", "dev.mail_catcher", str(port), str(paths.MAILS)],
        cwd=paths.ROOT,
        env=venv.environ(),
        preexec_fn=process.die_with,
        start_new_session=True,
    )
    return catcher, port
