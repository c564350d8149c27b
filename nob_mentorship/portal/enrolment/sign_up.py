"""The sign-up in three short steps, while it can be changed."""

from werkzeug.datastructures import MultiDict

from ...models.base.bounded import LONGEST
from ...models.enrolment.again import MOST_TOPICS
from . import parts

HINTED = frozenset(
    {
        "question",
        "motivation",
        "topic_ids",
        "employer",
        "shown",
        "shares_question",
        "shares_contact",
        "shares_profile",
        "stated_professional_since",
        "stated_gender",
    }
)
"""The fields with a hint on the page."""
COUNTED = ("question", "motivation")
"""The long texts, which have a counter."""
FIRST_TOPICS = 6
"""The number of topics that are seen at once; the others are folded."""


def values(env, enrolment, asked, typed=None, step=None, errors=()):
    """Return the values of the form, None if the page shows what was sent instead.

    :param asked: the names of the fields that are asked of this member
    :param typed: what the member has just typed, if it could not be saved
    :param step: the step that was asked for, None for the one to go on with
    :param errors: the names of the fields with an error, in any order
    """
    draft = enrolment.state == "draft"
    if typed is not None:
        step = parts.typed_step(typed)
    elif not step:
        step = parts.landing(enrolment, asked)
        if not step:
            return None
    wrong = sorted(parts.step_of(enrolment, name) for name in errors)
    if step and wrong:
        # what is sent from the last step can miss something of an earlier one
        step = wrong[0]
    if step == parts.SEND and not draft:
        return None
    shown = (
        [step] if step else [part for part in parts.STEPS if part < parts.SEND or draft]
    )
    return {
        "step": step,
        "parts": shown,
        "draft": draft,
        "bar": bar(env, enrolment, step) if step and draft else [],
        "heading": titles(env, enrolment)[step] if step else "",
        "counts": {name: count(env) for name in COUNTED if name in asked},
        "examples": examples(env, enrolment),
        "unfolded": not step or any(is_folded(enrolment, name) for name in errors),
        "most_topics": env._("At most %s.", MOST_TOPICS),
        "chosen_topics": env._(
            "%(chosen)s of %(most)s chosen", chosen="{chosen}", most=MOST_TOPICS
        ),
        "topics_limit": MOST_TOPICS,
    }


def titles(env, enrolment):
    """Return the titles of the three steps: {step: title}."""
    mentor = enrolment.role == "mentor"
    return {
        parts.QUESTION: env._("What I offer") if mentor else env._("My question"),
        parts.ABOUT: env._("About me"),
        parts.SEND: env._("Send"),
    }


def bar(env, enrolment, step):
    """Return the three steps and how far the member is: [{title, done, now, said}]."""
    return [
        {
            "title": title,
            "done": number < step,
            "now": number == step,
            "said": env._(
                "Step %(number)s of %(last)s:", number=number, last=len(parts.STEPS)
            ),
        }
        for number, title in titles(env, enrolment).items()
    ]


def is_folded(enrolment, name):
    """Tell whether a field is under *More about me*."""
    about = parts.step_of(enrolment, name) == parts.ABOUT
    return about and name not in parts.ALWAYS_SEEN


def count(env):
    """Return how long a text may be, in words, and the pattern of its counter."""
    most = LONGEST["text"]
    return {
        "limit": most,
        "words": env._("At most %s characters.", most),
        "pattern": env._(
            "%(count)s of at most %(most)s characters", count="{count}", most=most
        ),
    }


def marks(enrolment, asked, choices, errors):
    """Return what ties each input to its hint, its counter and its error.

    :param choices: the inputs that offer a choice, as the page has them
    :return: {name: {described, invalid, required, focus}}, each a value of an
        attribute or None
    """
    hinted = {*HINTED, *(choice["name"] for choice in choices if choice["hint"])}
    names = [*asked, *(choice["name"] for choice in choices), "terms"]
    must = {*parts.needed(enrolment, parts.SEND), "terms"}
    first = min(
        (name for name in names if name in errors),
        key=lambda name: parts.step_of(enrolment, name),
        default=None,
    )
    return {
        name: {
            "described": described(name, name in errors, name in hinted),
            "invalid": "true" if name in errors else None,
            "required": "true" if name in must else None,
            "focus": "autofocus" if name == first else None,
        }
        for name in names
    }


def described(name, wrong, hinted):
    """Return the ids of the texts that explain an input, None if there are none."""
    there = {"error": wrong, "help": hinted, "count": name in COUNTED}
    return " ".join(f"{name}_{part}" for part in there if there[part]) or None


def topic_chips(topics, chosen):
    """Return (topics that are seen at once, the others): those chosen come first.

    :param topics: [{id, name}]
    :param chosen: the ids of the chosen topics, as texts
    """
    if len(topics) <= FIRST_TOPICS + 1:
        return topics, []
    first = [topic for topic in topics if topic["id"] in chosen]
    first += [t for t in topics if t not in first][: max(FIRST_TOPICS - len(first), 0)]
    seen = [topic for topic in topics if topic in first]
    return seen, [topic for topic in topics if topic not in first]


def examples(env, enrolment):
    """Return three sentences that a member can begin with."""
    reverse = enrolment.edition_id.kind == "reverse"
    if enrolment.role != "mentor" and reverse:
        return [
            env._("How do younger colleagues look at our profession?"),
            env._("Which new tools should I learn, and where do I begin?"),
            env._("How do we keep young colleagues with us?"),
        ]
    if enrolment.role != "mentor":
        return [
            env._("Do I specialise, or stay broad?"),
            env._("How do I make myself heard by partners and clients?"),
            env._("How do I grow in my work, and keep time for my life beside it?"),
        ]
    if reverse:
        return [
            env._("I show how I use new tools in my daily work."),
            env._("I tell you what my generation looks for in its work."),
            env._("I look at your plans with fresh eyes."),
        ]
    return [
        env._("I chose a specialism myself, and help you think yours through."),
        env._("I know how it is to lead a team for the first time."),
        env._("I listen, ask questions, and share what worked for me."),
    ]


def with_example(env, enrolment, typed):
    """Return what a member typed, with an example that they tapped.

    :param typed: the form, a ``werkzeug`` MultiDict of strings; ``example`` is the
        number of the example
    """
    name = "motivation" if enrolment.role == "mentor" else "question"
    ready = dict(enumerate(examples(env, enrolment)))
    tapped = next((ready[n] for n in ready if str(n) == typed.get("example")), "")
    written = (typed.get(name) or "").strip()
    if not written or written in ready.values():
        written = tapped or written
    elif tapped:
        written = f"{written}\n{tapped}"
    filled = MultiDict(typed)
    filled[name] = written
    return filled
