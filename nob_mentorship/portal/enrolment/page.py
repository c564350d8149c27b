"""The page of a sign-up."""

from ...models.base.labels import field_labels
from ..base import words
from . import story

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


def values(env, enrolment, typed=None):
    """Return the values of `/my/mentorship/enrolment/<id>`.

    :param typed: what the member has just typed, if it could not be saved
    """
    may_edit = enrolment._may_edit()
    asked = enrolment._asked_fields() if may_edit else []
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
    if typed is not None:
        saved.update(
            (name, typed.getlist(name) if name == "topic_ids" else typed.get(name))
            for name in asked
            if name in typed or name in ("topic_ids", *BOXES)
        )
    topics = env["mentorship.topic"].search([("active", "=", True)]) if may_edit else ()
    return {
        "enrolment": {
            "id": enrolment.id,
            "edition": enrolment.edition_id.display_name,
            "edition_url": f"/my/mentorship/edition/{enrolment.edition_id.id}",
            "role": enrolment.role,
            "kind": enrolment.edition_id.kind,
            "role_label": words.label(enrolment, "role"),
            "state": enrolment.state,
            "state_label": status(env, enrolment),
            "story": story.of(env, enrolment),
            "may_edit": may_edit,
            "may_tell": enrolment._may_tell(),
            "may_withdraw": not enrolment._is_final(),
            "deadline": deadline(env, enrolment),
            "topics": enrolment.topic_ids.mapped("name"),
            "asks_shown": enrolment.own_choice and enrolment.role == "mentor",
            "choice_url": enrolment._has_own_choice()
            and enrolment.state == "accepted"
            and f"{enrolment._page_path()}/mentors",
            "has_chosen": bool(enrolment._asked_choice()),
            "agreement": agreement(env, enrolment),
            "condition": (enrolment.edition_id.eligibility_note or "").rstrip(" ."),
            "not_here": env._(
                "If you would rather not say so here, write to %s.",
                words.link(
                    enrolment.programme_id._question_link(),
                    enrolment.programme_id.contact_email,
                ),
            ),
        },
        "asked": asked,
        "form": saved,
        "choices": choices(env, enrolment, typed) if may_edit else [],
        "facts": matching_facts(env, enrolment),
        "topics": [{"id": str(topic.id), "name": topic.name} for topic in topics],
        "genders": [*field_labels(env["res.partner"], "gender").items()],
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


def choices(env, enrolment, typed=None):
    """Return the form inputs that offer a choice.

    :param typed: what the member has just sent, if it could not be saved
    """
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


def matching_facts(env, enrolment):
    """Return the member's choices for display: [{label, value}]."""
    labels = enrolment._choice_labels()
    mode = enrolment.meeting_mode and words.label(enrolment, "meeting_mode")
    facts = [
        (labels["focus_ids"], ", ".join(enrolment.focus_ids.mapped("name"))),
        (labels["language_ids"], ", ".join(enrolment.language_ids.mapped("name"))),
        (labels["region_id"], enrolment.region_id.name),
        (labels["meeting_mode"], mode),
        *((answer.question_id.name, answer.name) for answer in enrolment.answer_ids),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]
