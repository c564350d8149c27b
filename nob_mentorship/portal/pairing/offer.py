"""An offer: “not now” until a day, and a question back (P19)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields

from ...models.base.form_words import sentence
from ...models.pairing.offer_question import QUESTION_LIMIT
from ...tools.form import FormError, read_date, read_text
from ..base import words
from ..base.refused import FieldsRefused
from . import people

PROPOSED = relativedelta(months=3)
"""How far ahead the day of “not now” is at first."""


def values(env, pairing, own, typed=None):
    """Return the values of the part of the page that asks for an answer.

    :param own: the member's ``mentorship.pairing.member``
    :param dict typed: {form: {input: text}}, for values that were refused or arrived
        too late
    """
    typed = typed or {}
    today = fields.Date.context_today(pairing)
    asked = own.question_ids
    return {
        "until": typed.get("not_now", {}).get("until", str(_first_day(pairing, today))),
        "earliest": str(today + timedelta(days=1)),
        "latest": str(today + relativedelta(years=1)),
        "not_now": "not_now" in typed,
        "question": typed.get("ask", {}).get("question", ""),
        "ask": "ask" in typed,
        "may_show": pairing._can_show_question()
        and env._(
            "%s may read and answer it too",
            people.names_of_others(env, pairing, own.partner_id),
        ),
        "shown": bool(typed.get("ask", {}).get("shown")),
        "limit": QUESTION_LIMIT,
        "asked": asked.text or "",
        "answer": asked.answer or "",
        "answered_by": asked.answerer_id
        and env._("Answer from %s", asked.answerer_id.partner_id.name),
        "waits": bool(asked.waits),
        "waiting": env._(
            "You will get an email once your question is answered. Until then, your "
            "time to answer does not run. You can already say yes or no."
        ),
    }


def shown(env, pairing, own, typed=None):
    """Return the question that the other one in an offer lets this member read, or
    None.

    :param own: the member's ``mentorship.pairing.member``
    :param dict typed: {form: {input: text}}, as for `values`
    """
    question = pairing.question_ids._shown_to(own)[:1]
    if pairing.state != "offered" or not question:
        return None
    name = question.partner_id.name
    return {
        "title": env._("%s has a question before answering", name),
        "text": question.text,
        "answer": question.answer or "",
        "own": question.answerer_id == own,
        "waits": question.waits,
        "explained": env._(
            "You can answer it yourself: %s then reads your answer, with your name. If "
            "you leave it, the coordinator answers.",
            name,
        ),
        "typed": (typed or {}).get("answer_question", {}).get("words", ""),
        "limit": QUESTION_LIMIT,
    }


def _first_day(pairing, today):
    """Return the day that stands in the form at first: in three months, but no later
    than the end of the edition.
    """
    day, end = today + PROPOSED, pairing.edition_id.date_end
    return max(min(day, end or day), today + timedelta(days=1))


def read_not_now(env, pairing, post):
    """Read the form of “not now”.

    :param post: a ``werkzeug`` MultiDict of strings
    :return: the day
    :raises FieldsRefused: for a day that is none, or is too early or too late
    """
    try:
        until = read_date(post.get("until"))
    except FormError as error:
        raise FieldsRefused(env, {"until": sentence(env, error)}) from error
    if not until or not pairing._is_later(until):
        raise FieldsRefused(env, {"until": pairing._later_words()})
    return until


def read_words(env, post, name):
    """Read the form of a question back, or of an answer to one.

    :param post: a ``werkzeug`` MultiDict of strings
    :param str name: the name of the input
    :return: its text
    :raises FieldsRefused: if it is empty, or too long
    """
    try:
        text = read_text(post.get(name), QUESTION_LIMIT)
        if not text:
            raise FormError("missing")
    except FormError as error:
        raise FieldsRefused(env, {name: sentence(env, error)}) from error
    return text


def exported(env, partner):
    """Return a member's questions about offers, for the export."""
    questions = env["mentorship.offer.question"].search(
        [("partner_id", "=", partner.id)]
    )
    return [
        {
            "edition": question.pairing_id.edition_id.display_name,
            "asked_on": words.plain(env, question.asked_on),
            "text": question.text,
            "answer": question.answer or None,
            "answered_on": words.plain(env, question.answered_on),
        }
        for question in questions
    ]


def exported_answers(env, partner):
    """Return a member's answers to questions of others, for the export; a question is
    the other's.
    """
    questions = env["mentorship.offer.question"].search(
        [("answerer_id.partner_id", "=", partner.id)]
    )
    return [
        {
            "edition": question.pairing_id.edition_id.display_name,
            "text": question.answer,
            "answered_on": words.plain(env, question.answered_on),
        }
        for question in questions
    ]
