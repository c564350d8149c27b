from odoo.exceptions import UserError
from odoo.tools import SQL

MESSAGE = """The upgrade of nob_mentorship stopped, and nothing was changed.

These evaluations are open: %s. Answers to them lie sealed by version 1.x, whose keys \
this version cannot use. Start version 1.3 again, close them there, and upgrade after \
that."""


def migrate(cr, version):
    """Stop if an evaluation of 1.x is open, because only that version can open its box.

    Its name sorts before all other steps, so that none has run if it stops.

    :raises UserError: with the names of the evaluations
    """
    cr.execute(SQL("SELECT to_regclass('mentorship_evaluation')"))
    if not cr.fetchone()[0]:
        return
    cr.execute(
        """
        SELECT edition.name || ' (' || evaluation.moment || ')'
          FROM mentorship_evaluation evaluation
          JOIN mentorship_edition edition ON edition.id = evaluation.edition_id
         WHERE evaluation.state = 'open'
           AND to_jsonb(evaluation) ->> 'paper' IS NULL
         ORDER BY evaluation.id
        """
    )
    if found := [name for (name,) in cr.fetchall()]:
        raise UserError(MESSAGE % ", ".join(found))
