"""The form with which a member answers a report of a talk (R65)."""

from odoo.exceptions import UserError

from ...models.base.form_words import sentence
from ...models.pairing.checkin_report import WORDS_LIMIT
from ...tools.form import FormError, read_text
from ..base.refused import FieldsRefused

FIELDS = ("report", "version", "agrees", "words")
LONGEST_NUMBER = 9


def typed(post):
    """Return what a member typed, for the page that is shown again."""
    return {name: post.get(name, "") for name in FIELDS}


def answer(pairing, post):
    """Record an answer.

    :param pairing: one ``mentorship.pairing`` of the member, with their rights
    :param post: the form, a ``werkzeug`` MultiDict of strings
    :raises FieldsRefused: with the fields that cannot be read
    :raises AccessError, UserError: see `_answer` of the check-in
    """
    env, errors, words = pairing.env, {}, ""
    # sudo: only of a pairing of the member; `_answer` checks the rest
    checkins = env["mentorship.checkin"].sudo()
    checkin = checkins.search(
        [("id", "=", _number(post.get("report"))), ("pairing_id", "=", pairing.id)]
    )
    if not checkin:
        raise UserError(env._("This report is no longer here."))
    try:
        words = " ".join(read_text(post.get("words"), WORDS_LIMIT).split())
    except FormError as error:
        errors["words"] = sentence(env, error)
    if post.get("agrees") not in ("yes", "no"):
        errors["agrees"] = env._("Please say whether you agree.")
    if errors:
        raise FieldsRefused(env, errors)
    checkin.sudo(False)._answer(_number(post.get("version")), post["agrees"], words)


def _number(text):
    """Return the number in a field that the page filled in, or 0."""
    text = text or ""
    known = text.isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER
    return int(text) if known else 0
