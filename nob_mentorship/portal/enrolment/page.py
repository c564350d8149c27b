"""The page of a sign-up."""

from ...models.base.labels import field_labels
from ..base import words
from ..closure import thanks
from ..promotion import voice
from . import parts, read_back, sent, sign_up, story

BOXES = ("shown", "shares_question", "shares_contact", "shares_profile")
"""The checkboxes of the sign-up, because a browser does not send those that are not
ticked."""


def status(env, enrolment):
    """Return the state of a sign-up, in words for its member."""
    own = {
        "accepted": env._("You are taking part"),
        "refused": env._("Not this time"),
    }
    return own.get(enrolment.state) or words.label(enrolment, "state")


def line(env, enrolment):
    """Return the values of a sign-up on the overview."""
    return {
        "name": enrolment.edition_id.display_name,
        "role": words.label(enrolment, "role"),
        "state": status(env, enrolment),
        "url": enrolment._page_path(),
    }


def values(env, enrolment, typed=None, step=None, errors=None):
    """Return the values of `/my/mentorship/enrolment/<id>`.

    :param typed: what the member has just typed, if it could not be saved
    :param step: the step of the sign-up that was asked for, if any
    :param dict errors: {input: error message}
    """
    may_edit = enrolment._may_edit()
    asked = enrolment._asked_fields() if may_edit else []
    form = filled_in(enrolment, asked, typed)
    facts = read_back.facts(env, enrolment)
    steps, offered, topics = None, [], []
    if may_edit:
        steps = sign_up.values(env, enrolment, asked, typed, step, errors or ())
    if steps and parts.ABOUT in steps["parts"]:
        offered = choices(env, enrolment, typed)
        topics = env["mentorship.topic"].search([("active", "=", True)])
        topics = [{"id": str(topic.id), "name": topic.name} for topic in topics]
    return {
        "enrolment": heading(env, enrolment, may_edit),
        "sign_up": steps,
        "marks": sign_up.marks(enrolment, asked, offered, errors or {}),
        "what_next": [] if steps else sent.next_steps(env, enrolment),
        "asked": asked,
        "form": form,
        "choices": offered,
        "facts": facts,
        "topics": sign_up.topic_chips(topics, form["topic_ids"]),
        "terms": terms(env, enrolment),
        "read_back": read_back.values(env, enrolment, facts, short=bool(steps)),
        "thanks": thanks.asked(env, enrolment),
        "voice": voice.asked(env, enrolment),
        "readers": read_back.readers(env, enrolment, facts),
        "genders": [*field_labels(env["res.partner"], "gender").items()],
    }


def filled_in(enrolment, asked, typed):
    """Return what stands in the inputs: {input: text, or list of texts}."""
    saved = {
        "question": enrolment.question or "",
        "motivation": enrolment.motivation or "",
        "employer": enrolment.employer or "",
        "max_mentees": str(enrolment.max_mentees),
        **{name: "1" if enrolment[name] else "" for name in BOXES},
        "topic_ids": [str(topic_id) for topic_id in enrolment.topic_ids.ids],
        "stated_professional_since": str(enrolment.stated_professional_since or ""),
        "stated_gender": enrolment.stated_gender or "",
    }
    if typed is None:
        return saved
    step = parts.typed_step(typed)
    sent_along = [
        name for name in asked if step in (None, parts.step_of(enrolment, name))
    ]
    saved.update(
        (name, typed.getlist(name) if name == "topic_ids" else typed.get(name))
        for name in sent_along
        if name in typed or name in ("topic_ids", *BOXES)
    )
    return saved


def heading(env, enrolment, may_edit):
    """Return what the page says of the sign-up as a whole."""
    draft = enrolment.state == "draft"
    doubt = story.doubtful(env, enrolment) if draft else ""
    told = story.undoubted if draft else story.of
    return {
        "id": enrolment.id,
        "url": enrolment._page_path(),
        "edition": enrolment.edition_id.display_name,
        "edition_url": f"/my/mentorship/edition/{enrolment.edition_id.id}",
        "role": enrolment.role,
        "kind": enrolment.edition_id.kind,
        "role_label": words.label(enrolment, "role"),
        "state": enrolment.state,
        "state_label": status(env, enrolment),
        "story": doubt or told(env, enrolment),
        "doubt": doubt,
        "may_edit": may_edit,
        "may_tell": enrolment._may_tell(),
        "may_withdraw": not enrolment._is_final(),
        "deadline": deadline(env, enrolment),
        "choice_url": enrolment._has_own_choice()
        and enrolment.state == "accepted"
        and f"{enrolment._page_path()}/mentors",
        "has_chosen": bool(enrolment._asked_choice()),
        "agreement": agreement(env, enrolment),
        "agreed": agreed(env, enrolment),
        "condition": (enrolment.edition_id.eligibility_note or "").rstrip(" ."),
        "not_here": env._(
            "If you would rather not say so here, write to %s.",
            words.link(
                enrolment.programme_id._question_link(),
                enrolment.programme_id.contact_email,
            ),
        ),
    }


def terms(env, enrolment):
    """Return the terms of the programme, None if there are none."""
    programme = enrolment.programme_id
    if not programme._has_terms():
        return None
    return {
        "text": programme.terms,
        "version": programme.terms_version,
        "title": env._("Read the terms (version %s)", programme.terms_version),
        "label": env._("I agree to the terms of this programme."),
    }


def deadline(env, enrolment):
    """Return the sentence on how long the form can be changed, or ""."""
    last = enrolment.edition_id.enrolment_end
    if not last or enrolment._lacks_words():
        return ""
    return env._("You can change this until %s.", words.day(env, last))


def agreement(env, enrolment):
    """Return the sentence that a member agrees to by signing up."""
    least = enrolment.edition_id.min_meetings
    if enrolment.role == "mentee":
        return env._(
            "By signing up you agree to make the first contact, to meet at least %s "
            "times, and to keep what you tell each other between you.",
            least,
        )
    return env._(
        "By signing up you agree to meet at least %s times, and to keep what you hear "
        "between you.",
        least,
    )


def agreed(env, enrolment):
    """Return the sentence on the terms that the member agreed to, or ""."""
    if not enrolment.terms_version:
        return ""
    return env._(
        "You agreed to version %(version)s of the terms on %(day)s.",
        version=enrolment.terms_version,
        day=words.day(env, enrolment.terms_accepted_on),
    )


def choices(env, enrolment, typed=None):
    """Return the form inputs that offer a choice.

    :param typed: what the member has just sent, if it could not be saved
    """
    if typed is not None and parts.typed_step(typed) not in (None, parts.ABOUT):
        typed = None
    return [
        {
            "name": choice.name,
            "widget": choice.widget,
            "label": choice.label,
            "hint": choice.hint,
            "options": list(choice.options.items()),
            "chosen": choice.chosen
            if typed is None
            else set(typed.getlist(choice.name)),
        }
        for choice in enrolment._choices()
    ]
