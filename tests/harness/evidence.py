"""The traces that an attacker can find who has everything except the keys: all tables
with PostgreSQL's own columns, sizes, sequences, log, sessions, files, mails.

Log, sessions, files and mails are tables here too, so that one search goes through all
of it.
"""

import re
from dataclasses import dataclass, field

import psycopg2

from dev import paths, postgres

TABLES = """
SELECT c.oid, c.relname, c.reltoastrelid FROM pg_class c
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
COLUMNS = """
SELECT c.relname, a.attname, t.typname FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
   AND a.attnum > 0 AND NOT a.attisdropped
"""
FOREIGN_KEYS = """
SELECT f.conrelid::regclass::text, a.attname, f.confrelid::regclass::text
  FROM pg_constraint f
  JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
 WHERE f.contype = 'f' AND array_length(f.conkey, 1) = 1
"""
STATE = """
SELECT '{0}', count(*), max(xmin::text::bigint), sum(xmin::text::bigint),
       sum(xmax::text::bigint), {1}, {2}, {3} FROM "{0}"
"""
ROWS = """
SELECT to_jsonb(t), t.xmin::text::bigint, t.xmax::text::bigint, t.cmin::text::bigint,
       t.ctid::text FROM "{0}" t
"""
SYSTEM = {"xmin": "xid", "xmax": "xid", "cmin": "number", "ctid": "place"}
KINDS = {
    "int2": "number",
    "int4": "number",
    "int8": "number",
    "float8": "number",
    "numeric": "number",
    "bool": "number",
    "timestamp": "time",
    "timestamptz": "time",
}
"""How to compare columns of each type; any other is text."""
LOGGED = re.compile(
    r"^(?P<time>\S+ \S+) \d+ INFO (?P<db>\S+) werkzeug: .*"
    r'"(?P<method>[A-Z]+) (?P<path>\S+) [^"]*" (?P<status>\d+) \S+'
    r" (?P<queries>\d+) (?P<sql>[\d.]+) (?P<python>[\d.]+)"
)
OUTSIDE = {
    "log": {
        "number": "number",
        "time": "time",
        "method": "text",
        "path": "text",
        "status": "number",
        "queries": "number",
        "sql": "number",
        "python": "number",
    },
    "sessions": {"id": "text", "content": "text", "changed": "time", "size": "number"},
    "files": {"id": "text", "changed": "time", "size": "number"},
    "mails": {
        "number": "number",
        "to": "text",
        "subject": "text",
        "message_id": "text",
        "date": "text",
        "body": "text",
        "size": "number",
    },
}


@dataclass
class Moment:
    """The traces at one moment.

    :param rows: {table: {key of a row: {column: value}}}; a row that did not change is
        the very same object as in the moment before
    :param sizes: {name of a size, or of a sequence: number}
    """

    rows: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=dict)

    def changed(self, before):
        """Return {table: [rows]} of the rows that are new or changed since another
        moment."""
        found = {}
        for table, rows in self.rows.items():
            old = before.rows.get(table, {})
            if rows is not old:
                new = [row for key, row in rows.items() if old.get(key) != row]
                if new:
                    found[table] = new
        return found


class Witness:
    """Records all traces, as often as asked.

    :param server: a running server, with its log at the level ``info``
    :param smtp: `Catcher` of its mails
    """

    def __init__(self, server, smtp):
        self.server, self.smtp = server, smtp
        given = postgres.connection()
        self._connection = psycopg2.connect(dbname=server.db, **given)
        self._connection.set_session("REPEATABLE READ", readonly=True)
        self.kinds = dict(OUTSIDE)
        self._states, self._last = {}, Moment()
        with self._connection, self._connection.cursor() as cr:
            self._tables = self._query(cr, TABLES)
            for table, column, kind in self._query(cr, COLUMNS):
                kinds = self.kinds.setdefault(table, dict(SYSTEM))
                kinds[column] = KINDS.get(kind, "text")
            for table, column, other in self._query(cr, FOREIGN_KEYS):
                self.kinds[table][column] = f"row of {other}"
            for _oid, table, _toast in self._tables:
                if "id" in self.kinds[table]:
                    self.kinds[table]["id"] = f"row of {table}"

    def close(self):
        self._connection.close()

    def look(self):
        """Return the current `Moment`."""
        moment = Moment()
        with self._connection, self._connection.cursor() as cr:
            states = self._look_at_states(cr)
            for table, state in states.items():
                if self._states.get(table) == state:
                    moment.rows[table] = self._last.rows[table]
                else:
                    moment.rows[table] = self._read(cr, table)
                sizes = zip(("table", "toast", "index"), state[-3:], strict=True)
                for name, size in sizes:
                    moment.sizes[f"{name} {table}"] = size
            self._states = states
            for name, last in self._query(
                cr, "SELECT sequencename, last_value FROM pg_sequences"
            ):
                moment.sizes[f"sequence {name}"] = last or 0
        moment.rows["log"] = dict(self._log())
        moment.rows["sessions"] = dict(self._folder(paths.DATA / "sessions", True))
        moment.rows["files"] = dict(self._folder(paths.filestore(self.server.db)))
        moment.rows["mails"] = dict(self._mails())
        self._last = moment
        return moment

    def _query(self, cr, sql):
        cr.execute(sql)
        return cr.fetchall()

    def _look_at_states(self, cr):
        """Return {table: a tuple that differs if the table changed}."""
        parts = [
            STATE.format(
                table,
                f"pg_relation_size({oid})",
                f"pg_relation_size({toast})" if toast else "0",
                f"pg_indexes_size({oid})",
            )
            for oid, table, toast in self._tables
        ]
        return {
            table: state for table, *state in self._query(cr, " UNION ALL ".join(parts))
        }

    def _read(self, cr, table):
        old = self._last.rows.get(table, {})
        rows = {}
        for content, xmin, xmax, cmin, place in self._query(cr, ROWS.format(table)):
            row = {"xmin": xmin, "xmax": xmax, "cmin": cmin, "ctid": place, **content}
            key = content.get("id", place)
            rows[key] = old[key] if old.get(key) == row else row
        return rows

    def _log(self):
        lines = self.server.log.read_text(errors="replace").splitlines()
        for number, line in enumerate(lines):
            found = LOGGED.match(line)
            if found and found["db"] == self.server.db:
                numbers = {
                    name: float(found[name])
                    for name in ("status", "queries", "sql", "python")
                }
                yield number, {**found.groupdict(), **numbers, "number": number}

    def _folder(self, folder, text=False):
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            content = path.read_text(errors="replace") if text else ""
            if text and self.server.db not in content:
                continue
            stat = path.stat()
            row = {"id": path.name, "changed": stat.st_mtime, "size": stat.st_size}
            yield path.name, {**row, **({"content": content} if text else {})}

    def _mails(self):
        for number, message in enumerate(list(self.smtp.messages)):
            body = message.get_body(("html", "plain"))
            yield (
                number,
                {
                    "number": number,
                    "to": " ".join(message.recipients),
                    "subject": message["subject"],
                    "message_id": message["message-id"],
                    "date": message["date"],
                    "body": body.get_content() if body else "",
                    "size": len(message.as_bytes()),
                },
            )
