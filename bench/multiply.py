"""Makes a small database large: rows that belong together are copied as a whole."""

SHIFT = 1_000_000
"""The number that each copy adds to the ids of the rows."""


def rows(cr, tables, times):
    """Multiply some rows `times` times, in one statement for each table.

    References between these rows lead to the row of the same copy. Rows that link two
    of them, in a table without an id, are copied with them.

    :param dict tables: {table: SQL condition on its alias ``t``}
    :param int times: 1 leaves everything as it is
    """
    # only for rows that satisfy every rule because their originals do
    cr.execute("SET LOCAL session_replication_role = replica")
    tables = {**tables, **_links(cr, tables)}
    for table, condition in tables.items():
        columns = _columns(cr, table)
        if "id" in columns:
            cr.execute(f'SELECT max(id) FROM "{table}"')
            assert (cr.fetchone()[0] or 0) < SHIFT, table
        copied = _references(cr, table, tables)
        values = ", ".join(_value(column, copied, tables) for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        cr.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values}'
            f' FROM "{table}" t, generate_series(1, {times - 1}) AS copy'
            f" WHERE {condition}"
        )
    for table in tables:
        if "id" in _columns(cr, table):
            cr.execute(
                f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'),
                                  (SELECT max(id) FROM "{table}"))"""
            )
    cr.execute("SET LOCAL session_replication_role = origin")
    cr.execute("ANALYZE")


def _links(cr, tables):
    """Return {table: condition} of the tables that link these rows."""
    cr.execute(
        """SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
             FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid::regclass::text IN %s
              AND NOT EXISTS (SELECT 1 FROM pg_attribute i
                               WHERE i.attrelid = c.conrelid AND i.attname = 'id')""",
        [tuple(tables)],
    )
    found = {}
    for table, column, other in cr.fetchall():
        rows = f'SELECT id FROM "{other}" t WHERE {tables[other]}'
        found.setdefault(table, []).append(f't."{column}" IN ({rows})')
    return {table: " OR ".join(found[table]) for table in found}


def _columns(cr, table):
    cr.execute(
        """SELECT attname FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
              AND attgenerated = '' ORDER BY attnum""",
        [table],
    )
    return [name for (name,) in cr.fetchall()]


def _references(cr, table, tables):
    """Return {column: table} of the references to one of the tables."""
    cr.execute(
        """SELECT a.attname, c.confrelid::regclass::text
             FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.conrelid = %s::regclass""",
        [table],
    )
    return {column: other for column, other in cr.fetchall() if other in tables}


def _value(column, copied, tables):
    shifted = f't."{column}" + copy * {SHIFT}'
    if column == "id":
        return shifted
    if column not in copied:
        return f't."{column}"'
    other = copied[column]
    condition = tables[other].replace("t.", "o.")
    inside = f'SELECT 1 FROM "{other}" o WHERE o.id = t."{column}" AND ({condition})'
    return f'CASE WHEN EXISTS ({inside}) THEN {shifted} ELSE t."{column}" END'
