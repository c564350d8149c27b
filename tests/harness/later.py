"""A dump of the database from while an evaluation was open, tried later with the master
key, and with the old or the current ballot folder."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from odoo.addons.nob_mentorship.tools import apart

from dev import database, paths, postgres

ROWS = """
SELECT token.token_hash, invitation.drawn_number
  FROM mentorship_evaluation_token token
  JOIN mentorship_evaluation_invitation invitation
    ON invitation.id = token.invitation_id
 WHERE invitation.evaluation_id = {}
"""
BALLOTS = """
SELECT ciphertext FROM mentorship_evaluation_ballot WHERE evaluation_id = {}
"""


class Thief:
    """Keeps a dump of a database, and the ballot folder as it was at that time.

    :param server: a running server
    """

    def __init__(self, server):
        self.server, self.name = server, f"{server.db}_later"
        self.dump = subprocess.run(
            [postgres.binary("pg_dump"), f"--dbname={server.db}"],
            env=postgres.environ(),
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
        self._folder = Path(tempfile.mkdtemp(dir=paths.STATE))
        self._kept = self._folder / "then"
        shutil.copytree(self._now, self._kept)
        shutil.rmtree(self._folder / "now", ignore_errors=True)

    @property
    def _now(self):
        return paths.BALLOTS / self.server.db

    def open(self, evaluation, kept):
        """Restore the dump and open the box with what is available.

        :param kept: with the ballot folder of then, not the one of now
        :return: (code of the failure, or None; ballots opened; ballots)
        """
        database.set_aside(self.name)
        postgres.query(f'CREATE DATABASE "{self.name}"')
        database.mark(self.name, f"restored copy of {self.server.db}")
        try:
            postgres.query(self.dump, self.name)
            return self._opened(evaluation, self._kept if kept else self._now)
        finally:
            database.set_aside(self.name)

    def _opened(self, evaluation, source):
        folder = self._folder / "used"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        rows = postgres.query(ROWS.format(evaluation), self.name)
        ballots = postgres.query(BALLOTS.format(evaluation), self.name)
        query = f"SELECT box_uuid FROM mentorship_evaluation WHERE id = {evaluation}"
        ((uuid,),) = postgres.query(query, self.name)
        query = (
            "SELECT system_identifier || '/' || oid FROM pg_control_system(),"
            f" pg_database WHERE datname = '{self.server.db}'"
        )
        ((place,),) = postgres.query(query)
        (of_database,) = (one.name for one in folder.iterdir() if one.is_dir())
        request = {
            "command": "close",
            "folders": [str(folder)],
            "key_file": str(paths.STATE / "mentorship.key"),
            "database": of_database,
            # with the folder, an attacker writes into it whose it is
            "place": place,
            "evaluation": uuid,
        }
        lines = [{"ballot": text} for (text,) in ballots]
        lines += [{"row": row} for row in rows]
        try:
            answers = apart.ask(request, lines)
        except apart.Refused as refused:
            return refused.code, 0, len(ballots)
        return None, sum("answers" in one for one in answers), len(ballots)
