"""Starting Odoo: its configuration files and its command line."""

import re
import secrets
import socket
import subprocess
from base64 import urlsafe_b64encode

from . import console, odoo_home, paths, postgres, process, venv

SETTINGS = {
    "admin_passwd": "admin",
    "list_db": "False",
    "http_interface": "127.0.0.1",
    "workers": "0",
    "max_cron_threads": "0",
    "limit_time_cpu": "600",
    "limit_time_real": "1200",
    "log_level": "warn",
    "unaccent": "False",
    "email_from": "portaal@vereniging.example",
    "smtp_server": "127.0.0.1",
    "smtp_port": "9",
}
"""Odoo's settings. Mail goes to a closed port, unless a run names its own mail
catcher."""
OWN = (
    "key_file",
    "ballot_dir",
    "box_key",
    "room_url",
    "room_dir",
    "odoo_url",
    "drop_sealed_1x",
)
"""The options in the addon's own section."""
LOGGED = re.compile(r" (ERROR|CRITICAL) |^Traceback ")


def addons_path(addons=paths.ADDONS):
    """Return the addons folders: Odoo's, OCA's and ours.

    :param addons: the folder that holds our addon, or a copy of it
    """
    members = paths.site_packages() / "odoo" / "addons"
    return [*odoo_home.addons_paths(), members, addons]


def set_up():
    """Make the folder that only holds our addons, so that nothing beside them is an
    addon."""
    paths.ADDONS.mkdir(parents=True, exist_ok=True)
    for addon in paths.EVERY:
        link = paths.ADDONS / addon.name
        if not link.is_symlink():
            link.symlink_to(f"../../{addon.name}")


def configuration(name, database, addons=paths.ADDONS, **settings):
    """Write a configuration file and return its path.

    :param name: the name of the file, one for each server at a time
    :param database: the only database that is served
    :param settings: more settings, or other values; `key_file` names another master
        key of the pairs' rooms, None for none, and `ballot_dir` other folders; see
        :data:`OWN`
    """
    server = postgres.connection()
    values = {
        **SETTINGS,
        "data_dir": paths.DATA,
        "db_name": database,
        "dbfilter": f"^{database}$",
        "db_host": server["host"],
        "db_port": server["port"],
        "db_user": server["user"],
        "key_file": room_key(),
        "ballot_dir": ballot_dir(database),
        "addons_path": ",".join(str(folder) for folder in addons_path(addons)),
        **settings,
    }
    if server["password"]:
        values["db_password"] = server["password"]
    paths.CONF.mkdir(parents=True, exist_ok=True)
    paths.DATA.mkdir(parents=True, exist_ok=True)
    file = paths.CONF / f"{name}.conf"
    own = {name: values.pop(name) for name in OWN if values.get(name)}
    values = {name: value for name, value in values.items() if name not in OWN}
    lines = [f"{option} = {value}" for option, value in values.items()]
    file.touch(mode=0o600)
    file.write_text("[options]\n" + "\n".join(lines) + "\n")
    if own:
        lines = [f"{option} = {value}" for option, value in own.items()]
        with file.open("a") as out:
            out.write("\n[nob_mentorship]\n" + "\n".join(lines) + "\n")
    return file


def ballot_dir(database):
    """Return the ballot folder of a database; a copy of one has a folder of its own."""
    folder = paths.BALLOTS / (database or "none")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def room_key():
    """Return the file of the master key of the pairs' rooms; make it once."""
    file = paths.STATE / "mentorship.key"
    if not file.is_file():
        key = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        file.touch(mode=0o600)
        file.write_text(f"1:{key}\n")
    return file


def argv(conf, *args, command=None):
    """Return the command line of odoo with a configuration file.

    :param command: a command other than the default `server`, such as "shell"
    """
    # an addon's command is only found by the path, before any configuration
    addons = "--addons-path=" + re.search(
        r"^addons_path = (.*)$", conf.read_text(), re.MULTILINE
    ).group(1)
    words = [addons, command] if command else []
    return [str(paths.PYTHON), "-m", "odoo", *words, "-c", str(conf), *args]


def run(conf, *args, what, command=None, **options):
    """Run odoo to its end, silently.

    :param what: the words for the error line
    :param options: more for `console.command`, such as `input`
    :raise Problem: when it fails or logs an error; the log is kept
    """
    log = paths.STATE / "logs" / f"{conf.stem}.log"
    printed = console.command(
        *argv(conf, *args, command=command),
        what=what,
        log=log,
        env=venv.environ(),
        cwd=paths.STATE,
        **options,
    )
    errors = [line for line in printed.splitlines() if LOGGED.search(line)]
    if errors:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(printed)
        raise console.Problem(f"{what}: {errors[0][:300]} (all of it in {log})")
    return printed


def start(conf, *args, log=None):
    """Start odoo as a child that ends with this process.

    :param log: an open file for its output, or None for this run's own
    """
    return subprocess.Popen(
        [str(paths.PYTHON), str(script()), "-c", str(conf), *args],
        cwd=paths.STATE,
        env=venv.environ(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        preexec_fn=process.die_with,
        start_new_session=True,
    )


def script():
    """Return a script that starts odoo; with workers, odoo runs it again."""
    file = paths.CONF / "odoo-bin"
    if not file.is_file():
        file.write_text("import odoo.cli\n\nodoo.cli.main()\n")
    return file


def free_port():
    """Return a free port of the loopback."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]
