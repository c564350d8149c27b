"""The self-check of future mentors: statements with a tip each (R38, R39, R40).

The page holds all of its texts. What is answered stays in the browser, which shows the
tips; the server is told nothing, unless a member says that they did it: a yes.
"""

PATH = "/my/mentorship/self-check"


def values(env, partner):
    """Return the values of the page for a member; whether they did it is asked only
    where an edition wants to know.
    """
    asking = env["mentorship.enrolment"]._asked_to_check(partner)
    return {
        "asked": bool(asking),
        "checked": bool(asking) and all(asking.mapped("self_checked_on")),
        "action": f"{PATH}/done",
        # of two members at one browser, each has their own answers
        "key": str(env.uid),
        "answers": list(answers(env).items()),
        "statements": [
            {"name": name, "text": text, "tip": tip}
            for name, (text, tip) in statements(env).items()
        ],
        "results": list(results(env).items()),
        "counted": env._("%(done)s of %(all)s answered", done="{done}", all="{all}"),
    }


def answers(env):
    """Return the answers to each statement: {value: words}."""
    return {
        "yes": env._("Yes"),
        "sometimes": env._("Sometimes"),
        "no": env._("Not yet"),
    }


def results(env):
    """Return what all answers together say: {which: sentence}."""
    return {
        "ready": env._(
            "You have what a mentee hopes for. Sign up: someone can use you."
        ),
        "nearly": env._(
            "You have much of what a mentor needs. Read the tips below, and sign "
            "up if you feel like it: mentors learn along the way too."
        ),
        "later": env._(
            "Being a mentor may come a little early. The tips below say where to "
            "begin. You can also talk to the coordinators, or take part as a "
            "mentee first."
        ),
    }


def statements(env):
    """Return the statements: {name: (statement, tip for those
    who do not say yes)}."""
    return {
        "ambition": (
            env._("I enjoy seeing another person find their own way."),
            env._(
                "Ask yourself what you would get out of it. A mentorship that is only "
                "a duty feels like one to both of you."
            ),
        ),
        "experience": (
            env._("I can tell what I learned in my work, also from what went wrong."),
            env._(
                "Think of two moments that shaped you, and of one mistake. These help "
                "a mentee more than a list of successes."
            ),
        ),
        "listening": (
            env._("I let others finish, and ask a question before I give my opinion."),
            env._(
                "In your next conversation, ask two questions before you say what you "
                "think. Count them."
            ),
        ),
        "empathy": (
            env._("I can imagine what work is like for someone who is not like me."),
            env._(
                "Ask a younger colleague what a working week is like for them, and "
                "only listen."
            ),
        ),
        "clarity": (
            env._("I can explain something difficult so that a newcomer follows it."),
            env._(
                "Explain a file from your desk to a person outside the profession. "
                "Where they lose you, you can become clearer."
            ),
        ),
        "approachable": (
            env._("People come to me easily, and I take my time for them."),
            env._(
                "Say when you are there for questions, and put your phone away in that "
                "hour. Patience is easier if the time is planned."
            ),
        ),
        "reliable": (
            env._("I do what I promise, also when I am busy."),
            env._(
                "Plan the talks for the whole year at once, outside your busiest "
                "months. Four good talks are better than ten that you move."
            ),
        ),
        "integrity": (
            env._("What someone tells me in confidence stays with me."),
            env._(
                "Our profession is small. Agree in the first talk what stays between "
                "you, and name no clients or colleagues."
            ),
        ),
        "feedback": (
            env._("I say honestly what could be better, in a way that helps."),
            env._(
                "Say what you saw, what it did to you, and what you would like to see "
                "instead. Leave out what the other is like."
            ),
        ),
        "letting_go": (
            env._(
                "I can leave a choice to the other, also if I would choose differently."
            ),
            env._(
                "A mentor is no second manager. Ask “what would you advise a "
                "friend?”, and wait for the answer."
            ),
        ),
    }
