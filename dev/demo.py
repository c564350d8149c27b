"""`demo`: a server with a fictional association in the middle of its programme."""

import os
import re
import signal
import socket
import subprocess
import time

from . import database, demo_links, odoo, paths, postgres, process, setup, stamp, venv
from .console import Problem, command, say, step

DATABASE = "nob_demo"
WHOLE = re.compile("[0-9a-f]{16}")
"""What is written on a demonstration that was finished: the addon's hash."""
PASSWORD = "mentor-demo"
FILL_EVALUATIONS = f"""
import sys
sys.path.insert(0, {str(paths.ROOT)!r})
from dev import demo_evaluation
demo_evaluation.fill(env)
"""
LOGINS = (
    ("manager of all programmes", "manager", PASSWORD),
    ("coordinator of the NOB programme", "coordinator", PASSWORD),
    ("coordinator of the Women's Network", "coordinator-vn", PASSWORD),
    ("mentor with a pairing", "mentor", PASSWORD),
    ("mentee of that mentor", "mentee", PASSWORD),
    ("mentee without a pairing", "mentee2", PASSWORD),
    ("mentee who chooses a mentor (Women's Network)", "mentee-vn", PASSWORD),
    ("member who can sign up", "lid", PASSWORD),
    ("member who can sign up (Women's Network)", "lid-vn", PASSWORD),
    ("member with an unsent sign-up", "concept", PASSWORD),
    ("employee without a role", "medewerker", PASSWORD),
    ("administrator, who sees nothing of it", "admin", "admin"),
)


def run(_args=()):
    """Serve until Ctrl-C; the data stay for the next time."""
    port = _port()
    setup.run(groups=(), browser=False)
    set_up()
    demo_links.lead_to(DATABASE, port)
    catcher, mail_port = _catch_mails()
    conf = odoo.configuration(
        "demo",
        DATABASE,
        http_port=port,
        gevent_port=odoo.free_port(),
        smtp_port=mail_port,
        max_cron_threads=1,
    )
    server = odoo.start(conf)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if not _answers(port, server):
            return server.wait()
        say(f"\nhttp://localhost:{port}")
        for who, login, password in LOGINS:
            say(f"  {login:16}{password:14}{who}")
        say(f"mails are caught in {os.path.relpath(paths.MAILS)}; Ctrl-C ends it\n")
        return server.wait()
    except KeyboardInterrupt:
        say("\nending")
        return 0
    finally:
        for child in (server, catcher):
            process.end(child.pid, process.started(child.pid))
            child.wait()


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
            database.update(DATABASE)
    else:
        with step("demonstration data"):
            _install()
    database.mark(DATABASE, key)
    postgres.checkpoint()


def _install():
    """Install our addon with its demonstration data, and let people use it."""
    database.install(DATABASE, demo=True)
    odoo.run(
        odoo.configuration(DATABASE, DATABASE),
        "--no-http",
        what="evaluations",
        command="shell",
        input=FILL_EVALUATIONS,
    )


def _fill_room():
    """Let two members write in their room, on a server of the moment."""
    port = odoo.free_port()
    conf = odoo.configuration(
        f"{DATABASE}-room", DATABASE, http_port=port, gevent_port=odoo.free_port()
    )
    server = odoo.start(conf)
    try:
        if not _answers(port, server):
            raise Problem("the server for the demonstration's room ended")
        address = f"http://127.0.0.1:{port}"
        argv = [str(paths.PYTHON), "-m", "dev.demo_room", address, DATABASE, PASSWORD]
        command(*argv, what="writing in the room", env=venv.environ(), cwd=paths.ROOT)
    finally:
        process.end(server.pid, process.started(server.pid))
        server.wait()
        conf.unlink()


def _port():
    """Return the port of PORT, or Odoo's own.

    :raise Problem: when it is taken
    """
    given = os.environ.get("PORT") or "8069"
    if not (given.isdecimal() and 0 < int(given) < 65536):
        raise Problem(f"PORT={given} is no port")
    port = int(given)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Problem(f"port {port} is taken; choose another with PORT=…") from None
    return port


def _answers(port, server):
    """Wait until the server answers; return whether it does, or has ended."""
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
