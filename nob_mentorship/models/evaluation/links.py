"""The links to a form: each is drawn for one invitation, and only its hash is kept.

Plain functions, so that no method of a record gives out the link of somebody else. They
are called where a mail is queued to the person who was asked, and where that person,
logged in, opens the form.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import ballot_hash
from . import verified

PAGE = "/mentorship/evaluation/"
MOST = 200
"""Links of one invitation: more often than that a form is opened by no person."""


def draw(invitation):
    """Return the path of an invitation's form, with a new token behind the ``#``.

    :param invitation: one ``mentorship.evaluation.invitation`` of an open evaluation,
        with the server's rights
    :raises UserError: where there are too many, the paper is not the box's or nothing
        here says which one is, or the form is closing: the box is opened for one set of
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
                "e-mail."
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
    """Tell whether a form is open, and keep it so until the transaction ends."""
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
    """Put a link of their own into a queued mail, where it leads to the form.

    :param mail: ``mail.mail`` to the person who was asked
    """
    place = invitation.form_link
    if not place or place not in (mail.body_html or ""):
        return
    link = f"{base(invitation)}{draw(invitation)}"
    mail.body_html = mail.body_html.replace(place, link)


def base(invitation):
    """Return the address of the site that a mail's links lead to."""
    return invitation.programme_id.get_base_url()
