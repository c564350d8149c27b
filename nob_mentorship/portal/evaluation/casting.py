"""A ballot sent by a browser: from the request into the box.

All of it is ciphertext. It is written without the ORM, so that no automation runs on
it, and the invitation is marked in the same transaction. The response is a code.
"""

from base64 import b64encode
from dataclasses import dataclass

from odoo.tools import SQL

from ...tools import ballot_file, ballot_hash

HASH_BYTES = 64
MOST = HASH_BYTES + ballot_file.sealed_length(ballot_file.LONGEST)
"""The number of bytes of the longest request."""


@dataclass(frozen=True)
class Found:
    """The target of a token.

    :param str standing: ``open``, ``answered``, ``closed`` or ``unknown``
    """

    standing: str
    invitation_id: int = 0
    role: str = ""
    lang: str = ""
    partner_id: int = 0


def find(env, evaluation_id, token_hash):
    """Return the `Found` of a token's hash, as sent by a browser.

    The evaluation cannot change until the transaction ends: a concurrent closing waits,
    or came first.

    :param env: a superuser environment
    """
    if not ballot_hash.is_hash(token_hash):
        return Found("unknown")
    cr = env.cr
    cr.execute(
        SQL(
            "SELECT state, closing FROM mentorship_evaluation WHERE id = %s FOR SHARE",
            evaluation_id,
        )
    )
    row = cr.fetchone()
    if row and (row[0] == "closed" or row[1]):
        return Found("closed")
    cr.execute(
        SQL(
            """
            SELECT invitation.id, invitation.responded, invitation.role,
                   partner.lang, partner.id
              FROM mentorship_evaluation_token token
              JOIN mentorship_evaluation_invitation invitation
                ON invitation.id = token.invitation_id
              JOIN res_partner partner ON partner.id = invitation.partner_id
             WHERE token.token_hash = %s AND invitation.evaluation_id = %s
            """,
            ballot_hash.of_row(token_hash),
            evaluation_id,
        )
    )
    found = cr.fetchone()
    if not row or row[0] != "open" or not found:
        return Found("unknown")
    number, responded, role, lang, partner = found
    return Found(
        "answered" if responded else "open", number, role or "", lang or "", partner
    )


def cast(env, evaluation_id, sent):
    """Put a ballot into the box; return a code.

    :param env: a superuser environment
    :param bytes sent: the hash of the token, 64 hexadecimal digits, and the ballot
    :return: ``in_box``, ``wrong`` (not a ballot of this evaluation), or a standing of
        :class:`Found`
    """
    token_hash = sent[:HASH_BYTES].decode("ascii", "replace")
    file = sent[HASH_BYTES:]
    found = find(env, evaluation_id, token_hash)
    if found.standing not in ("open", "answered"):
        return found.standing
    cr, evaluation = env.cr, env["mentorship.evaluation"].browse(evaluation_id)
    if len(file) != evaluation._ballot_bytes():
        return "wrong"
    digest = ballot_hash.of("ballot", file)
    if found.standing == "answered":
        return "in_box" if _lies_there(cr, evaluation_id, digest) else "answered"
    cr.execute(
        SQL(
            "UPDATE mentorship_evaluation_invitation SET responded = TRUE"
            " WHERE id = %s AND responded IS NOT TRUE",
            found.invitation_id,
        )
    )
    if not cr.rowcount:
        return "answered"
    cr.execute(
        SQL(
            "INSERT INTO mentorship_evaluation_ballot"
            " (evaluation_id, ciphertext, ballot_hash) VALUES (%s, %s, %s)",
            evaluation_id,
            b64encode(file).decode(),
            digest,
        )
    )
    invitations = env["mentorship.evaluation.invitation"]
    invitations.browse(found.invitation_id).invalidate_recordset(["responded"])
    return "in_box"


def _lies_there(cr, evaluation_id, digest):
    """Tell whether this very ballot arrived before, but its sender did not get the
    response.
    """
    cr.execute(
        SQL(
            "SELECT 1 FROM mentorship_evaluation_ballot"
            " WHERE evaluation_id = %s AND ballot_hash = %s",
            evaluation_id,
            digest,
        )
    )
    return bool(cr.fetchone())
