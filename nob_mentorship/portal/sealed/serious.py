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


def of_member(enrolments):
    """Return the contacts of each programme that a member takes or took part in.

    :param enrolments: all ``mentorship.enrolment`` of a member, as superuser; see
        `mentorship.programme._speak_domain`
    """
    part = enrolments.filtered(lambda enrolment: enrolment.state != "draft")
    found = part.programme_id.filtered("active")
    return [ways(each) for each in found.sorted(lambda p: (p.sequence, p.name))]
