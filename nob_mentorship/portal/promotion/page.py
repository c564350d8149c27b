"""The page about a programme that can be sent to anyone (R30, R34, R35)."""

import re
from datetime import date
from urllib.parse import quote

from odoo import fields
from odoo.tools import formatLang, is_html_empty

from ..base import words
from ..edition import page as edition_page
from ..programme import coordinator

PROGRAMMES = "/my/mentorship/programmes"
OPEN = ("enrolment", "matching", "running")
VIA = re.compile("[0-9a-f]{16}")
"""Matches the mark of a mailing."""


def values(env, programme, editions, partner=None, via=""):
    """Return the values of `/mentorship/<code>`.

    :param programme: one ``mentorship.programme`` that the reader may see
    :param editions: those of its editions that the reader may see
    :param partner: the member who reads it, or None for a visitor without a login
    :param str via: the mark of the mailing that led here, as received
    """
    programme._read_texts()
    today = fields.Date.context_today(programme)
    pairs, meetings, among = programme._page_figures(today)
    company = programme.company_id or env.company
    address = programme.get_base_url() + programme._public_path()
    return {
        "promotion": {
            "name": programme.name,
            "summary": programme.summary,
            "member": bool(partner),
            "address": address,
            "site": company.name,
            "logo": not company.uses_default_logo
            and f"{programme.get_base_url()}/logo.png?company={company.id}",
            "via": via if VIA.fullmatch(via) else None,
            "what": not is_html_empty(programme.description) and programme.description,
            "benefits": benefits(env, programme),
            "board": board(programme),
            "voices": [
                {"text": text, "by": said_by(env, name, role)}
                for text, name, role in env["mentorship.voice"]._page_lines(
                    programme, not partner, among
                )
            ],
            "numbers": numbers(env, pairs, meetings),
            "sign_up": sign_up(env, editions, partner),
            "questions": questions(env, programme, partner),
        }
    }


def benefits(env, programme):
    """Return what a programme brings whom: [(title, text)]; its general text if there
    is none for a mentee, a mentor or an organisation.
    """
    found = [
        (title, text)
        for title, text in (
            (env._("For you as a mentee"), programme.benefits_mentee),
            (env._("For you as a mentor"), programme.benefits_mentor),
            (env._("For your organisation"), programme.benefits_organisation),
        )
        if not is_html_empty(text)
    ]
    if not found and not is_html_empty(programme.benefits):
        found = [(env._("What it brings"), programme.benefits)]
    return found


def board(programme):
    """Return the word by the board, or None without one."""
    if is_html_empty(programme.support_statement):
        return None
    return {
        "text": programme.support_statement,
        "name": programme.board_name,
        "title": programme.board_title,
        "picture": bool(programme.board_face) and f"{programme._public_path()}/picture",
    }


def said_by(env, name, role):
    """Return the words below a voice.

    :param str name: as the member chose it, or ""
    :param str role: ``mentor``, ``mentee`` or ``peer``, or "" if it is not shown
    """
    roles = {
        "mentor": env._("a mentor"),
        "mentee": env._("a mentee"),
        "peer": env._("a participant"),
    }
    shown = roles.get(role, "" if name else roles["peer"])
    return ", ".join(filter(None, [name, shown]))


def numbers(env, pairs, meetings):
    """Return the numbers of earlier editions: [(title, number in words)].

    :param pairs: how many there were, or None if that is not told
    :param meetings: the mean of how often a pair met, or None
    """
    found = []
    if pairs is not None:
        found.append((env._("Mentorships so far"), formatLang(env, pairs, digits=0)))
    if meetings is not None:
        text = formatLang(env, meetings, digits=1)
        found.append((env._("Meetings in each, on average"), text))
    return found


def chosen(editions):
    """Return the edition that the page is about: one that members can sign up for, or
    else one that opens later; an empty recordset without either.
    """
    ahead = editions.sorted(lambda one: (one.enrolment_end or date.max, one.id))
    # a sign-up that ends comes before a late one
    ahead = ahead.sorted(lambda one: one.state != "enrolment")
    accepting = ahead.filtered(lambda one: one._accepts_enrolment())
    return (accepting or ahead.filtered(lambda one: one._opens_later()))[:1]


def sign_up(env, editions, partner):
    """Return what the page says about signing up, with its one button.

    For the parameters, see :func:`values`.
    """
    edition = chosen(editions)
    is_open = bool(edition) and edition._accepts_enrolment()
    if not is_open:
        label, path = env._("Tell me when the sign-up opens"), PROGRAMMES
    else:
        label, path = env._("Sign up"), f"/my/mentorship/edition/{edition.id}"
    if partner and is_open:
        own = env["mentorship.enrolment"].search(
            [
                ("edition_id", "=", edition.id),
                ("partner_id", "=", partner.id),
                ("state", "!=", "withdrawn"),
            ],
            limit=1,
        )
        if own:
            label, path = env._("Open my sign-up"), own._page_path()
    return {
        "title": edition.display_name if edition else env._("Take part"),
        "line": edition_page.line(env, edition, False)["line"]
        if edition
        else env._("There is no edition to sign up for at the moment."),
        "facts": facts(env, edition) if edition else [],
        "label": label,
        "url": path if partner else f"/web/login?redirect={quote(path, safe='')}",
        "note": None
        if partner
        else env._("You log in first. Only members of the association can take part."),
        "invited": bool(edition) and edition.enrolment_mode == "invitation",
    }


def facts(env, edition):
    """Return the facts of an edition: [(title, text)]."""
    period = words.period(env, edition.date_start, edition.date_end)
    found = [
        (env._("When"), period or words.day(env, edition.date_start)),
        (
            env._("A mentorship lasts"),
            env._(
                "%s months; you may continue together after that",
                edition.duration_months,
            ),
        ),
        (
            env._("Meetings"),
            env._("at least %s, in person or by video", edition.min_meetings),
        ),
    ]
    return [(title, text) for title, text in found if text]


def questions(env, programme, partner):
    """Return the line for questions; only members read which coordinator they ask."""
    if partner:
        return coordinator.of(env, programme)
    address = words.link(programme._question_link(), programme.contact_email)
    return {"face": None, "text": env._("Questions? Write to %s.", address)}
