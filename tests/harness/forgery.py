"""The changes that a thief with the database makes to get into a room."""

import contextlib
import re

from passlib.context import CryptContext

from dev import postgres

from .intruder import ask
from .rpc import RpcError
from .world import PASSWORD

TABLES = {
    "res_users": ("password", "partner_id", "login"),
    "res_partner": ("email", "mentorship_uuid"),
    "mentorship_pairing_member": None,
    "mentorship_note": None,
    "mentorship_goal": None,
    "mentorship_identity": ("partner_id", "state"),
}
"""{table: the columns that are put back, None for all}."""
ANOTHER = "geraden-wachtwoord-2031"


class Forger:
    """Change the database, go in as a user, and restore it.

    :param sweep: `Sweep`
    :param planter: `Planter` of the room
    :param other: `Room` of another pair, of the colleague
    """

    def __init__(self, sweep, planter, other):
        self.sweep, self.planter, self.other = sweep, planter, other
        self.stage, self.room = planter.stage, planter.room
        self.server = self.stage.server
        self.partners = self.stage.partners
        self.users = {name: self._user(name) for name in self.partners}
        self.hash = CryptContext(["pbkdf2_sha512"]).hash(ANOTHER)

    def sql(self, statement):
        """Run a statement on the server's database and return its rows."""
        return postgres.query(statement, self.server.db)

    def _user(self, name):
        partner = self.partners[name]
        rows = self.sql(f"SELECT id FROM res_users WHERE partner_id = {partner}")
        return rows[0][0]

    def _columns(self, table):
        rows = self.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            f" '{table}' AND table_schema = 'public' AND column_name <> 'id'"
        )
        return [f'"{name}"' for (name,) in rows]

    def keep(self):
        """Save the tables as they are now; remove constraints that would stop a
        forger."""
        for table in TABLES:
            self.sql(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        self._back = "; ".join(
            statement for table in TABLES for statement in self._undo(table)
        )
        rows = self.sql(
            "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%UNIQUE%'"
            " AND tablename LIKE 'mentorship_pairing_member%'"
            " AND indexname NOT LIKE '%_pkey'"
        )
        for (index,) in rows:
            self.sql(
                "ALTER TABLE mentorship_pairing_member DROP CONSTRAINT IF EXISTS"
                f" {index}; DROP INDEX IF EXISTS {index}"
            )

        self.sql("DROP INDEX IF EXISTS mentorship_identity_one_current")

    def put_back(self):
        """Restore the saved tables."""
        self.sql(self._back)

    def _undo(self, table):
        """Return the statements that restore a saved table."""
        names = TABLES[table] or self._columns(table)
        values = ", ".join(f"{name} = k.{name}" for name in names)
        yield f"UPDATE {table} t SET {values} FROM kept_{table} k WHERE k.id = t.id"
        if not TABLES[table]:
            yield f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM kept_{table})"

    def try_all(self):
        """Try every forgery by SQL alone."""
        forgeries = self._forgeries()
        self.keep()
        for name, who, password, statements in forgeries:
            self.sql("; ".join(statements))
            self.enter(f"forged: {name}", who, password)
            self.put_back()

    def _forgeries(self):
        """Return (name, login, password, statements) of each forgery."""
        return [
            *self._of_members(),
            *self._of_logins(),
            *self._of_ciphertexts(),
        ]

    def _member(self, partner, enrolment):
        names = self._columns("mentorship_pairing_member")
        new = {'"partner_id"': str(partner), '"enrolment_id"': enrolment}
        values = ", ".join(new.get(name, name) for name in names)
        return (
            f"INSERT INTO mentorship_pairing_member ({', '.join(names)})"
            f" SELECT {values} FROM mentorship_pairing_member"
            f" WHERE pairing_id = {self.room.pairing}"
            f" AND partner_id = {self.partners['mentee']}"
        )

    def _of_members(self):
        room, mentee = self.room.pairing, self.partners["mentee"]
        thief = self.partners["stranger"]
        enrolment = (
            f"(SELECT max(id) FROM mentorship_enrolment WHERE partner_id = {thief})"
        )
        join = self._member(thief, enrolment)
        swap = (
            f"UPDATE mentorship_pairing_member SET partner_id = {thief}"
            f" WHERE pairing_id = {room} AND partner_id = {mentee}"
        )
        every = " ".join(
            row[0] for row in self.sql("SELECT member_uuid FROM mentorship_identity")
        )
        readers = [
            f"UPDATE {table} SET reader_uuids = ' {every} ' WHERE pairing_id = {room}"
            for table in ("mentorship_note", "mentorship_goal")
        ]
        author = [
            f"UPDATE {table} SET author_id = {thief}"
            f" WHERE pairing_id = {room} AND author_id = {mentee}"
            for table in ("mentorship_note", "mentorship_goal")
        ]
        name = "(SELECT mentorship_uuid FROM res_partner WHERE id = {})"
        named = [
            f"UPDATE res_partner SET mentorship_uuid = {name.format(mentee)}"
            f" WHERE id = {thief}",
        ]
        return [
            ("a member who joins", "stranger", PASSWORD, [join]),
            ("… and readers", "stranger", PASSWORD, [join, *readers]),
            ("a member in another's place", "stranger", PASSWORD, [swap]),
            ("… and readers", "stranger", PASSWORD, [swap, *readers]),
            ("… and authors", "stranger", PASSWORD, [swap, *readers, *author]),
            ("… with their name", "stranger", PASSWORD, [swap, *named]),
        ]

    def _of_logins(self):
        mentee = self.users["mentee"]
        reset = f"UPDATE res_users SET password = '{self.hash}' WHERE id = {mentee}"
        moved = f"UPDATE res_users SET partner_id = {self.partners['mentee']}"
        moved += f" WHERE id = {self.users['stranger']}"
        away = f"UPDATE res_users SET partner_id = {self.partners['stranger']}"
        away += f" WHERE id = {mentee}"
        own = "UPDATE mentorship_identity SET state = 'replaced' WHERE partner_id ="
        own += f" {self.partners['stranger']}"
        replaced = "UPDATE mentorship_identity SET partner_id ="
        replaced += f" {self.partners['stranger']} WHERE partner_id ="
        replaced += f" {self.partners['mentee']}"
        return [
            ("a password", "mentee", ANOTHER, [reset]),
            ("a user with the mentee's contact", "stranger", PASSWORD, [moved]),
            ("… and theirs away", "stranger", PASSWORD, [moved, away]),
            ("the mentee's keys", "stranger", PASSWORD, [own, replaced]),
        ]

    def _of_ciphertexts(self):
        room, other = self.room.pairing, self.other.pairing
        self.other.write("colleague", "note", {"text": "van de collega"})
        own, victim = self.other.newest("note"), self.planter.ids["mentee room"]
        whole = ", ".join(
            f"{name} = v.{name}" for name in ("ciphertext", "revision", "copies")
        )
        copy = (
            f"UPDATE mentorship_note t SET {whole}"
            f" FROM mentorship_note v WHERE v.id = {victim} AND t.id = {own}"
        )
        named = (
            "(SELECT ' ' || string_agg(mentorship_uuid, ' ') || ' ' FROM res_partner"
            " WHERE mentorship_uuid IS NOT NULL)"
        )
        move = f"SET pairing_id = {other}, reader_uuids = {named}"
        tables = ("mentorship_note", "mentorship_goal")
        moves = [f"UPDATE {table} {move} WHERE pairing_id = {room}" for table in tables]
        return [
            ("a ciphertext copied", "colleague", PASSWORD, [copy]),
            ("… moved to another pair", "colleague", PASSWORD, moves),
            (
                "a programme that a stranger coordinates",
                "stranger",
                PASSWORD,
                [self._coordinated_by("stranger")],
            ),
        ]

    def _coordinated_by(self, name):
        """Return the statement that makes a user a coordinator of every programme."""
        return (
            "INSERT INTO mentorship_programme_res_users_rel"
            f" SELECT DISTINCT mentorship_programme_id, {self.users[name]}"
            " FROM mentorship_programme_res_users_rel ON CONFLICT DO NOTHING"
        )

    def enter(self, surface, who, password=PASSWORD, login=None):
        """Go in as a user and look at all pages of a pairing."""
        try:
            client = self.server.client(login or self.stage.login(who), password)
        except RpcError:
            self.sweep.look(surface, "", "no login")
            return
        self.look_around(surface, client, who)

    def look_around(self, surface, client, who):
        """Look at all pages of a room in a web session."""
        for room in (self.room, self.other):
            content = client.get(room.path).content
            self.sweep.look(surface, content, f"{who} {room.path}")
            for name, question in (
                ("me", {}),
                ("room", {"room": int(room.pairing), "offset": 0}),
            ):
                answer = ask(client, name, **question)
                self.sweep.look(surface, answer.content, f"{who} {name}")
        self._export(surface, client, who)

    def _export(self, surface, client, who):
        page = client.get("/my/mentorship").text
        token = re.search(r'csrf_token: "([^"]+)"', page)
        answer = client.session.post(
            f"{self.server.url}/my/mentorship/export",
            data={"csrf_token": token and token[1], "format": "json"},
            timeout=120,
        )
        self.sweep.look(surface, answer.content, f"{who} export")

    def by_staff(self):
        """Change logins as the administrator does, and go in."""
        admin = self.server.client()
        mentee, login = int(self.users["mentee"]), self.stage.login("mentee")
        thief = int(self.users["stranger"])
        partner = self.partners["mentee"]
        changes = {
            "a password set by the administrator": (
                ("mentee", ANOTHER, None),
                [("res.users", "write", [[mentee], {"password": ANOTHER}])],
            ),
            "a login and password set by the administrator": (
                ("mentee", ANOTHER, "sweep_taken"),
                [
                    ("res.users", "write", [[mentee], {"login": "sweep_taken"}]),
                    ("res.users", "write", [[mentee], {"password": ANOTHER}]),
                ],
            ),
            "a user moved to the mentee's contact": (
                ("stranger", PASSWORD, None),
                [("res.users", "write", [[thief], {"partner_id": partner}])],
            ),
        }
        for surface, ((who, password, name), todo) in changes.items():
            for model, method, args in todo:
                with contextlib.suppress(RpcError):
                    admin.call(model, method, args)
            self.enter(surface, who, password, name)
            self.put_back()
            admin.call("res.users", "write", [[mentee], {"login": login}])
            self.put_back()

    def by_merging(self, run):
        """Merge contacts, both ways, and go in as the one whose contact it was.

        :param run: function that runs a thief's code as the administrator
        """
        admin = self.server.client()
        pair = (self.partners["stranger"], self.partners["mentee"])
        model = "base.partner.merge.automatic.wizard"
        for source, target in (pair[::-1], pair):
            code = (
                f"env['{model}'].sudo()._update_foreign_keys("
                f"env['res.partner'].browse({source}),"
                f" env['res.partner'].browse({target}))"
            )
            run("merging contacts", code, "two contacts merged")
            values = {
                "partner_ids": [(6, 0, [source, target])],
                "dst_partner_id": target,
                "state": "selection",
            }
            with contextlib.suppress(RpcError):
                wizard = admin.call(model, "create", [values])
                admin.call(model, "action_merge", [[wizard]])
            self.enter("two contacts merged", "stranger")
