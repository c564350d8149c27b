"""A member's own words about a mentorship: the form, and what it says (R30)."""

from ...models.base.form_words import sentence
from ...models.base.labels import field_labels
from ...models.promotion.voice import NAMED_AS, VOICE_LIMIT
from ...tools.form import FormError, read_text
from ..base import words
from ..base.refused import FieldsRefused

BEFORE = ("draft", "submitted", "waiting", "accepted", "refused")
"""The states of a sign-up in which its member cannot have said anything."""


def asked(env, enrolment, typed=None):
    """Return the values of the form, or None if the member is not asked.

    :param enrolment: one ``mentorship.enrolment``, their own
    :param typed: what they have just typed, if it could not be saved
    """
    if not enrolment or enrolment.state in BEFORE:
        return None
    own = enrolment.voice_ids
    if not own and not enrolment._may_say():
        return None
    told = {
        "offered": env._("Thank you. The coordinators read it before it is shown."),
        "approved": env._("It is shown on the page of the programme."),
        "refused": env._("It is not shown. You can change it, or take it back."),
    }
    saved = {
        "words": own.text or "",
        "named_as": own.named_as or NAMED_AS[0],
        "everyone": own.everyone,
    }
    if typed is not None:
        saved = {
            "words": typed.get("words", ""),
            "named_as": typed.get("named_as", ""),
            "everyone": bool(typed.get("everyone")),
        }
    return {
        "action": f"{enrolment._page_path()}/voice",
        "told": told.get(own.state) if own else None,
        "said": bool(own),
        "may_say": enrolment._may_say(),
        "choices": [*field_labels(env["mentorship.voice"], "named_as").items()],
        "limit": VOICE_LIMIT,
        "page": enrolment.programme_id._public_path(),
        **saved,
    }


def link(env, enrolment):
    """Return the address of the form, or None if the member is not asked."""
    there = asked(env, enrolment)
    return f"{enrolment._page_path()}#voice" if there else None


def save(own, post):
    """Save what a member typed.

    :param own: one ``mentorship.enrolment``, with the member's rights
    :param post: the form, a ``werkzeug`` MultiDict of strings
    :raises FieldsRefused: with the fields that are invalid or missing
    :raises AccessError: if the sign-up is not the member's own
    :raises UserError: if they did not complete a mentorship
    """
    errors, text, named_as = {}, "", post.get("named_as")
    try:
        text = read_text(post.get("words"), VOICE_LIMIT)
        if not text:
            raise FormError("missing")
    except FormError as error:
        errors["words"] = sentence(own.env, error)
    if named_as not in NAMED_AS:
        errors["named_as"] = sentence(own.env, FormError("not_offered"))
    if errors:
        raise FieldsRefused(own.env, errors)
    own.action_say(text, named_as, bool(post.get("everyone")))


def exported(env, enrolments):
    """Return a member's own words, for their export.

    :param enrolments: ``mentorship.enrolment`` of the member
    """
    return [
        {
            "edition": voice.edition_id.display_name,
            "text": voice.text,
            "named_as": words.label(voice, "named_as"),
            "everyone": env._("Yes") if voice.everyone else env._("No"),
            "state": words.label(voice, "state"),
            "said_on": words.plain(env, voice.said_on),
        }
        for voice in enrolments.voice_ids
    ]


def invitations(env, partner):
    """Return the invitations to sign up that a member was sent, for their export."""
    rows = env["mentorship.promotion.sent"].search(
        [("partner_id", "=", partner.id), ("state", "=", "mailed")]
    )
    return [
        {
            "edition": row.edition_id.display_name,
            "day": words.plain(env, row.queued_at),
        }
        for row in rows
    ]
