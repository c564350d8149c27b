"""The sentences of the pages of a pairing that name people and days."""

from ..base import words


def of(env, pairing, own, names):
    """Return {name of a sentence: its text or markup}.

    :param own: the member's ``mentorship.pairing.member``
    :param str names: the names of the others
    """
    day = words.day(env, pairing.expires_on)
    until = words.bold(day)
    return {
        "chosen": env._(
            "%s looked at the mentors and would like to learn from you.", names
        ),
        "answer": env._(
            "Please answer by %s. You need not give a reason for a no.", until
        ),
        "decline": env._(
            "You will not be paired with %s now. You can be matched with someone else.",
            names,
        ),
        "about": env._("About %s", names),
        "asked": env._("You asked %s", names),
        "asked_until": env._("They can answer until %s.", until),
        "all_yes": env._(
            "So did %s. Before you start, the coordinators need to check one thing; "
            "they will let you know.",
            names,
        ),
        "waiting": env._(
            "We are waiting for an answer from %(names)s. They can answer until "
            "%(day)s.",
            names=names,
            day=day,
        ),
        "in_touch": env._("Did you and %s speak or write?", names),
        "meetings": env._(
            "Meetings held: %(held)s of at least %(least)s.",
            held=words.bold(pairing.held_meeting_count),
            least=pairing.edition_id.min_meetings,
        ),
        "term": env._(
            "From %(since)s to %(until)s.",
            since=words.day(env, pairing.date_start),
            until=words.bold(
                words.day(env, pairing.prolonged_until or pairing.date_end)
            ),
        ),
        "paused": env._(
            "Paused until %s.", words.bold(words.day(env, pairing.paused_until))
        ),
        "wishes": wishes(env, pairing, own),
    }


def wishes(env, pairing, own):
    """Return a sentence for each member's wish to continue, until they agree.

    :param own: the reader's ``mentorship.pairing.member``
    """
    if pairing._agrees_to_go_on():
        return []
    return [_wish(env, member, member == own) for member in pairing._open_wishes()]


def _wish(env, member, own):
    until = words.bold(words.day(env, member.prolong_wish))
    if own:
        return env._("You would like to continue until %s.", until)
    return env._(
        "%(name)s would like to continue until %(day)s.",
        name=member.partner_id.name,
        day=until,
    )
