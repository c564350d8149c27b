"""Casting a ballot: from what a browser sent to a ciphertext in the box.

While the answer is plain, nothing runs but code of the server: its questions are read,
it is checked and sealed. Only then something is written, past the ORM, so that no
automation is part of it. The invitation is marked in the same transaction.
"""

import json
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..tools import ballot
from ..tools.seal import SealError
from . import ballots


@dataclass(frozen=True)
class Found:
    """What a link leads to.

    :param str standing: ``open``, ``answered``, ``closed``, ``no_key`` or ``unknown``
    :param evaluation: ``mentorship.evaluation``, with the server's rights
    :param invitation: ``mentorship.evaluation.invitation``, likewise
    """

    standing: str
    evaluation: object = None
    invitation: object = None


@dataclass(frozen=True)
class Outcome:
    """What became of an answer.

    :param str standing: ``cast``, ``wrong``, or a standing of :class:`Found`
    :param dict wrong: {number of the question: code or sentence}
    """

    standing: str
    wrong: dict = field(default_factory=dict)


def find(env, token):
    """Return what a link leads to.

    :param env: an environment with the server's rights
    """
    invitation = env["mentorship.evaluation.invitation"].search(
        [("token_hash", "=", ballots.hashed(token))], limit=1
    )
    evaluation = invitation.evaluation_id
    if not invitation:
        return Found("unknown")
    if invitation.responded:
        return Found("answered", evaluation, invitation)
    if evaluation.state != "open" or evaluation.closing:
        return Found("closed", evaluation, invitation)
    try:
        if ballots.is_shut(env, evaluation.key_name):
            return Found("closed", evaluation, invitation)
        ballots.Box(evaluation)
    except SealError:
        return Found("no_key", evaluation, invitation)
    return Found("open", evaluation, invitation)


def cast(found, body):
    """Put an answer into the box.

    :param found: `Found`
    :param body: `Secret` of the JSON that the page sent
    :return: `Outcome`
    """
    if found.standing != "open":
        return Outcome(found.standing)
    evaluation, invitation = found.evaluation, found.invitation
    questions = evaluation._questions()
    try:
        sealed, wrong = _sealed(evaluation, invitation.role, questions, body)
    except SealError:
        # the box was shut since the link was looked up
        return Outcome("closed")
    if wrong:
        return Outcome("wrong", wrong)
    cr = evaluation.env.cr
    cr.execute(
        SQL(
            "UPDATE mentorship_evaluation_invitation SET responded = TRUE"
            " WHERE id = %s AND responded IS NOT TRUE",
            invitation.id,
        )
    )
    if not cr.rowcount:
        return Outcome("answered")
    cr.execute(
        SQL(
            "INSERT INTO mentorship_evaluation_ballot (evaluation_id, ciphertext)"
            " VALUES (%s, %s)",
            evaluation.id,
            sealed,
        )
    )
    invitation.invalidate_recordset()
    return Outcome("cast")


def _sealed(evaluation, role, questions, body):
    """Return (sealed ballot or None, what is wrong).

    Here the answer is plain: called are the questions' own checks, and nothing that
    comes from the database.
    """
    try:
        sent = json.loads(body.text())["params"]
        answers, wrong = ballot.read(sent, questions)
    except (ValueError, KeyError, TypeError, RecursionError, ballot.BallotError):
        return None, {0: "invalid"}
    form = evaluation.survey_id
    for question in form.question_ids:
        if question.id in answers:
            value, comment = answers[question.id]
            wrong |= question.validate_question(value or "", comment)
    if wrong:
        return None, wrong
    return ballots.Box(evaluation).seal(role, answers, evaluation.ballot_size), {}
