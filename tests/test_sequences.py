"""Sequences from before a crash of the embedded PostgreSQL continue after it."""

import shutil
import signal
import subprocess
import time

import pytest

from dev import paths, postgres, process

pytestmark = pytest.mark.slow

ROWS = 15
MAKE = f"""
BEGIN;
CREATE TABLE counted (id serial);
INSERT INTO counted SELECT FROM generate_series(1, 5);
COMMIT;
INSERT INTO counted SELECT FROM generate_series(6, {ROWS});
"""
"""Creates a table with its first rows, and adds more rows later, as Odoo does."""


class Cluster:
    """An embedded server of the tests' own, which they may kill."""

    def __init__(self, folder):
        folder.mkdir()
        postgres.give_away(folder)
        (folder / "data").mkdir()
        postgres.give_away(folder / "data")
        initdb = [postgres.binary("initdb"), "--pgdata", folder / "data"]
        options = ["--username", postgres.USER, "--auth=trust", "--no-sync"]
        subprocess.run(
            postgres.unprivileged(*initdb, *options),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.start()

    def start(self):
        postgres.socket_folder().mkdir(exist_ok=True)
        postgres.give_away(postgres.socket_folder())
        self.server = None
        deadline = time.monotonic() + 30
        while not postgres.answers():
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            # it refuses as long as a process of one that was killed is left
            if self.server is None or self.server.poll() is not None:
                command = postgres.server_command()
                self.server = subprocess.Popen(command, preexec_fn=process.die_with)
            time.sleep(0.1)

    def crash(self):
        """Kill the server once its log holds the work so far, and start again."""
        ((done,),) = postgres.query("SELECT pg_current_wal_insert_lsn()")
        written = f"SELECT pg_current_wal_flush_lsn() >= '{done}'"
        deadline = time.monotonic() + 30
        while postgres.query(written) != [["t"]]:
            assert time.monotonic() < deadline, "the log was not written"
            time.sleep(0.05)
        self.end(signal.SIGKILL)
        self.start()

    def end(self, number=signal.SIGINT):
        self.server.send_signal(number)
        self.server.wait()


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setattr(paths, "POSTGRES", tmp_path / "pg-crash")
    cluster = Cluster(paths.POSTGRES)
    try:
        yield cluster
    finally:
        cluster.end()
        # outside of the test's own folder where the path of that is too long
        shutil.rmtree(postgres.socket_folder())


def following(database):
    """Return the number that the next row gets."""
    return int(postgres.query("SELECT nextval('counted_id_seq')", database)[0][0])


def test_what_was_written_down_goes_on_after_a_crash(cluster):
    postgres.query(MAKE)
    postgres.query("CREATE DATABASE copied TEMPLATE template0")
    postgres.query(MAKE, "copied")
    postgres.query('CREATE DATABASE "of a copy" TEMPLATE copied')
    postgres.checkpoint()
    cluster.crash()
    for database in ("postgres", "copied", "of a copy"):
        assert following(database) > ROWS, database


def test_what_was_not_written_down_would_begin_anew(cluster):
    postgres.query(MAKE)
    cluster.crash()
    assert following("postgres") <= ROWS
