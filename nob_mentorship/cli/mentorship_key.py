from collections import Counter
from pathlib import Path

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class MentorshipKey(Command):
    """Make, rotate and retire the master key of rooms and ballot boxes"""

    name = "mentorship_key"
    description = """
        The master key stands in a file that Odoo's configuration names:

            [nob_mentorship]
            key_file = /etc/odoo/mentorship.key

        new      make the file, with version 1
        status   which versions there are, and which the databases use
        rotate   add a version, and wrap every database's keys with it; both work
        retire   remove the older versions: older backups are unreadable from then on
    """

    def run(self, cmdargs):
        parser = self.parser
        parser.add_argument("-c", "--config", required=True)
        parser.add_argument("-d", "--database", action="append", default=[])
        parser.add_argument("action", choices=("new", "status", "rotate", "retire"))
        arguments = parser.parse_args(cmdargs)
        config.parse_config(["-c", arguments.config], setup_logging=True)
        # the addon's own code, as the server loads it
        from odoo.addons.nob_mentorship.room import ballots, keys
        from odoo.addons.nob_mentorship.tools import keyring, seal

        self.ballots, self.keys, self.keyring = ballots, keys, keyring
        self.databases = arguments.database or config["db_name"]
        try:
            getattr(self, f"_{arguments.action}")()
        except (keyring.KeyringError, seal.SealError) as error:
            raise SystemExit(
                str(error) or "the databases are sealed with another key"
            ) from error

    def _file(self):
        file = self.keys.key_file()
        if not file:
            raise SystemExit(
                "The configuration names no file: add [nob_mentorship] key_file. A key "
                f"in the variable {self.keyring.VARIABLE} is changed where it is set."
            )
        return Path(file)

    def _new(self):
        file = self._file()
        if file.exists():
            raise SystemExit(f"{file} is there already; rotate adds a version.")
        self.keyring.save(self.keyring.grown(self.keyring.Keyring()), file)
        print(f"{file}: version 1. Back it up, and apart from the database.")

    def _status(self):
        versions = self.keys.masters().versions
        print(f"versions here: {', '.join(map(str, versions)) or 'none'}")
        for name, env in self._environments():
            print(f"{name}: keys by version {self._used(env)}")

    def _rotate(self):
        masters = self.keys.masters()
        if not masters:
            raise SystemExit("There is no key yet: new makes one.")
        begun = any(
            set(self._used(env)) - {masters.newest}
            for _name, env in self._environments()
        )
        if not begun or len(masters.versions) == 1:
            file = self._file()
            ring = self.keyring.grown(self.keyring.load(file))
            self.keyring.save(ring, file)
            masters = ring.masters()
            print(f"version {masters.newest} is in {file}; both versions work.")
        for name, env in self._environments():
            count = self.keys.rewrap(env, masters) + self.ballots.rewrap(env, masters)
            print(f"{name}: {count} keys wrapped with version {masters.newest}.")
            env.cr.execute("SELECT now()::timestamp(0)")
            (moment,) = env.cr.fetchone()
            print(
                f"{name}: once the older versions are retired, and their backups "
                f"destroyed, no backup made before {moment} UTC can be read."
            )

    def _retire(self):
        file = self._file()
        ring = self.keyring.load(file)
        newest = max(ring.versions, default=0)
        for name, env in self._environments():
            if older := set(self._used(env)) - {newest}:
                raise SystemExit(f"{name} still uses version {older}: rotate first.")
        self.keyring.save(self.keyring.newest_only(ring), file)
        print(
            f"Only version {newest} is left in {file}. Backups made before the "
            "rotation are unreadable from now, as long as no copy of the older "
            "versions is left."
        )

    def _environments(self):
        """Give (name, environment) of each database, one after the other."""
        for name in self.databases:
            with Registry(name).cursor() as cr:
                yield name, Environment(cr, SUPERUSER_ID, {})

    def _used(self, env):
        """Return {version: number of keys} of a database, those of its open
        evaluations too."""
        of_rooms = env["mentorship.room.key"]._read_group([], ["version"], ["__count"])
        return dict(Counter(dict(of_rooms)) + Counter(self.ballots.versions(env)))
