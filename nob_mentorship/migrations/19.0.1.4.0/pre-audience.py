from odoo.tools import SQL

TABLE = "mentorship_resource"


def migrate(cr, version):
    """Rename the field `role` of resources, with its external identifiers, so that
    nothing that names it is lost."""
    cr.execute(
        "SELECT 1 FROM ir_model_fields"
        " WHERE model = 'mentorship.resource' AND name = 'role'"
    )
    if not cr.fetchone():
        return
    cr.execute("ALTER TABLE mentorship_resource RENAME COLUMN role TO audience")
    cr.execute(
        """
        UPDATE ir_model_fields
           SET name = 'audience'
         WHERE model = 'mentorship.resource' AND name = 'role'
        """
    )
    for old in (f"field_{TABLE}__role", f"selection__{TABLE}__role__"):
        cr.execute(
            SQL(
                """
                UPDATE ir_model_data
                   SET name = %(new)s || substr(name, %(rest)s)
                 WHERE module = 'nob_mentorship' AND starts_with(name, %(old)s)
                """,
                new=old.replace("__role", "__audience"),
                rest=len(old) + 1,
                old=old,
            )
        )
