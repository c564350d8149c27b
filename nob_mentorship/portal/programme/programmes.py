"""The programmes that a member can see, each with its editions."""

from ..edition import page as edition_page
from . import coordinator


def values(env, partner):
    """Return the values of `/my/mentorship/programmes` for a member."""
    programmes, editions = seen(env, partner)
    enrolments = env["mentorship.enrolment"]._search_whole(
        [("partner_id", "=", partner.id), ("state", "!=", "withdrawn")]
    )
    return {"programmes": cards(env, programmes, editions, enrolments, partner)}


def seen(env, partner):
    """Return the programmes and the editions that a member can see: two recordsets."""
    companies = partner._mentorship_companies()
    programmes = env["mentorship.programme"]
    programmes = programmes._search_whole(programmes._member_domain(partner, companies))
    editions = env["mentorship.edition"]
    editions = editions._search_whole(
        [
            *editions._member_domain(partner, companies),
            ("programme_id", "in", programmes.ids),
            ("state", "in", ("not_planned", "enrolment", "matching", "running")),
        ]
    )
    return programmes, editions.filtered(lambda edition: edition._is_news(editions))


def cards(env, programmes, editions, enrolments, partner):
    """Return the values of each programme, with its editions.

    :param enrolments: the member's sign-ups that were not withdrawn
    """
    interests = env["mentorship.interest"]._search_whole(
        [("partner_id", "=", partner.id)]
    )
    return [
        {
            "id": programme.id,
            "name": programme.name,
            "summary": programme.summary,
            "page": programme._public_path(),
            "interested": programme in interests.programme_id,
            "questions": coordinator.of(env, programme),
            "editions": [
                edition_page.line(
                    env,
                    edition,
                    edition not in enrolments.edition_id
                    and edition._accepts_enrolment()
                    and edition._welcomes(partner),
                )
                for edition in editions
                if edition.programme_id == programme
            ],
        }
        for programme in programmes
    ]
