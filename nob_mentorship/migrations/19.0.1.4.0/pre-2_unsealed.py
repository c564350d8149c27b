from odoo.tools import SQL

EMPTY = {
    "mentorship_note": ("sealed", "readers"),
    "mentorship_note_file": ("sealed", "readers"),
    "mentorship_goal": ("sealed", "readers"),
    "mentorship_plan": ("sealed", "readers"),
    "mentorship_agreement": ("sealed", "readers"),
    "mentorship_consent": ("sealed", "readers"),
}
"""{table: columns that held texts sealed on the server}; they hold no text any more"""


def migrate(cr, version):
    """Remove the data that only texts sealed on the server needed: messages to the
    coordinators, notices of these, keys, and rights to enter."""
    cr.execute("SELECT to_regclass('mentorship_note')")
    if cr.fetchone()[0]:
        cr.execute("DELETE FROM mentorship_note WHERE audience = 'coordinator'")
    cr.execute(
        """
        DELETE FROM mail_activity
         WHERE res_model = 'mentorship.edition'
           AND note LIKE '%/my/mentorship/message/%'
        """
    )
    cr.execute("DROP TABLE IF EXISTS mentorship_room_access, mentorship_room_key")
    for table, columns in EMPTY.items():
        for column in columns:
            cr.execute(
                SQL(
                    "ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                )
            )
