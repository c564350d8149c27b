"""The stores of a server: its database, files, sessions, log and mails."""

import subprocess

from dev import paths, postgres

LOG_PAGE, LOG_HEAD, LOG_FIRST_HEAD = 8192, 24, 40
"""The number of bytes of a page of the write-ahead log, of a page's header, and of the
header of the first page of a file."""


def dump(db):
    """Return the whole of a database, as SQL."""
    command = [postgres.binary("pg_dump"), "--inserts", f"--dbname={db}"]
    done = subprocess.run(
        command, env=postgres.environ(), stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def log_file():
    """Return the name of the file of the write-ahead log that is being written."""
    now = "pg_walfile_name(pg_current_wal_insert_lsn())"
    ((name,),) = postgres.query(f"SELECT {now}")
    return name


def write_ahead(since):
    """Return the write-ahead log of our PostgreSQL from one of its files on, as far as
    it is kept: its records one after the other, without the heads of its pages.

    What other runs left in older files, and in files kept for later, is left out: it
    can be more than this process may hold.

    :param str since: `log_file` of an earlier moment
    """
    postgres.checkpoint()
    last, log = log_file(), bytearray()
    for path in sorted((paths.POSTGRES / "data" / "pg_wal").iterdir()):
        if since <= path.name <= last and path.is_file():
            content = path.read_bytes()
            for at in range(0, len(content), LOG_PAGE):
                head = LOG_HEAD if at else LOG_FIRST_HEAD
                log += content[at + head : at + LOG_PAGE]
    return bytes(log)


def files(folder):
    """Return (path, content) of the files in a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def look(sweep, server, smtp, when=""):
    """Search everything that the server keeps.

    :param sweep: `Sweep`
    :param when: words behind the name of each surface
    """
    sweep.look(f"dump of the database{when}", dump(server.db))
    for name, folder in (
        ("filestore", paths.filestore(server.db)),
        ("sessions", paths.DATA / "sessions"),
    ):
        for path, content in files(folder):
            sweep.look(f"{name}{when}", content, path.name)
    sweep.look(f"log, with SQL{when}", server.log.read_bytes())
    for table in ("bus_bus", "mail_message", "mail_mail", "mail_notification"):
        rows = postgres.query(f"SELECT to_jsonb(t) FROM {table} t", server.db)
        for row in rows:
            sweep.look(f"{table}{when}", "\t".join(row))
    for message in list(smtp.messages):
        sweep.look(f"mails{when}", message.as_bytes(), message["subject"])
        for part in message.walk():
            if not part.is_multipart():
                content = part.get_payload(decode=True) or b""
                sweep.look(f"mails{when}", content, message["subject"])
