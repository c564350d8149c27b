import logging

from odoo.exceptions import UserError
from odoo.tools import SQL, config, str2bool

from odoo.addons.nob_mentorship.tools import conf

_logger = logging.getLogger(__name__)

OPTION = "drop_sealed_1x"
MESSAGE = """The upgrade of nob_mentorship stopped, and nothing was changed.

This database holds texts that version 1.x sealed on the server (%(found)s). From this \
version on, texts are sealed in the browsers of their readers, and these cannot be \
read any more. Choose one of two ways:
1. Start version 1.3 again, and let members export what they wrote, and coordinators \
read the messages to them. Upgrade after that as in 2: the texts are destroyed.
2. Have the texts destroyed by the upgrade, for good: set
   %(option)s = True
   in the section [%(section)s] of Odoo's configuration file, and upgrade again."""
OF_STAFF = SQL("audience = 'coordinator'")
TEXTS = {
    "notes": ("mentorship_note", SQL("NOT (%s)", OF_STAFF)),
    "messages to the coordinators": ("mentorship_note", OF_STAFF),
    "files": ("mentorship_note_file", SQL("TRUE")),
    "goals": ("mentorship_goal", SQL("TRUE")),
    "development plans": ("mentorship_plan", SQL("TRUE")),
    "agreements": ("mentorship_agreement", SQL("TRUE")),
    "consents": ("mentorship_consent", SQL("TRUE")),
}
"""{kind of text: (its table, the condition on its rows)}"""


def migrate(cr, version):
    """Destroy the texts that 1.x sealed on the server, if odoo.conf confirms it;
    otherwise stop. The statistics stay.

    Its name sorts before all other steps, so that none has run if it stops.

    :raises UserError: if there are texts, and their destruction was not confirmed
    """
    found = {what: count for what in TEXTS if (count := _sealed(cr, *TEXTS[what]))}
    if not found:
        return
    said = ", ".join(f"{count} {what}" for what, count in found.items())
    if not str2bool(conf.option(config["config"], OPTION) or "", False):
        raise UserError(
            MESSAGE % {"found": said, "option": OPTION, "section": conf.SECTION}
        )
    for what in found:
        _clear(cr, *TEXTS[what])
    _end_consents(cr)
    _leave_room_for_plans(cr)
    _let_go(cr)
    _logger.info("Texts of 1.x destroyed, as odoo.conf says: %s", said)


def _sealed(cr, table, rows):
    """Return how many rows of a table have a text; 0 before version 1.1."""
    cr.execute(SQL("SELECT to_regclass(%s)", table))
    if not cr.fetchone()[0]:
        return 0
    cr.execute(
        SQL(
            "SELECT to_jsonb(one) ? 'sealed' FROM (SELECT * FROM %s LIMIT 1) one",
            SQL.identifier(table),
        )
    )
    if cr.fetchone() != (True,):
        return 0
    cr.execute(
        SQL(
            "SELECT count(*) FROM %s WHERE sealed IS NOT NULL AND %s",
            SQL.identifier(table),
            rows,
        )
    )
    return cr.fetchone()[0]


def _clear(cr, table, rows):
    emptied = ["sealed", "readers"]
    if table == "mentorship_note_file":
        emptied.append("content")
    cr.execute(
        SQL(
            "UPDATE %s SET %s WHERE %s",
            SQL.identifier(table),
            SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in emptied),
            rows,
        )
    )


def _end_consents(cr):
    """End the requested and granted consents, because their texts are gone."""
    cr.execute(
        """
        UPDATE mentorship_consent
           SET state = CASE state WHEN 'granted' THEN 'revoked' ELSE 'refused' END,
               revoked_on = now() AT TIME ZONE 'UTC',
               given = NULL
         WHERE state IN ('asked', 'granted')
        """
    )


def _leave_room_for_plans(cr):
    """Remove the emptied plans of active pairs: a member has only one plan, and could
    not write it anew."""
    cr.execute(
        """
        DELETE FROM mentorship_plan plan
         USING mentorship_pairing pairing
         WHERE pairing.id = plan.pairing_id AND pairing.state = 'active'
           AND plan.sealed IS NULL
        """
    )
    cr.execute(
        """
        UPDATE mentorship_pairing pairing
           SET plan_count = 0
         WHERE state = 'active' AND plan_count > 0
        """
    )


def _let_go(cr):
    """Close what active pairs cannot continue without its text: agreements that wait
    for acceptance are replaced, and open goals are dropped. Reached goals stay."""
    cr.execute(
        """
        UPDATE mentorship_agreement version
           SET state = 'replaced'
          FROM mentorship_pairing pairing
         WHERE pairing.id = version.pairing_id AND pairing.state = 'active'
           AND version.state = 'asked' AND version.sealed IS NULL
        """
    )
    cr.execute(
        """
        UPDATE mentorship_goal goal
           SET state = 'dropped'
          FROM mentorship_pairing pairing
         WHERE pairing.id = goal.pairing_id AND pairing.state = 'active'
           AND goal.state = 'open' AND goal.sealed IS NULL
        """
    )
    cr.execute(
        """
        UPDATE mentorship_pairing pairing
           SET goal_count = (
                   SELECT count(*)
                     FROM mentorship_goal goal
                    WHERE goal.pairing_id = pairing.id AND goal.state <> 'dropped'
               ),
               agreement_state = CASE
                   WHEN EXISTS (
                       SELECT 1
                         FROM mentorship_agreement version
                        WHERE version.pairing_id = pairing.id
                          AND version.state = 'agreed'
                   )
                   THEN 'agreed'
                   ELSE 'none'
               END
         WHERE state = 'active'
        """
    )
