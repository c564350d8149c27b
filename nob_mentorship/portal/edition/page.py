"""The page of an edition: its description, and the roles open to a member."""

from ..base import words
from ..closure import thanks
from ..enrolment import again
from ..enrolment import page as enrolment_page
from ..evaluation import changes
from ..learning import news, reading
from ..programme import coordinator


def line(env, edition, welcome):
    """Return the name, address and sign-up of an edition.

    :param bool welcome: whether this member can sign up for it now
    """
    accepts = edition._accepts_enrolment()
    if accepts and edition.state == "enrolment":
        said = env._("Sign up until %s.", words.day(env, edition.enrolment_end))
    elif accepts:
        said = env._("It is running; you can still sign up.")
    elif edition.state == "not_planned":
        said = env._("No programme is planned for this edition.")
    elif edition._opens_later():
        said = env._("Sign-up opens on %s.", words.day(env, edition.enrolment_start))
    elif edition.state == "closed":
        said = env._("This edition has ended.")
    else:
        said = env._("Sign-up is closed.")
    return {
        "name": edition.display_name,
        "url": f"/my/mentorship/edition/{edition.id}",
        "line": said,
        "open": welcome,
    }


def values(env, edition, partner):
    """Return the values of `/my/mentorship/edition/<id>` for a member."""
    programme = edition.programme_id
    programme._read_texts()
    ever = env["mentorship.enrolment"]._search_whole(
        [("programme_id", "=", programme.id), ("partner_id", "=", partner.id)]
    )
    enrolments = ever.filtered(
        lambda enrolment: (
            enrolment.edition_id == edition and enrolment.state != "withdrawn"
        )
    )
    stated = enrolments._stated()
    before = again.roles(edition, partner, ever)
    cards = [
        role_card(env, edition, role, findings, enrolments, again=role in before)
        for role, findings in edition._eligible_roles(partner, stated).items()
    ]
    cards = [card for card in cards if card["shown"]]
    refused = cards and all(
        card["refused"] and not card["enrolment_url"] for card in cards
    )
    return {
        "edition": {
            "id": edition.id,
            "programme_id": programme.id,
            "name": edition.display_name,
            "summary": programme.summary,
            "closed": edition.state == "closed",
            "thanks": edition.state == "closed"
            and edition.wall_of_thanks
            and thanks.may_read(env, partner),
            "line": line(env, edition, False)["line"],
            "not_planned": edition.state == "not_planned",
            "period": words.period(env, edition.date_start, edition.date_end),
            "duration": env._(
                "%s months; you may continue together after that",
                edition.duration_months,
            ),
            "meetings": env._(
                "at least %s, in person or by video", edition.min_meetings
            ),
            "aims": programme.aim_ids._names(),
            "focus": programme.focus_ids._names(),
            "texts": [
                (title, text)
                for title, text in (
                    (env._("What it is"), programme.description),
                    (env._("What is expected"), programme.expectations),
                    (env._("What it brings"), programme.benefits),
                    (env._("You as a mentor"), programme.mentor_profile),
                    (env._("You as a mentee"), programme.mentee_profile),
                    (env._("From the board"), programme.support_statement),
                    (env._("Terms"), programme._has_terms() and programme.terms),
                )
                if text
            ],
            "resources": reading.lines(
                programme.resource_ids, enrolments.mapped("role")
            ),
            "news": news.of_programme(env, programme),
            "questions": coordinator.of(env, programme),
            # only these two ask the member to join the list
            "interested": edition.state in ("not_planned", "closed")
            and bool(
                env["mentorship.interest"].search_count(
                    [
                        ("programme_id", "=", programme.id),
                        ("partner_id", "=", partner.id),
                    ],
                    limit=1,
                )
            ),
        },
        "roles": cards,
        "changes": changes.last(env, edition, enrolments),
        "others": other_editions(env, edition, partner) if refused else [],
    }


def other_editions(env, edition, partner):
    """Return the other editions that a member can sign up for: [{name, url}]."""
    others = edition._search_whole(
        [
            *edition._member_domain(partner),
            ("state", "in", ("enrolment", "matching", "running")),
            ("programme_id.active", "=", True),
            ("id", "!=", edition.id),
        ]
    )
    return [
        line(env, other, True)
        for other in others
        if other._accepts_enrolment() and other._welcomes(partner)
    ]


def role_card(env, edition, role, findings, enrolments, again=False):
    """Return the values of a role for a member; once sign-up is closed, only for the
    role in which they signed up.

    :param bool again: whether they took part in this role before
    """
    accepts = edition._accepts_enrolment()
    enrolment = enrolments.filtered(lambda e: e.role == role)
    refused = [f.reason for f in findings if f.verdict == "no"]
    titles = {
        "mentor": env._("As a mentor"),
        "mentee": env._("As a mentee"),
        "peer": env._("As a peer"),
    }
    buttons = sign_up_buttons(env) if not again else again_buttons(env)
    left = edition._places_left(role)
    return {
        "role": role,
        "title": titles[role],
        "sign_up": buttons[role],
        "note": role_note(env, edition.kind, role),
        "again": again,
        "refused": refused,
        "shown": accepts or edition._opens_later() or bool(enrolment),
        "unknown": [] if refused else [f.reason for f in findings],
        "asked": any(f.facts for f in findings),
        "enrolment_url": enrolment[:1]._page_path() if enrolment else None,
        "enrolment_state": enrolment_page.status(env, enrolment[:1])
        if enrolment
        else "",
        "may_start": accepts and not refused and not enrolment,
        "full": left == 0,
    }


def sign_up_buttons(env):
    """Return the words of the button that starts a sign-up, by role."""
    return {
        "mentor": env._("Sign up as a mentor"),
        "mentee": env._("Sign up as a mentee"),
        "peer": env._("Sign up as a peer"),
    }


def again_buttons(env):
    """Return the words of that button for a member who took part before, by role."""
    return {
        "mentor": env._("Take part again as a mentor"),
        "mentee": env._("Take part again as a mentee"),
        "peer": env._("Take part again as a peer"),
    }


def role_note(env, kind, role):
    """Return a note on a role whose meaning in this type of programme is unusual, or
    "".
    """
    notes = {
        "reverse mentor": env._(
            "In reverse mentoring, the mentor is the one with less experience. You "
            "share what you see and know with a senior colleague."
        ),
        "reverse mentee": env._(
            "In reverse mentoring, the mentee is the one with more experience. You "
            "learn from a junior colleague."
        ),
        "peer peer": env._("Peers learn from each other; there is no mentor."),
        "group mentor": env._("You guide a group of mentees."),
        "group mentee": env._("You share a mentor with other mentees."),
    }
    return notes.get(f"{kind} {role}", "")
