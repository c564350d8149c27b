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
            "title": env._("Tell us how it is going"),
            "text": (
                env._("Anonymous, five minutes, until %s.", words.day(env, e.closes_on))
                if e.closes_on
                else env._("Anonymous, five minutes.")
            ),
            "url": f"/my/mentorship/evaluation/{e.id}",
            "label": env._("Open the form"),
        }
        for e in invitations.evaluation_id
    ]


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
