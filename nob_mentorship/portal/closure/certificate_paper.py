"""A certificate on paper: its texts, in the language of its member, and its
pictures."""

from base64 import b64decode, b64encode
from functools import lru_cache

from odoo.tools import formatLang

from ...tools import colour, paper_text, picture
from ..base import house, words

NAME_STEPS = (22, 32, 44)
"""Up to how many letters a name is written in each size."""
WHAT_STEPS = (48, 80)
LOGO = (800, 320)
SIGNATURE = (800, 260)
"""The most pixels of a picture: width and height."""


def values(certificate):
    """Return all that stands on the paper of a certificate, as plain values.

    :param certificate: one ``mentorship.certificate``, as superuser
    """
    partner = certificate.partner_id
    certificate = certificate.with_context(
        lang=partner.lang or certificate.env.lang, bin_size=False
    )
    env, edition = certificate.env, certificate.edition_id
    company = certificate.company_id or env.company
    name, what = (" ".join((text or "").split()) for text in _names(certificate))
    url = certificate._check_url()
    fill, _ink = colour.of_button(
        company.email_secondary_color, company.email_primary_color
    )
    return {
        "lang": (env.lang or "en_US").replace("_", "-"),
        "colour": colour.of_link(fill, house.INK),
        "logo": not company.uses_default_logo and shown(company.logo, *LOGO),
        "company": company.name,
        "title": env._("Certificate"),
        "lead": env._("This is to certify that"),
        "name": name,
        "name_step": paper_text.step(name, NAME_STEPS),
        "name_direction": paper_text.direction(name),
        "deed": deed(certificate),
        "what": what,
        "what_step": paper_text.step(what, WHAT_STEPS),
        "what_direction": paper_text.direction(what),
        "facts": facts(certificate),
        "signature": shown(edition.certificate_signature, *SIGNATURE),
        "signer": edition.certificate_signer,
        "signer_title": edition.certificate_signer_title,
        "issued": env._("Issued on %s", words.day(env, certificate.issued_on)),
        "check": env._("Check this certificate:"),
        "url": url,
        "code": certificate._shown_code(),
        "qr": address(picture.qr(url)),
    }


def _names(certificate):
    """Return the name of the member, and that of the edition."""
    names = filter(None, [certificate.programme_name, certificate.edition_name])
    return certificate.partner_id.name, " ".join(names)


def deed(certificate):
    """Return what the member did, between the name and that of the edition."""
    _ = certificate.env._
    return {
        "mentor": _("took part as a mentor in"),
        "mentee": _("took part as a mentee in"),
    }.get(certificate.role) or _("took part in")


def facts(certificate):
    """Return the lines about the time of the mentorship, and about its meetings."""
    env = certificate.env
    period = words.period(env, certificate.date_from, certificate.date_to)
    lines = [period] if period else []
    if certificate.with_hours:
        digits = 0 if certificate.hours == int(certificate.hours) else 1
        lines.append(
            env._(
                "Meetings: %(meetings)s · hours: %(hours)s",
                meetings=formatLang(env, certificate.meetings, digits=0),
                hours=formatLang(env, certificate.hours, digits=digits),
            )
        )
    return lines


@lru_cache(maxsize=8)
def shown(value, width, height):
    """Return a stored picture as a `data:` address; None without one, or if it cannot
    be drawn. It is made small once for all the pages of a file.
    """
    if not value:
        return None
    try:
        return address(picture.fitted(b64decode(value), width, height))
    except ValueError:
        return None


def address(content):
    """Return a PNG as a `data:` address: nothing is fetched while the paper is made."""
    return f"data:image/png;base64,{b64encode(content).decode()}"
