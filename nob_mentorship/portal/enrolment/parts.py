"""The three short steps of a sign-up: what each of them asks, and which one a member
sees."""

from ...models.enrolment.stated import FACTS

QUESTION, ABOUT, SEND = STEPS = (1, 2, 3)
REQUIRED = ("question", *FACTS.values())
"""The fields that must be filled in before a sign-up is sent, if they are asked."""
OF_A_MENTOR = ("motivation", "topic_ids")
"""What a mentor fills in too; a sign-up that staff made can be without it."""
ALWAYS_SEEN = ("topic_ids", "employer", "shown", *FACTS.values())
"""The fields of the second step that are not folded."""


def typed_step(post):
    """Return the step that a form belongs to, None for a form with all of them.

    :param post: the form, a ``werkzeug`` MultiDict of strings
    """
    return number(post.get("step"))


def number(raw):
    """Return the number of a step as typed in an address, or None."""
    return next((step for step in STEPS if str(step) == raw), None)


def beside(step, do):
    """Return the step that a button leads to, from the step that it is on."""
    moved = step + {"next": 1, "back": -1}.get(do, 0)
    return min(max(moved, STEPS[0]), STEPS[-1])


def step_of(enrolment, name):
    """Return the step that asks for a field."""
    if name == "terms":
        return SEND
    offers = name == "motivation" and enrolment.role == "mentor"
    return QUESTION if offers or name in ("question", "shares_question") else ABOUT


def needed(enrolment, step=None):
    """Return the names of the fields that must not be empty, if they are asked.

    :param step: None for a form with all of them, as before there were steps
    """
    return REQUIRED + (OF_A_MENTOR if step and enrolment.role == "mentor" else ())


def is_empty(value):
    """Tell whether nothing was filled in: as stored, or as a form is read."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return not any(command[2] for command in value)
    return not value


def lacking(enrolment, asked):
    """Return the names of the fields that a member still has to fill in, in order.

    :param asked: the names of all fields that are asked of them
    """
    names = needed(enrolment, SEND)
    return [name for name in asked if name in names and is_empty(enrolment[name])]


def landing(enrolment, asked):
    """Return the step on which the page opens, None for the page of what was sent."""
    if enrolment.state != "draft":
        facts = [name for name in FACTS.values() if name in asked]
        unknown = any(not enrolment[name] for name in facts)
        return QUESTION if enrolment._lacks_words() else ABOUT if unknown else None
    steps = {step_of(enrolment, name) for name in lacking(enrolment, asked)}
    # topics are a member's choice, but the step that asks for them is not passed over
    steps |= set() if enrolment.topic_ids else {ABOUT}
    return min(steps, default=SEND)
