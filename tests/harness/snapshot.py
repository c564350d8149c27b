"""The data that an addon left in a database, in a form in which two databases can be
compared.

Ids of records differ from one database to the next, so each reference is replaced by
the external identifier of its record.
"""

import json
import re

from dev import postgres

ADDON = "nob_mentorship"
TABLES = {
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.act_url": "ir_act_url",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
    "ir.actions.act_window.view": "ir_act_window_view",
}
"""{model: its table}, for tables that are not named after their model."""
ACTION = re.compile(r'(?:ir\.actions\.\w+,|name=\\")(\d+)')
"""An action by its number, in a menu or in the button of a view."""
PASSING = {
    "access_token",
    "arch_prev",
    "create_date",
    "create_uid",
    "date_init",
    "date_update",
    "first_failure_date",
    "id",
    "lastcall",
    "next_run_date",
    "nextcall",
    "parent_path",
    "write_date",
    "write_uid",
}
"""Columns with the time something was made, with earlier values, and with secrets."""


class Snapshot:
    """
    :param database: the database to look at

    `records` are {external identifier: {column: value}} of all that the addon's files
    made; `links` are the rows of tables between two of them; `schema` are the columns,
    constraints and indexes of the whole database.
    """

    def __init__(self, database):
        self.database = database
        self.names = {
            (_table(model), int(number)): name
            for model, number, name in self._query(
                "SELECT model, res_id, module || '.' || name FROM ir_model_data"
                " WHERE res_id IS NOT NULL ORDER BY module <> 'base', id DESC"
            )
        }
        self.references = {}
        for table, column, target in self._query(
            "SELECT k.conrelid::regclass, a.attname, k.confrelid::regclass"
            " FROM pg_constraint k JOIN pg_attribute a"
            " ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
            " WHERE k.contype = 'f'"
        ):
            self.references.setdefault(table, {})[column] = target
        self.records = self._records()
        self.links = self._links()
        self.schema = self._schema()

    def _query(self, sql):
        return postgres.query(sql, self.database)

    def _rows(self, table, condition="true"):
        """Return the rows of a table, as dicts with external identifiers."""
        references = self.references.get(table, {})
        for (text,) in self._query(
            f'SELECT to_jsonb(t) FROM "{table}" t WHERE {condition}'
        ):
            row = json.loads(ACTION.sub(self._action, text))
            number = row.get("id")
            yield (
                self.names.get((table, number)),
                {
                    column: self.names.get((references[column], value), "unnamed")
                    if value is not None and column in references
                    else value or None
                    for column, value in row.items()
                    if column not in PASSING
                },
            )

    def _records(self):
        found = {}
        models = self._query(
            f"SELECT DISTINCT model FROM ir_model_data WHERE module = '{ADDON}'"
        )
        for (model,) in models:
            mine = (
                f"id IN (SELECT res_id FROM ir_model_data WHERE module = '{ADDON}'"
                f" AND model = '{model}' AND name NOT LIKE 'demo\\_%')"
            )
            for name, row in self._rows(_table(model), mine):
                found[f"{model} {name}"] = row
        return found

    def _links(self):
        found = set()
        mine = {
            table
            for (table, _number), name in self.names.items()
            if name.startswith(f"{ADDON}.")
        }
        ends = self._query(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' GROUP BY table_name"
            " HAVING count(*) = 2 AND NOT bool_or(column_name = 'id')"
        )
        for (table,) in ends:
            targets = self.references.get(table, {})
            if len(targets) != 2 or not mine & set(targets.values()):
                continue
            for _name, row in self._rows(table):
                two = tuple(sorted(f"{column} {row[column]}" for column in row))
                if any(f" {ADDON}." in end for end in two) and not any(
                    ".demo_" in end or "unnamed" in end for end in two
                ):
                    found.add((table, *two))
        return found

    def _schema(self):
        columns = self._query(
            "SELECT table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
        constraints = self._query(
            # Odoo lets PostgreSQL name a required field that is empty, in the order of
            # its work
            "SELECT conrelid::regclass, CASE WHEN contype <> 'n' THEN conname END,"
            " pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        )
        indexes = self._query(
            "SELECT indexdef FROM pg_indexes WHERE schemaname='public'"
        )
        comments = self._query(
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class"
            " WHERE relkind = 'r' AND obj_description(oid, 'pg_class') IS NOT NULL"
        )
        return {" ".join(row) for row in [*columns, *constraints, *indexes, *comments]}

    def _action(self, found):
        """Return how a menu or a button mentions an action, with its name."""
        number = int(found[1])
        tables = (*TABLES.values(), "ir_actions")
        names = (self.names.get((table, number)) for table in tables)
        name = next((name for name in names if name), found[1])
        return found[0].replace(found[1], name)

    def counts(self):
        """Return how many rows each table of the members and of the addon has."""
        tables = self._query(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND (relname LIKE"
            " 'mentorship%' OR relname LIKE 'survey%' OR relname IN"
            " ('res_partner', 'res_users', 'mail_template', 'mail_message',"
            " 'membership_membership_line'))"
        )
        union = " UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM \"{table}\"" for (table,) in tables
        )
        return {table: int(number) for table, number in self._query(union)}


def _table(model):
    return TABLES.get(model, model.replace(".", "_"))
