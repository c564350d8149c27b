"""Closing an evaluation: once, all at once, and in separate transactions.

Nothing here runs in a transaction that other code can roll back: the end of answering
is committed first, and then the box is opened. The separate program opens it, for one
set of ballots only, and returns the answers shuffled; no ballot is ever next to its
answer here. If it is interrupted at any step, it can be asked again and gives the same
result.
"""

import re
import secrets
from contextlib import contextmanager, suppress

from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import TransactionRollbackError

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL

from ...tools import ballot_hash
from ...tools.apart import Refused
from . import box, written

TRIES = 10
SILENT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
    "lang": "en_US",
}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IN_THE_WAY = (LockNotAvailable, TransactionRollbackError)
"""Errors that mean that another transaction is working on this evaluation."""
KEPT = (
    *("partner_id", "role", "responded", "later"),
    *("pulse_edition_id", "pulse_day"),
)
"""The columns of an invitation that stay once the evaluation is closed."""
GONE = ("destroyed", "no_evaluation")
"""Codes of the program for a key that no longer exists."""
OF_THE_MOMENT = ("busy", "no_folder")
"""Codes that say nothing about the key, only about this moment or this server."""


def close(env, evaluation_id, discard=False):
    """Close an open evaluation; safe to call again after an interruption.

    The key still exists afterwards: see `MentorshipEvaluation._finish_closing`.

    :param env: the environment of the caller, of which only the database and the user
        are used; the caller checked the user's rights
    :param int evaluation_id: a committed, open ``mentorship.evaluation``
    :param bool discard: open nothing, and destroy the answers
    :return: None once it is closed, otherwise the reason: a code of the program, or
        ``busy``
    """
    try:
        with _alone(env) as evaluations:
            evaluation = evaluations.browse(evaluation_id)
            if evaluation.state != "closed":
                if not discard:
                    _see_key(evaluation)
                evaluation.closing = True
        _again(lambda: _open(env, evaluation_id, discard))
    except Refused as refused:
        return _trouble(env, evaluation_id, refused.code)
    except IN_THE_WAY:
        return "busy"
    return None


def destroy(env, evaluation_id):
    """Destroy the key of a closed evaluation, once the closing is committed.

    :raises Refused: if the key is out of reach; the daily job tries again
    """
    with _alone(env) as evaluations:
        evaluation = evaluations.browse(evaluation_id)
        if evaluation.state != "closed" or evaluation.box_gone:
            return
        name, opened = evaluation.box_uuid, evaluation.box_set or ""
        if name:
            given_up = {} if opened else {"give_up": True}
            try:
                box.ask(
                    evaluation.env, "destroy", evaluation=name, set=opened, **given_up
                )
            except Refused as refused:
                if refused.code not in GONE:
                    raise
        evaluation.box_gone = True


def _see_key(evaluation):
    """Raise unless the key can be read here: nothing has changed at that point.

    :raises Refused: with the reason
    """
    name = evaluation.box_uuid
    if not name or not UUID.fullmatch(name):
        raise Refused("no_evaluation")
    if code := evaluation._found_keys([name]).get(name):
        raise Refused(code)


def _trouble(env, evaluation_id, code):
    """Record why the box stays closed; return the code, or None if another process
    closed it at this very moment.
    """
    with suppress(*IN_THE_WAY), _alone(env) as evaluations:
        evaluation = evaluations.browse(evaluation_id)
        if evaluation.state == "closed":
            return None
        if code not in OF_THE_MOMENT:
            evaluation.box_trouble = code
    return code


def _again(function):
    """Call a function again if another transaction changed what it read."""
    for left in reversed(range(TRIES)):
        try:
            return function()
        except TransactionRollbackError:
            if not left:
                raise


@contextmanager
def _alone(env):
    """Yield the evaluations in a separate transaction, committed at the end."""
    with env.registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout = '10s'")
        # as superuser, in no user's name: the caller was checked before
        yield api.Environment(cr, SUPERUSER_ID, SILENT)["mentorship.evaluation"]
        cr.flush()


