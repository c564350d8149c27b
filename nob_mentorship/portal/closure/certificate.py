"""A member's certificate: on their pages, and as the public page confirms it."""

from urllib.parse import urlencode

from odoo.fields import Domain

from ...models.base.labels import field_labels
from ..base import words

OWN = "/my/mentorship/certificate"
LINKEDIN = "https://www.linkedin.com/profile/add"


def values(env, enrolment):
    """Return the certificate on the page of a sign-up, or None without one.

    Only for the member: it reveals whether they answered the final evaluation. Staff
    who preview the page do not get it.
    """
    certificate = _of(enrolment)
    if not certificate or not certificate.issued_on:
        return None
    if certificate.state != "issued":
        return _without(
            env._(
                "Your certificate was taken back. Questions? Write to %s.",
                words.link(
                    enrolment.programme_id._question_link(),
                    enrolment.programme_id.contact_email,
                ),
            )
        )
    if not certificate._counts():
        return _unanswered(env, enrolment)
    return {
        "text": env._("Issued on %s.", words.day(env, certificate.issued_on)),
        "secret": certificate.depends_on_answer
        and env._("Only you see that it counts: the coordinators do not."),
        "url": f"{OWN}/{certificate.id}",
        "check_url": certificate._check_url(),
        "code": certificate._shown_code(),
        "linkedin": linkedin(certificate),
        "form_url": None,
    }


def _of(enrolment):
    """Return the certificate of a sign-up that is completed, or an empty recordset."""
    over = enrolment.filtered(lambda each: each.state == "completed")
    return over.certificate_ids


def _without(text, form_url=None):
    """Return the values of a page without a certificate.

    :param text: the sentence that says why
    :param form_url: the address of the form that is still to be answered, if any
    """
    return {"text": text, "url": None, "secret": None, "form_url": form_url}


def _unanswered(env, enrolment):
    """Return the values of a certificate that does not count: the form is open, or it
    is too late.
    """
    partner = enrolment.partner_id
    form = env["mentorship.evaluation"].search(
        enrolment.edition_id._final_evaluations()
        & Domain("state", "=", "open")
        & Domain("closing", "=", False)
        & Domain("invitation_ids", "any", [("partner_id", "=", partner.id)]),
        limit=1,
    )
    if form:
        return _without(
            env._(
                "Your certificate counts once you have answered the final evaluation. "
                "Your answers are anonymous, and only you see whether it counts."
            ),
            f"/my/mentorship/evaluation/{form.id}",
        )
    return _without(
        env._(
            "A certificate of this edition needs an answer to the final evaluation, "
            "and yours is missing. Only you see this."
        )
    )


def lines(env, enrolments):
    """Return the certificates that count, for the overview of a member.

    :param enrolments: all sign-ups of the member
    """
    certificates = _of(enrolments).filtered(
        lambda each: each.state == "issued" and each._counts()
    )
    return [
        {
            "name": certificate.enrolment_id.edition_id.display_name,
            "role": words.label(certificate, "role"),
            "url": f"{OWN}/{certificate.id}",
            "page": certificate._page_path(),
        }
        for certificate in certificates
    ]


def linkedin(certificate):
    """Return the address of LinkedIn's own form, filled in with a certificate."""
    day = certificate.issued_on
    company = certificate.company_id or certificate.env.company
    query = urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": f"{certificate.programme_name} ({_role(certificate)})",
            "organizationName": company.name,
            "issueYear": day.year,
            "issueMonth": day.month,
            "certUrl": certificate._check_url(),
            "certId": certificate._shown_code(),
        }
    )
    return f"{LINKEDIN}?{query}"


def confirmed(certificate):
    """Return what the public page confirms of a certificate, and nothing else: [(what,
    value)].

    :param certificate: as superuser, in the language of the visitor
    """
    _ = certificate.env._
    return [
        (_("Name"), certificate.partner_id.name or ""),
        (_("Role"), _role(certificate)),
        (_("Programme"), certificate.programme_name or ""),
        (_("Edition"), certificate.edition_name or ""),
    ]


def _role(certificate):
    return field_labels(certificate, "role").get(certificate.role, "")


def exported(env, enrolments):
    """Return a member's certificates for the export: {name: plain value}."""
    return [
        {
            "edition": f"{certificate.programme_name} {certificate.edition_name}",
            "role": _role(certificate),
            "state": words.label(certificate, "state"),
            "issued_on": words.plain(env, certificate.issued_on),
            "code": certificate._shown_code()
            if certificate.state == "issued" and certificate._counts()
            else None,
            "meetings_held": certificate.meetings or None,
            "hours": certificate.hours or None,
        }
        for certificate in enrolments.certificate_ids
    ]
