"""The contacts for help in serious situations, for a section of the members' pages. The
section is loaded with the page, names no member of a pair, and sends no request when it
is opened.
"""

from ...models.sealed import address


def ways(programme):
    """Return the contacts of one programme.

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
    """Return the contacts of each programme that a member takes or took part in.

    :param env: a superuser environment
    :param partner: one ``res.partner``
    """
    programmes = env["mentorship.programme"]
    found = programmes.search(programmes._speak_domain(partner))
    return [ways(programme) for programme in found]
