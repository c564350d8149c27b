"""Taking part again, with what was written last time (P23)."""

from ..base import words


def roles(edition, partner, ever):
    """Return the roles in which a member took part in another edition of the programme
    of this one: a set.

    :param ever: the member's sign-ups for the programme
    """
    earlier = ever.filtered(lambda enrolment: enrolment.edition_id != edition)
    return set(earlier.filtered_domain(ever._took_part(partner)).mapped("role"))


def steps(env, partner, editions=None):
    """Return a step for the members' home for each edition in which a member can take
    part again, in a role that they had before: [{title, text, url, label}].

    :param partner: one ``res.partner``
    :param editions: the editions to consider; by default, all that the member sees
    """
    enrolments = env["mentorship.enrolment"]
    earlier = enrolments._search_whole(enrolments._took_part(partner), order="id desc")
    if not earlier:
        return []
    if editions is None:
        editions = env["mentorship.edition"]._search_whole(
            [
                *env["mentorship.edition"]._member_domain(partner),
                ("programme_id", "in", earlier.programme_id.ids),
                ("programme_id.active", "=", True),
                ("state", "in", ("enrolment", "matching", "running")),
            ]
        )
    taken = enrolments._search_whole(
        [("edition_id", "in", editions.ids), ("partner_id", "=", partner.id)]
    ).edition_id
    found, by_programme = [], earlier.grouped("programme_id")
    for edition in editions - taken:
        before = by_programme.get(edition.programme_id)
        if before and edition._accepts_enrolment():
            welcome = _welcome(edition, partner, before)
            found += [_step(env, edition, welcome[0])] if welcome else []
    return found


def _step(env, edition, before):
    """Return the step for one edition.

    :param before: the member's latest sign-up in a role that is open to them
    """
    end = edition.enrolment_end if edition.state == "enrolment" else None
    text = env._(
        "You took part in %s. What you wrote then is filled in: you check it, and send "
        "it.",
        before.edition_id.display_name,
    )
    if end:
        text = f"{text} {env._('Sign up until %s.', words.day(env, end))}"
    return {
        "title": env._("Take part again: %s", edition.display_name),
        "text": text,
        "url": f"/my/mentorship/edition/{edition.id}",
        "label": env._("Take part again"),
    }


def _welcome(edition, partner, before):
    """Return the sign-ups among `before` whose role is open to the member now."""
    open_roles = {
        role
        for role, findings in edition._eligible_roles(partner).items()
        if all(finding.verdict != "no" for finding in findings)
    }
    return before.filtered(lambda enrolment: enrolment.role in open_roles)
