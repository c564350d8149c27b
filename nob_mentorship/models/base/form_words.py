"""Error messages for form fields, in the member's language."""


def sentence(env, error):
    """Return the sentence for a :class:`..tools.form.FormError`."""
    return {
        "missing": env._("Please fill this in."),
        "too_long": env._("This text is too long; please shorten it."),
        "not_a_date": env._("This date cannot be right; please check it."),
        "not_a_time": env._("Please enter a time, such as 15:30."),
        "no_such_time": env._(
            "The clock goes forward that night and skips this time. The nearest times "
            "are %(before)s and %(after)s.",
            before=error.values.get("before"),
            after=error.values.get("after"),
        ),
        "not_a_number": env._(
            "Please enter a number from %(least)s to %(most)s.",
            least=error.values.get("least"),
            most=error.values.get("most"),
        ),
        "not_offered": env._("Please choose one of the options."),
        "not_a_web_address": env._(
            "This is not a web address; it starts with https://."
        ),
        "has_a_login": env._(
            "Leave the user name and password out of this link: everyone who gets it "
            "could read them."
        ),
        "in_the_past": env._(
            "This time has passed. If the meeting already took place, say so below."
        ),
        "moved_to_the_past": env._("This time has passed. Please choose a later one."),
        "too_many": env._(
            "You chose %(chosen)s topics; choose at most %(most)s.",
            chosen=error.values.get("chosen"),
            most=error.values.get("most"),
        ),
        "not_agreed": env._(
            "Tick this box if you agree; otherwise you cannot sign up."
        ),
        "terms_changed": env._(
            "The terms have changed since you opened this page. Read them again, and "
            "tick the box if you agree."
        ),
        "in_the_future": env._("This time has not come yet."),
    }[error.code]
