"""The contents of a database, to compare two moments of it."""

from dev import postgres

SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def schema(db):
    """Return the names of all that the database's schema holds."""
    return {name for (name,) in postgres.query(SCHEMA, db)}


KEYS = {"ir_model_data": "module || '.' || name || ' of ' || model"}
"""{table: an expression that identifies a row better than its id}"""


def rows(db):
    """Return the ids of all rows, or their hashes if they have none."""
    tables = sorted(name for (name,) in postgres.query(TABLES, db))
    found = {table: set() for table in tables}
    usual = "coalesce(to_jsonb(t)->>'id', md5(t::text))"
    every = " UNION ALL ".join(
        f"SELECT '{table}', {KEYS.get(table, usual)} FROM \"{table}\" t"
        for table in tables
    )
    for table, key in postgres.query(every, db):
        found[table].add(key)
    return found


def contents(db, table):
    """Return the rows of a table as texts, without the last writer and time."""
    return sorted(
        row
        for (row,) in postgres.query(
            f"SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM \"{table}\" t", db
        )
    )
