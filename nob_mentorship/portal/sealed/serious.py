"""The ways out when it is serious, for a part of the members' pages: it is in the page
before it is opened, names nobody of a pair, and asks nothing when it is opened."""

from . import address


def ways(programme):
    """Return the ways of one programme.

    :param programme: one ``mentorship.programme``, as superuser
    :return: dict for a template
    """
    company = programme.company_id or programme.env.company
    return {
        "name": programme.name,
        "page": address.entry(f"speak/{programme.id}"),
        "past": address.entry(f"speak/{programme.id}/past"),
        "email": programme.contact_email,
        "question_link": programme._question_link(),
        "phone": company.phone or "",
    }


def of_member(env, partner):
    """Return the ways of each programme that a member takes or took part in.

    :param env: of the superuser
    :param partner: one ``res.partner``
    """
    programmes = env["mentorship.programme"]
    found = programmes.search(programmes._speak_domain(partner))
    return [ways(programme) for programme in found]
