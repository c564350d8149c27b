"""What a member wrote at the sign-up, for them to read."""

from ..base import words
from . import parts

SHORT = 240
"""Longer texts are cut off where the whole page has to be seen at once."""


def values(env, enrolment, more, short=False):
    """Return what was filled in, by step: {step: [{label, text}]}.

    :param more: the other answers, as :func:`facts` returns them
    :param bool short: whether long texts are cut off
    """
    mentor = enrolment.role == "mentor"
    texts = [
        ("question", env._("Your question or objective"), enrolment.question),
        (
            "motivation",
            env._("What you offer")
            if mentor
            else env._("Why you would like to take part"),
            enrolment.motivation,
        ),
        ("topic_ids", env._("Topics"), ", ".join(enrolment.topic_ids._names())),
        ("employer", env._("Your employer"), enrolment.employer),
    ]
    found = {parts.QUESTION: [], parts.ABOUT: []}
    for name, label, text in texts:
        if text:
            text = cut(text) if short else text
            found[parts.step_of(enrolment, name)].append({"label": label, "text": text})
    for fact in more:
        found[parts.ABOUT].append({"label": fact["label"], "text": fact["value"]})
    return found


def cut(text):
    """Return a text, cut off at a word if it is long."""
    if len(text) <= SHORT:
        return text
    return f"{text[:SHORT].rpartition(' ')[0] or text[:SHORT]} …"


def facts(env, enrolment):
    """Return the member's other answers for display: [{label, value}]."""
    labels = enrolment._choice_labels()
    mentor = enrolment.role == "mentor"
    mode = enrolment.meeting_mode and words.label(enrolment, "meeting_mode")
    gender = enrolment.stated_gender and words.label(enrolment, "stated_gender")
    shown = env._("Yes") if enrolment.shown else env._("No")
    found = [
        (labels["focus_ids"], ", ".join(enrolment.focus_ids._names())),
        (labels["language_ids"], ", ".join(enrolment.language_ids._names())),
        (labels["region_id"], enrolment.region_id.name),
        (labels["meeting_mode"], mode),
        *((answer.question_id.name, answer.name) for answer in enrolment.answer_ids),
        (env._("Maximum number of mentees"), mentor and str(enrolment.max_mentees)),
        (env._("Shown to mentees"), mentor and enrolment.own_choice and shown),
        (
            env._("In the profession since"),
            words.day(env, enrolment.stated_professional_since),
        ),
        (env._("Your gender"), gender),
    ]
    return [{"label": label, "value": value} for label, value in found if value]


def readers(env, enrolment, more):
    """Return who reads what was filled in: [sentence].

    :param more: the other answers, as :func:`facts` returns them
    """
    kind, mentor = enrolment.edition_id.kind, enrolment.role == "mentor"
    if kind == "peer":
        both = env._(
            "The programme's staff and the peers you are proposed to can read this."
        )
    elif kind == "group" and mentor:
        both = env._(
            "The programme's staff and the mentees you are proposed to can read this."
        )
    elif kind == "group":
        both = env._(
            "The programme's staff and the mentor you are proposed to can read this."
        )
    else:
        both = env._(
            "The programme's staff and the person you are proposed to can read this."
        )
    found = [both]
    if kind == "peer" and not enrolment.shares_question:
        found.append(env._("Your peers cannot read your question."))
    if mentor and enrolment.own_choice and enrolment.shown:
        found.append(
            env._(
                "Mentees who choose a mentor can read what you offer, your topics and "
                "your employer, and see your picture."
            )
        )
    if enrolment.shares_profile:
        found.append(
            env._(
                "They also see your region, and how long you have worked in the "
                "profession."
            )
        )
    if more:
        found.append(
            env._("Only the staff read the rest, to find the right person for you.")
        )
    return found
