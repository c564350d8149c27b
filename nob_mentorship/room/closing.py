"""Closing an evaluation: once, all at once, and in transactions of its own.

Who could open the box and take it back could look after each answer, and would learn
whose it is. So nothing here runs in a transaction that somebody else can roll back:
first it is committed that no answer is taken any more, and the key is made one that
seals nothing, which no database brings back; then the box is opened.
"""

import logging
import secrets
from collections import Counter
from contextlib import contextmanager

from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import TransactionRollbackError

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL

from ..tools import ballot, cuts
from ..tools.seal import NoKey, SealError
from . import ballots

_logger = logging.getLogger(__name__)
TRIES = 10
SILENT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
    "lang": "en_US",
}


def close(env, evaluation_id, discard=False):
    """Close an open evaluation; safe to call again when it was cut off.

    :param env: the environment of who asks, of which only the database and the user
        are used; the caller checked their rights
    :param int evaluation_id: a committed, open ``mentorship.evaluation``
    :param bool discard: open nothing, and destroy what was answered
    :return: None when it is closed, else why not: ``no_key``, ``damaged`` or ``busy``
    """
    try:
        with _alone(env) as evaluations:
            evaluation = evaluations.browse(evaluation_id)
            if evaluation.state == "closed":
                return None
            key_name = evaluation.key_name
            if not discard:
                ballots.Box(evaluation, closing=True)
            evaluation.closing = True
        if not discard:
            ballots.shut(env, key_name)
        key_name = _again(lambda: _open(env, evaluation_id, discard))
    except NoKey:
        # somebody else may have closed it this very moment
        return None if _is_closed(env, evaluation_id) else "no_key"
    except (SealError, ballot.BallotError):
        return "damaged"
    except (LockNotAvailable, TransactionRollbackError):
        return "busy"
    ballots.destroy_key(env, key_name)
    return None


def _is_closed(env, evaluation_id):
    with _alone(env) as evaluations:
        return evaluations.browse(evaluation_id).state == "closed"


def _again(function):
    """Call a function again when another transaction changed what it read."""
    for left in reversed(range(TRIES)):
        try:
            return function()
        except TransactionRollbackError:
            if not left:
                raise


@contextmanager
def _alone(env):
    """Give the evaluations in a transaction of its own, committed at the end."""
    with env.registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout = '10s'")
        # nobody's rights and nobody's name: who asks was checked before
        yield api.Environment(cr, SUPERUSER_ID, SILENT)["mentorship.evaluation"]
        cr.flush()


def _open(env, evaluation_id, discard):
    """Open, shuffle and write all ballots; return the name of the key to destroy."""
    with _alone(env) as evaluations:
        evaluation = evaluations.browse(evaluation_id)
        if evaluation.state == "closed":
            return evaluation.key_name
        asked = _take(
            evaluation,
            "mentorship_evaluation_invitation",
            ("partner_id", "role", "responded"),
        )
        sealed = _take(evaluation, "mentorship_evaluation_ballot", ("ciphertext",))
        # who did not answer may have no value at all
        answered = sum(bool(responded) for *_person, responded in asked)
        shown = not discard and answered >= evaluation.min_responses
        if not discard and len(sealed) != answered:
            raise SealError
        opened = _opened(evaluation, sealed) if shown else []
        _write_invitations(evaluation, asked)
        if opened:
            _write_answers(evaluation, opened)
        evaluation.write(
            {
                "state": "closed",
                "closing": False,
                "closed_on": fields.Datetime.now(),
                "closes_on": max(
                    evaluation.opens_on, fields.Date.context_today(evaluation)
                ),
                "opened_count": len(opened),
            }
        )
        return evaluation.key_name


def _take(evaluation, table, columns):
    """Delete the rows of an evaluation; return their columns in random order.

    Whoever changes one of them at the same moment, or did since this transaction
    began, makes it fail; then it begins again.
    """
    cr = evaluation.env.cr
    cr.execute(
        SQL(
            "DELETE FROM %s WHERE evaluation_id = %s RETURNING %s",
            SQL.identifier(table),
            evaluation.id,
            SQL(", ").join(map(SQL.identifier, columns)),
        )
    )
    rows = cr.fetchall()
    secrets.SystemRandom().shuffle(rows)
    return rows


def _opened(evaluation, sealed):
    """Return [(role or None, answers)]; each role that is kept is no small group.

    :raises SealError: when one of the ballots does not open
    """
    box = ballots.Box(evaluation, closing=True)
    opened = [box.open(text) for (text,) in sealed]
    counts = Counter(role for role, _answers in opened)
    atoms = cuts.atoms(counts, evaluation.min_responses)
    alone = {role for atom in atoms if len(atom) == 1 for role in atom}
    return [(role if role in alone else None, answers) for role, answers in opened]


def _write_invitations(evaluation, asked):
    """Write anew who was asked and who answered, without the hashes of the tokens."""
    evaluation.env["mentorship.evaluation.invitation"].create(
        [
            {
                "evaluation_id": evaluation.id,
                "partner_id": partner,
                "role": role,
                "responded": responded,
            }
            for partner, role, responded in asked
        ]
    )


def _write_answers(evaluation, opened):
    """Write the answers as those of Odoo Surveys, of nobody, all of one moment."""
    form, now = evaluation.survey_id, evaluation.env.cr.now()
    now = fields.Datetime.to_string(now)
    inputs = evaluation.env["survey.user_input"].create(
        [
            {
                "survey_id": form.id,
                "mentorship_evaluation_id": evaluation.id,
                "mentorship_role": role,
                "state": "done",
                "start_datetime": now,
                "end_datetime": now,
                "predefined_question_ids": [],
            }
            for role, _answers in opened
        ]
    )
    questions = {question.id: question for question in form.question_ids}
    lines = []
    for user_input, (_role, answers) in zip(inputs, opened, strict=True):
        for number, (value, comment) in answers.items():
            lines += _lines(user_input, questions[number], value, comment)
    evaluation.env["survey.user_input.line"].create(lines)


def _lines(user_input, question, value, comment):
    """Return the values of the lines of one answer, as core makes them."""
    lines = []
    if question.question_type == "matrix":
        # one that was not answered is skipped in its first row
        value = value or {row: [False] for row in question.matrix_row_ids.ids[:1]}
        for row, columns in value.items():
            for column in columns:
                line = user_input._get_line_answer_values(
                    question, column, "suggestion"
                )
                lines.append({**line, "matrix_row_id": int(row)})
    else:
        kind = question.question_type
        if kind in ballot.CHOICES:
            kind = "suggestion"
        values = value if isinstance(value, list) else [value]
        if not value:
            # a comment that counts as the answer stands alone
            counts = comment and question.comment_count_as_answer
            values = [] if counts else [None]
        for one in values:
            lines.append(user_input._get_line_answer_values(question, one, kind))
    if comment:
        lines.append(user_input._get_line_comment_values(question, comment))
    return lines
