"""The sign-up form: converts what a member typed to field values (R8, R28)."""

from odoo import fields
from odoo.fields import Command

from ...models.base.form_words import sentence
from ...models.base.labels import field_labels
from ...models.enrolment.again import MOST_TOPICS
from ...tools.form import (
    LINE_LIMIT,
    FormError,
    read_date,
    read_number,
    read_text,
)
from ..base.refused import FieldsRefused
from . import parts

MOST_MENTEES = 20
ONWARD = ("next", "submit")
"""The buttons that lead on only if a step is complete."""


def save(own, post, send=False, step=None):
    """Save what a member typed.

    :param own: one ``mentorship.enrolment``, with the member's rights
    :param post: the form, a ``werkzeug`` MultiDict of strings
    :param bool send: whether the member goes on, so that the required fields must be
        filled in
    :param step: the step that the form belongs to; the values of the others stay. None
        for a form with all of them
    :raises FieldsRefused: with the fields that are invalid or missing
    :raises AccessError: if the sign-up is not the member's own
    :raises UserError: if it can no longer be changed
    """
    own._check_may_fill_in()
    # sudo: the member's own, checked above; only read here
    own._fill_in(read(own.sudo(), post, send, step))


def read(enrolment, post, send=False, step=None):
    """Return the values to write; see :func:`save`."""
    of_step = step in (None, parts.ABOUT)
    values, errors = read_choices(enrolment, post) if of_step else ({}, {})
    required = ()
    if send or enrolment.state != "draft":
        required = parts.needed(enrolment, step)
    for name in enrolment._asked_fields():
        if step not in (None, parts.step_of(enrolment, name)):
            continue
        try:
            values[name] = READERS[name](enrolment, post, name)
            if name in required and parts.is_empty(values[name]):
                raise FormError("missing")
        except FormError as error:
            errors[name] = sentence(enrolment.env, error)
    if errors:
        raise FieldsRefused(enrolment.env, errors)
    return values


def send(own, post):
    """Send a sign-up that was saved, and record that the member agrees to the terms.

    :raises FieldsRefused: with the fields of any step that are missing
    :raises UserError: if it cannot be sent for another reason

    :param own: the sign-up, as its member
    :param post: the form that was sent
    """
    own._check_may_fill_in()
    # sudo: the member's own, checked above; only read here
    enrolment = own.sudo()
    asked = enrolment._asked_fields()
    missing = sentence(enrolment.env, FormError("missing"))
    errors = dict.fromkeys(parts.lacking(enrolment, asked), missing)
    try:
        version = read_terms(enrolment.programme_id, post)
    except FormError as error:
        errors["terms"] = sentence(enrolment.env, error)
    if errors:
        raise FieldsRefused(enrolment.env, errors)
    if version:
        own._accept_terms(version)
    own.action_submit()


def read_terms(programme, post):
    """Return the version of the terms that a member agrees to, 0 if there are none.

    :raises FormError: ``not_agreed``, or ``terms_changed`` since the page was shown
    """
    if not programme._has_terms():
        return 0
    read_version = post.get("terms")
    if not read_version:
        raise FormError("not_agreed")
    if read_version != str(programme.terms_version):
        raise FormError("terms_changed")
    return programme.terms_version


def read_choices(enrolment, post):
    """Return (values to write, {input: error message}) for the member's choices for
    matching.
    """
    values, errors = {}, {}
    # a list that was not on the page keeps its previous answer
    choices = [c for c in enrolment._choices() if c.widget != "list" or c.name in post]
    names = {choice.name for choice in choices}
    answers = enrolment.answer_ids.filtered(
        lambda answer: f"question_{answer.question_id.id}" not in names
    ).ids
    for choice in choices:
        several = choice.widget == "boxes"
        sent = post.getlist(choice.name)
        sent = {text for text in (sent if several else sent[:1]) if text}
        if not sent <= choice.options.keys():
            errors[choice.name] = sentence(enrolment.env, FormError("not_offered"))
        elif choice.field == "answer_ids":
            answers += map(int, sent)
        elif several:
            values[choice.field] = [Command.set([int(text) for text in sent])]
        elif sent and choice.widget == "list":
            values[choice.field] = int(sent.pop())
        else:
            values[choice.field] = sent.pop() if sent else False
    values["answer_ids"] = [Command.set(answers)]
    return values, errors


def _text(_enrolment, post, name):
    return read_text(post.get(name))


def _line(_enrolment, post, name):
    return read_text(post.get(name), LINE_LIMIT)


def _box(_enrolment, post, name):
    return bool(post.get(name))


def _topics(enrolment, post, name):
    chosen = set(post.getlist(name))
    topics = enrolment.env["mentorship.topic"].search([("active", "=", True)])
    topics = topics.filtered(lambda topic: str(topic.id) in chosen)
    # a sign-up from before there was a limit keeps its topics until they are changed
    if len(topics) > MOST_TOPICS and topics != enrolment.topic_ids:
        raise FormError("too_many", chosen=len(topics), most=MOST_TOPICS)
    return [Command.set(topics.ids)]


def _mentees(enrolment, post, name):
    return read_number(post.get(name), max(enrolment.held_places, 1), MOST_MENTEES)


def _past_day(enrolment, post, name):
    day = read_date(post.get(name))
    if day and day > fields.Date.context_today(enrolment):
        raise FormError("not_a_date")
    return day


def _option(enrolment, post, name):
    return post.get(name) if post.get(name) in field_labels(enrolment, name) else False


READERS = {
    "question": _text,
    "motivation": _text,
    "employer": _line,
    "topic_ids": _topics,
    "max_mentees": _mentees,
    "shown": _box,
    "shares_question": _box,
    "shares_contact": _box,
    "shares_profile": _box,
    "stated_professional_since": _past_day,
    "stated_gender": _option,
}
"""{input: function (sign-up, form, name of the input) -> value}. To ask for one more
field, add it to ``_asked_fields`` of the sign-up, here, and to the page."""
