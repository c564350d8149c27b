"""What members may show of themselves to the people they are proposed to."""


def years(env, partner):
    """Return how long a member has worked in the profession, or "" if unknown."""
    count = partner.work_experience_years
    if count > 1:
        return env._("%s years in the profession", count)
    return env._("one year in the profession") if count else ""


def facts(person):
    """Return what leads the description of a person, as one line.

    :param dict person: the values of `people.person`
    """
    told = (person[name] for name in ("role", "employer", "years", "region"))
    return " · ".join(filter(None, told))
