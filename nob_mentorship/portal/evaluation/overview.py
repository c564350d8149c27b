"""What a member sees of evaluations: their own link, and what came of them."""

from ..base import words


def steps(env, partner):
    """Return one step for each form this member was asked for and did not answer.

    For the member's own eyes: who sees it knows that there is no answer yet.
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


def summaries(env, partner):
    """Return what staff published on the evaluations of this member's editions."""
    enrolments = env["mentorship.enrolment"].search(
        [("partner_id", "=", partner.id), ("state", "not in", ("draft", "refused"))]
    )
    evaluations = env["mentorship.evaluation"].search(
        [
            ("edition_id", "in", enrolments.edition_id.ids),
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