def _open(env, evaluation_id, discard):
    """Ask the separate program to open all ballots, and write the answers."""
    with _alone(env) as evaluations:
        evaluation = evaluations.browse(evaluation_id)
        if evaluation.state == "closed":
            return
        asked, rows = _take_invitations(evaluation)
        ballots = _take(evaluation, "mentorship_evaluation_ballot", ("ciphertext",))
        told, answers, receipts = _told(evaluation, ballots, rows, discard)
        _write_invitations(evaluation, asked)
        changed = "paper" in told and not evaluation._has_papers_form(told["paper"])
        if answers:
            written.write(evaluation, answers)
        dropped = sum(told.get("dropped", {}).values())
        evaluation.write(
            {
                "state": "closed",
                "closing": False,
                "closed_on": fields.Datetime.now(),
                "opened_count": len(answers),
                "counted_count": told.get("counted", 0),
                "aside_count": told.get("aside", 0) + dropped,
                "box_set": told.get("set"),
                "box_told": _kept(told, dropped, asked),
                "form_changed": changed,
                # members who compare it with a link see the form that counted
                "paper_hash": told.get("paper", evaluation.paper_hash),
                "number_seed": False,
                "receipts": receipts,
            }
        )
        # once it is closed, the paper's last day no longer limits this one
        today = fields.Date.context_today(evaluation)
        last = min(evaluation.closes_on or today, today)
        evaluation.closes_on = max(evaluation.opens_on, last)


def _told(evaluation, ballots, rows, discard):
    """Return (the program's report, answers, receipts). All three are empty for a
    discarded box, unless an earlier closing already bound the box to a set of ballots:
    then that set is opened.

    :raises Refused: if it is not opened
    """
    if discard and not _is_bound(evaluation):
        return {}, [], []
    try:
        told, *rest, _end = box.ask(
            evaluation.env,
            "close",
            [
                *({"ballot": text} for (text,) in ballots),
                *({"row": [token, number]} for token, number in rows),
            ],
            evaluation=evaluation.box_uuid or "",
        )
    except Refused:
        if not discard:
            raise
        return {}, [], []
    if discard:
        return {"set": told["set"]}, [], []
    answers = [(one["role"], one["answers"]) for one in rest if "answers" in one]
    return told, answers, [one["receipt"] for one in rest if "receipt" in one]


def _is_bound(evaluation):
    """Tell whether the program started to open a box. If so, the key can only be
    destroyed for the same set of ballots.
    """
    name = evaluation.box_uuid or ""
    try:
        (found,) = box.ask(evaluation.env, "check", evaluations=[name])
    except Refused:
        return False
    return found["evaluations"][name] == "closing"


def _kept(told, dropped, asked):
    """Return the part of the program's report and of the rows' figures that is kept;
    nothing without a report. See `MentorshipEvaluation._told`.
    """
    if "counted" not in told:
        return {}
    rows = {
        "asked": len(asked),
        "later": sum(bool(later) for _partner, _role, _responded, later, *_ in asked),
        "answered": sum(responded for _partner, _role, responded, *_rest in asked),
    }
    names = ("invited", "later", "ballots", "counted", "aside")
    return {**{name: told[name] for name in names}, "dropped": dropped, "rows": rows}


def _take_invitations(evaluation):
    """Delete the invitations; return (people, rows), each in a separate random order. A
    person comes with whether they answered; a row is the hash of a token row, and the
    number of its invitation.

    A value that is not a hash or not a number belongs to no ballot.
    """
    cr = evaluation.env.cr
    cr.execute(
        SQL(
            """
            SELECT token.token_hash, invitation.drawn_number
              FROM mentorship_evaluation_token token
              JOIN mentorship_evaluation_invitation invitation
                ON invitation.id = token.invitation_id
             WHERE invitation.evaluation_id = %s
            """,
            evaluation.id,
        )
    )
    rows = [
        (token, number)
        for token, number in cr.fetchall()
        if ballot_hash.is_hash(token) and ballot_hash.is_number(number)
    ]
    secrets.SystemRandom().shuffle(rows)
    asked = _take(
        evaluation,
        "mentorship_evaluation_invitation",
        KEPT,
    )
    return asked, rows


def _take(evaluation, table, columns):
    """Delete the rows of an evaluation; return their columns in random order.

    If one of them changes concurrently, or has changed since this transaction started,
    this fails and is retried.
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


def _write_invitations(evaluation, asked):
    """Rewrite the rows of the people who were asked and who answered, without numbers
    and tokens."""
    evaluation.env["mentorship.evaluation.invitation"].create(
        [
            {
                "evaluation_id": evaluation.id,
                **dict(zip(KEPT, row, strict=True)),
            }
            for row in asked
        ]
    )
