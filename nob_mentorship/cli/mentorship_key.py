from collections import Counter
from pathlib import Path

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

ACTIONS = ("new", "status", "rotate", "retire", "adopt", "mend", "page")
MENDING = {
    "folder_empty": "No folder has keys of this database, so there is nothing to copy "
    "from. Look for the folder that had them, or for a copy of it.",
    "damaged": "A file is damaged in every folder that has it. Put back a copy of the "
    "folder, and run mend again.",
    "conflict": "The folders have different files of one evaluation, so one of them "
    "belongs to another time. Find out which one is right, replace the other with an "
    "empty folder, and run mend again.",
}
"""Problems for which ``mend`` is refused, because it cannot solve them."""


class MentorshipKey(Command):
    """Make, rotate and retire the master key of ballot boxes and five words"""

    name = "mentorship_key"
    description = """
        Odoo's configuration names the file with the master key:

            [nob_mentorship]
            key_file = /etc/odoo/mentorship.key

        new      make the file, with version 1
        status   show which versions there are, and which ones the databases use
        rotate   add a version, and wrap every database's keys with it; both work
        retire   remove the older versions: older backups are unreadable from then on
        adopt    give the keys of evaluations to this copy of the database alone, after
                 a restore
        mend     copy to each ballot folder what it lacks, after a folder was added or
                 replaced, or a file in it was damaged
        page     write the sealed page for a separate host. This needs three more
                 options: room_url, the address of the page; room_dir, the folder that
                 its web server serves; odoo_url, the address of Odoo
    """

    def run(self, cmdargs):
        parser = self.parser
        parser.add_argument("-c", "--config", required=True)
        parser.add_argument("-d", "--database", action="append", default=[])
        parser.add_argument(
            "--former", help="adopt: the uuid of the database before it was restored"
        )
        parser.add_argument("action", choices=ACTIONS)
        arguments = parser.parse_args(cmdargs)
        config.parse_config(["-c", arguments.config], setup_logging=True)
        # the addon's own code, as the server loads it
        from odoo.addons.nob_mentorship.models.evaluation import box, sentences
        from odoo.addons.nob_mentorship.models.sealed import keys
        from odoo.addons.nob_mentorship.tools import apart, keyring, seal

        self.apart, self.box, self.sentences = apart, box, sentences
        self.keys, self.keyring = keys, keyring
        self.former = arguments.former
        self.databases = arguments.database or config["db_name"]
        try:
            getattr(self, f"_{arguments.action}")()
        except (keyring.KeyringError, seal.SealError) as error:
            raise SystemExit(
                str(error) or "the databases are sealed with another key"
            ) from error
        except apart.Refused as refused:
            raise SystemExit(self._said(refused)) from refused

    def _file(self):
        file = self.keys.key_file()
        if not file:
            raise SystemExit(
                "The configuration names no file: add [nob_mentorship] key_file, or "
                f"name it in the environment variable {self.keyring.VARIABLE}."
            )
        return Path(file)

    def _new(self):
        file = self._file()
        if file.exists():
            raise SystemExit(f"{file} already exists; rotate adds a version.")
        self.keyring.save(self.keyring.grown(self.keyring.Keyring()), file)
        print(f"{file}: version 1. Back it up separately from the database.")

    def _status(self):
        versions = self.keys.masters().versions
        print(f"versions here: {', '.join(map(str, versions)) or 'none'}")
        for name, env in self._environments():
            print(f"{name}: keys by version {self._used(env)}")
            if self.box.is_here():
                self._folder_status(name, env)

    def _folder_status(self, name, env):
        (found,) = self.box.ask(env, "check", evaluations=[])
        for at, code in enumerate(found["folders"]):
            refused = self.apart.Refused(code, {"folder": at})
            well = f"{self.box.folders()[at]}: well"
            said = well if code == "ready" else self.sentences.said(env, refused)
            print(f"{name}: ballot folder {said}")
        if self.box.SIGNER.fullmatch(found["box"]):
            print(f"{name}: box_key = {found['box']}")
        elif set(found["folders"]) == {"folder_empty"}:
            print(f"{name}: no evaluation was opened with these folders yet.")
        else:
            refused = self.apart.Refused(found["box"])
            print(f"{name}: box_key: {self.sentences.said(env, refused)}")

    def _rotate(self):
        masters = self.keys.masters()
        if not masters:
            raise SystemExit("There is no key yet: make one with new.")
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
            count = sum(
                rewrap(env, masters)
                for rewrap in (self.keys.rewrap_ways, self._rewrap_ballots)
            )
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
            "rotation can no longer be read, unless a copy of an older version still "
            "exists."
        )

    def _adopt(self):
        for name, env in self._environments():
            self.box.adopt(env, self.former)
            print(f"{name} has the keys of its evaluations; no other copy opens them.")

    def _mend(self):
        for name, env in self._environments():
            try:
                (done,) = self.box.ask(env, "mend")
            except self.apart.Refused as refused:
                if refused.code not in MENDING:
                    raise
                words = MENDING[refused.code]
                raise SystemExit(f"{name}: {words} ({refused.code})") from refused
            print(f"{name}: {done['written']} files copied; the folders match now.")
            env["mentorship.evaluation"]._look_soon()

    def _page(self):
        from odoo.addons.nob_mentorship.models.sealed import address
        from odoo.addons.nob_mentorship.tools import conf, room_page

        try:
            named = {
                name: address.configured(name)
                for name in ("room_url", "room_dir", "odoo_url")
            }
        except conf.Unreadable as error:
            raise SystemExit(str(error)) from error
        if missing := [name for name, value in named.items() if not value]:
            raise SystemExit(
                "The page is on Odoo's own host, which needs no files. For a separate "
                f"host, add to [nob_mentorship]: {', '.join(missing)}."
            )
        try:
            folder = room_page.write(
                named["room_dir"],
                named["room_url"],
                named["odoo_url"],
                address.settings(named["odoo_url"], self._signer()),
            )
        except (room_page.NotBuilt, ValueError, OSError) as error:
            raise SystemExit(str(error)) from error
        print(f"{folder}: the page is written.")
        print(f"The headers that the web server must send with it: {folder}.headers")
        way_in = folder.parent / "index"
        print(f"The headers for {way_in}.html, which leads there: {way_in}.headers")

    def _signer(self):
        """Return the public half of the first database's box key, or None."""
        return next((self.box.signer(env) for _, env in self._environments()), None)

    def _environments(self):
        """Yield (name, environment) for each database."""
        for name in self.databases:
            with Registry(name).cursor() as cr:
                self.database = name
                yield name, Environment(cr, SUPERUSER_ID, {})

    def _said(self, refused):
        """Return the problems of the current database's ballot folders."""
        with Registry(self.database).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            words = self.sentences.said(env, refused)
        return f"{self.database}: {words} ({refused.code})"

    def _used(self, env):
        """Return {version: number of keys} of a database, for phrases and open
        evaluations.
        """
        ways = env["mentorship.identity.way"]
        of_ways = ways._read_group(
            [("master_version", "!=", 0)], ["master_version"], ["__count"]
        )
        return dict(Counter(dict(of_ways)) + Counter(self._ballot_versions(env)))

    def _ballot_versions(self, env):
        """Return {version: how many files of the ballot folders it wraps}."""
        if not self.box.is_here():
            return {}
        (found,) = self.box.ask(env, "check", evaluations=[])
        versions = found["versions"].items()
        return {int(name): n for name, n in versions if name.isdigit()}

    def _rewrap_ballots(self, env, _masters):
        """Ask the separate program to wrap the keys of evaluations again; return how
        many there were.
        """
        if not self._ballot_versions(env):
            return 0
        (done,) = self.box.ask(env, "rewrap")
        return done["wrapped"]
