"""Whoever kept a dump of an open box, and gets the master key once it is closed."""

import re
import shutil
import subprocess

from dev import database, odoo, paths, postgres

from . import programs

SCRIPT = """
from odoo.addons.nob_mentorship.room import ballots, keys
from odoo.addons.nob_mentorship.tools import seal

def opens(key, ciphertext, context):
    try:
        seal.open_sealed(key, keys.decoded(ciphertext), context)
    except seal.SealError:
        return False
    return True

def unwrapped(env):
    masters = ballots._masters()
    yield from (masters.key(version) for version in masters.versions)
    for file in ballots._files(env):
        version, wrapped = ballots._read(file)
        yield from seal.unwrap(
            masters, version, wrapped, (file.stem,), lambda raw: ballots._key_pair(raw)
        )[:1]

evaluation = env["mentorship.evaluation"].browse({evaluation})
context = (
    "ballot", evaluation.id, evaluation.survey_id.id, evaluation.min_responses
)
env.cr.execute(
    "SELECT ciphertext FROM mentorship_evaluation_ballot WHERE evaluation_id = %s",
    [evaluation.id],
)
every = [text for (text,) in env.cr.fetchall()]
own = ballots._file(env, evaluation.key_name)
print("key", own.exists())
if not own.exists():
    version, wrapped, _pair = seal.make_key(
        ballots._masters(), (evaluation.key_name,), lambda raw: ballots._key_pair(raw)
    )
    own.parent.mkdir(parents=True, exist_ok=True)
    ballots._write(own, version, wrapped)
found = list(unwrapped(env))
opened = sum(any(opens(key, text, context) for key in found) for text in every)
print("opened", opened, len(every), len(found))
"""


class Thief:
    """Keeps a dump of a database, and the key files that were there at that time.

    :param server: a running server
    """

    def __init__(self, server):
        self.folder = paths.DATA / "nob_mentorship"
        self.server, self.name = server, f"{server.db}_later"
        self.dump = subprocess.run(
            [postgres.binary("pg_dump"), f"--dbname={server.db}"],
            env=postgres.environ(),
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
        self._files = self._now()

    def _now(self):
        """Return the key files of the server that there are now."""
        return {
            file.name: file.read_bytes()
            for file in (self.folder / self.server.db).glob("*")
        }

    def open(self, evaluation, kept):
        """Restore the dump and try every key with the master key.

        Where the box's own key is gone, one is made anew under its name.

        :param kept: with the key files of then too, not only those there are now
        :return: (was its own key there, ballots opened, ballots, keys tried)
        """
        database.set_aside(self.name)
        postgres.query(f'CREATE DATABASE "{self.name}"')
        database.mark(self.name, f"restored copy of {self.server.db}")
        conf = odoo.configuration(self.name, self.name)
        folder = self.folder / self.name
        try:
            postgres.query(self.dump, self.name)
            folder.mkdir(parents=True)
            for name, content in (self._files if kept else self._now()).items():
                (folder / name).write_bytes(content)
            printed = programs.run(
                conf,
                "--no-http",
                command="shell",
                given=SCRIPT.format(evaluation=evaluation),
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            database.set_aside(self.name)
            conf.unlink()
        own = re.search(r"^key (\w+)$", printed, re.M)[1] == "True"
        numbers = re.search(r"^opened (\d+) (\d+) (\d+)$", printed, re.M).groups()
        return own, *map(int, numbers)
