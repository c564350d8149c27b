"""A member's next steps in a pairing, most urgent first."""

from odoo import fields
from odoo.tools import format_list

from ...models.sealed import address
from ..base import words
from . import meeting as meeting_page
from . import people


def of(env, pairing, partner):
    """Return this member's next steps in a pairing, most urgent first."""
    url = f"/my/mentorship/pairing/{pairing.id}"
    others = people.names_of_others(env, pairing, partner)
    own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
    if pairing.state in ("offered", "active") and own.answer == "pending":
        return [
            {
                "title": env._("A mentorship with %s: yes or no?", others),
                "text": env._(
                    "Your question will be answered first; you will get an email."
                )
                if own.question_ids.waits
                else env._("Please answer by %s.", words.day(env, pairing.expires_on)),
                "url": url,
                "label": env._("View and answer"),
            }
        ]
    if pairing.state != "active":
        return list(filter(None, [informal_step(env, pairing, own)]))
    return [
        *consent_steps(env, pairing, partner),
        *active_steps(env, pairing, own, others, url),
        *filter(None, [look_back_step(env, pairing, own)]),
        *filter(None, [prolong_step(env, pairing, own)]),
        *filter(None, [informal_step(env, pairing, own)]),
    ]


def consent_steps(env, pairing, partner):
    """Return the sharing requests that wait for this member."""
    asked = env["mentorship.consent"].search_fetch(
        [
            ("pairing_id", "=", pairing.id),
            ("state", "=", "asked"),
            ("giver_id", "=", partner.id),
            ("author_id", "!=", partner.id),
        ],
        ["author_id"],
    )
    return [
        {
            "title": env._("%s asks you about sharing", each.author_id.name),
            "text": env._("Nothing is shared without your consent."),
            "url": address.entry(f"consent/{each.id}"),
            "label": env._("Read the question"),
        }
        for each in asked
    ]


def active_steps(env, pairing, own, others, url):
    """Return this member's most urgent steps while the pairing is active.

    :param own: the member's ``mentorship.pairing.member``
    :param str others: the names of the others
    :param str url: the address of the pairing's page
    """
    if pairing.paused_until:
        return []
    if own.role != "mentor" and not own.first_contact_on:
        return [
            {
                # in a group, a mentee may only have the mentor's contact data
                "title": env._(
                    "Get in touch with %s", pairing.mentor_id.name or others
                ),
                "text": env._("Do not wait for each other.")
                if own.role == "peer"
                else env._("The first move is yours."),
                "url": f"{url}#contact",
                "label": env._("See how"),
            }
        ]
    now = fields.Datetime.now()
    planned = pairing.meeting_ids.filtered(lambda m: m.state == "planned")
    past = planned.filtered(lambda m: m.stop < now).sorted("start")
    if past:
        return [
            {
                "title": env._("Did you meet on %s?", words.moment(env, past[0].start)),
                "text": env._("With %s.", others),
                "url": f"/my/mentorship/meeting/{past[0].id}",
                "label": env._("Tell us"),
            }
        ]
    ahead = [talk_step(env, own, talk) for talk in planned.sorted("start")[:1]]
    ahead += filter(None, [room_step(env, pairing, own)])
    if ahead or not pairing.first_contact_on:
        return ahead
    return [
        {
            "title": env._("Plan your next meeting with %s", others),
            "text": env._(
                "You have held %(held)s of at least %(least)s meetings.",
                held=pairing.held_meeting_count,
                least=pairing.edition_id.min_meetings,
            ),
            "url": f"{url}/meeting",
            "label": env._("Plan a meeting"),
        }
    ]


def talk_step(env, own, talk):
    """Return the next meeting as a step: a person and a moment.

    :param own: the member's ``mentorship.pairing.member``
    :param talk: a planned ``mentorship.meeting``
    """
    others = talk.attendee_ids - own.partner_id
    shown = meeting_page.line(env, talk)
    view = {"url": shown["url"], "label": env._("View or change")}
    join = {"url": shown["join"], "label": env._("Join")}
    calendar = {"url": shown["calendar"], "label": env._("Add to calendar")}
    big, *small = [join, calendar, view] if shown["join"] else [calendar, view]
    return {
        "title": meeting_page.title(env, talk, people.first_names(env, others)),
        "text": shown["when"],
        "faces": people.faces(talk.pairing_id, own.partner_id),
        **big,
        "also": small,
        "place": None if shown["join"] else shown["place"],
    }


