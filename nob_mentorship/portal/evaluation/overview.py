"""The evaluations on a member's overview: links to the forms to fill in, and the
published summaries."""

from ..base import words


def steps(env, partner):
    """Return one step for each form that this member was asked to fill in and has not
    answered.

    Only for the member: a step reveals that there is no answer yet.
    """
    invitations = env["mentorship.evaluation.invitation"].search(
        [
            ("partner_id", "=", partner.id),
            ("responded", "=", False),
            ("evaluation_id.state", "=", "open"),
            ("evaluation_id.closing", "=", False),
        ]
    )
    return [
        {
            "title": _title(env, evaluation),
            "text": _text(env, evaluation),
            "url": f"/my/mentorship/evaluation/{evaluation.id}",
            "label": env._("Open the form"),
        }
        for evaluation in invitations.evaluation_id
    ]


def _title(env, evaluation):
    """Return what a form asks, in a few words."""
    if evaluation.moment == "lookback":
        return env._("Look back: what did it bring you?")
    return env._("Tell us how it is going")


def _text(env, evaluation):
    """Return how long a form takes, and until when it is open."""
    day = evaluation.closes_on and words.day(env, evaluation.closes_on)
    if evaluation.moment == "pulse":
        return (
            env._("Anonymous, one minute, until %s.", day)
            if day
            else env._("Anonymous, one minute.")
        )
    return (
        env._("Anonymous, five minutes, until %s.", day)
        if day
        else env._("Anonymous, five minutes.")
    )


def summaries(env, enrolments):
    """Return the published summaries of the evaluations of a member's editions.

    :param enrolments: all ``mentorship.enrolment`` of the member
    """
    part = enrolments.filtered(lambda each: each.state not in ("draft", "refused"))
    evaluations = env["mentorship.evaluation"]._search_whole(
        [
            ("edition_id", "in", part.edition_id.ids),
            ("state", "=", "closed"),
            ("published_on", "!=", False),
        ],
        order="published_on desc, id desc",
    )
    return [
        {
            "title": evaluation.edition_id.display_name,
            "moment": words.label(evaluation, "moment"),
            "day": words.day(env, evaluation.published_on),
            "text": evaluation.summary,
        }
        for evaluation in evaluations
    ]
