"""Links to a form: each is generated for one invitation, and only its hash is stored.

These are plain functions, so that no record method can give out another person's link.
They are called when a mail to the invited person is queued, and when that person,
logged in, opens the form.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import ballot_hash
from . import verified

PAGE = "/mentorship/evaluation/"
MOST = 200
"""The maximum number of links of one invitation; no person opens a form that often."""


def draw(invitation):
    """Return the path of an invitation's form, with a new token after the ``#``.

    :param invitation: one ``mentorship.evaluation.invitation`` of an open evaluation,
        as superuser
    :raises UserError: if there are too many, if the paper is not the box's or this
        server cannot tell, or if the form is closing: the box is opened for one set of
        ballots and tokens
    """
    tokens, evaluation = invitation.token_ids, invitation.evaluation_id
    if not _holds_open(evaluation):
        raise UserError(invitation.env._("This form is closed."))
    if not verified.is_signed(evaluation):
        raise UserError(verified.why_not(invitation.env))
    if len(tokens) >= MOST:
        raise UserError(
            invitation.env._(
                "You have opened this form too many times. Please use the link in your "
                "email."
            )
        )
    token = ballot_hash.new_number()
    tokens.create(
        {
            "invitation_id": invitation.id,
            "token_hash": ballot_hash.of_row(
                ballot_hash.of("token", bytes.fromhex(token))
            ),
        }
    )
    return f"{PAGE}{evaluation.id}#{token}.{evaluation.paper_hash}"


def _holds_open(evaluation):
    """Tell whether a form is open, and keep it open until the transaction ends."""
    evaluation.flush_recordset(["state", "closing"])
    cr = evaluation.env.cr
    cr.execute(
        SQL(
            "SELECT state = 'open' AND closing IS NOT TRUE FROM mentorship_evaluation "
            "WHERE id = %s FOR SHARE",
            evaluation.id,
        )
    )
    return cr.fetchone() == (True,)


def fill(invitation, mail):
    """Put a personal link into a queued mail that leads to the form.

    :param mail: the ``mail.mail`` to the invited person
    """
    place = invitation.form_link
    if not place or place not in (mail.body_html or ""):
        return
    link = f"{base(invitation)}{draw(invitation)}"
    mail.body_html = mail.body_html.replace(place, link)


def base(invitation):
    """Return the address of the site for links in mails."""
    return invitation.programme_id.get_base_url()