def look_back_step(env, pairing, own):
    """Return the step to look back together, in the last month, or None (R68).

    :param own: the member's ``mentorship.pairing.member``
    """
    if (
        pairing.paused_until
        or not pairing.first_contact_on
        or not pairing._may_look_back()
        or own.partner_id in pairing.lookback_ids.author_id
    ):
        return None
    return {
        "title": env._("Look back together"),
        "text": env._("What did you set out to do, and what came of it?"),
        "url": address.entry(f"room/{pairing.id}"),
        "label": env._("Look back now"),
    }


def prolong_step(env, pairing, own):
    """Return the step to answer a wish to continue, or None.

    :param own: the member's ``mentorship.pairing.member``
    """
    day = pairing._asked_to_go_on(own)
    if not day or day == own.prolong_wish:
        return None
    others = pairing._open_wishes() - own
    return {
        "title": env._(
            "%(name)s would like to continue until %(day)s",
            name=others[:1].partner_id.name,
            day=words.day(env, day),
        ),
        "text": env._(
            "Would you like that too? If you would rather stop then, you need not do "
            "anything."
        ),
        "url": f"/my/mentorship/pairing/{pairing.id}#prolong",
        "label": env._("View and choose"),
    }


def informal_step(env, pairing, own):
    """Return the step to answer a wish to go on without the programme, or None; after
    the end, for as long as the room can be read.

    :param own: the member's ``mentorship.pairing.member``
    """
    if own.informal_on or not pairing._may_go_on_informally():
        return None
    wishing, last = own._informal_others(), pairing._room_closes_on()
    if not wishing or (last and fields.Date.context_today(pairing) > last):
        return None
    return {
        "title": env._(
            "%s would like to go on with you, on your own",
            format_list(env, wishing.partner_id.mapped("name")),
        ),
        "text": env._(
            "Without the programme. Would you like that too? If not, you need not do "
            "anything."
        ),
        "url": f"/my/mentorship/pairing/{pairing.id}#informal",
        "label": env._("View and choose"),
    }


def room_step(env, pairing, own):
    """Return this member's next step in the pair's room, or None.

    :param own: the member's ``mentorship.pairing.member``
    """
    url, partner = address.entry(f"room/{pairing.id}"), own.partner_id
    others = people.names_of_others(env, pairing, partner)
    newest = pairing.agreement_ids[:1]
    if newest and newest._asks(partner):
        return {
            "title": env._("Read the agreement, and say yes"),
            "text": env._("%s wrote it and is waiting for you.", newest.author_id.name),
            "url": url,
            "label": env._("Read it"),
        }
    new = newest._unread_by() if newest else newest.author_id
    if new and partner not in new:
        return {
            "title": env._("Let %s read your agreement", ", ".join(new.mapped("name"))),
            "text": env._("Save it again, and everyone is asked to agree."),
            "url": url,
            "label": env._("Go to the agreement"),
        }
    if not pairing.first_contact_on:
        return None
    if pairing.agreement_state == "none":
        return {
            "title": env._("Write the agreement together"),
            "text": env._("How you work together, and what stays between you."),
            "url": url,
            "label": env._("Begin"),
        }
    if own.role != "mentor" and partner not in pairing.plan_ids.author_id:
        return {
            "title": env._("Write your development plan"),
            "text": env._("Four short questions; %s can read your answers.", others),
            "url": url,
            "label": env._("Begin"),
        }
    if not pairing.goal_count:
        return {
            "title": env._("Set a first goal"),
            "text": env._("What should be different at the end?"),
            "url": url,
            "label": env._("Set a goal"),
        }
    return None
