"""A member's data export; the sealed part is added by their browser."""

from ..base import words
from ..enrolment.page import BOXES
from ..learning import session
from ..pairing import checkin, offer, people
from ..preference import page as preference_page
from ..promotion import voice
from . import certificate, thanks


def values(env, partner):
    """Return all that mentoring knows of a member, except sealed texts.

    :return: dict of names and plain values, for JSON
    """
    enrolments = env["mentorship.enrolment"].search([("partner_id", "=", partner.id)])
    interests = env["mentorship.interest"].search([("partner_id", "=", partner.id)])
    invited = env["mentorship.invitee"].search(
        [("partner_id", "=", partner.id), ("edition_id.state", "!=", "draft")]
    )
    reminders = env["mentorship.reminder.sent"].search(
        [("partner_id", "=", partner.id), ("state", "=", "mailed")]
    )
    # only what the member gave: the others do not read it either
    stopped = env["mentorship.ending"].search(
        [("member_id.partner_id", "=", partner.id)]
    )
    noted = env["mentorship.resource.read"].search(
        [("enrolment_id", "in", enrolments.ids)], order="read_on, id"
    )
    consents = env["mentorship.consent"].search(
        ["|", ("giver_id", "=", partner.id), ("recipient_id", "=", partner.id)]
    )
    return {
        "name": partner.name,
        "email": partner.email,
        "phone": partner.phone,
        "picture": picture(partner),
        "badges": thanks.badges(env, partner),
        "professional_since": words.plain(env, partner.professional_since),
        "interested_in": interests.programme_id.mapped("name"),
        "calendar_address": [
            {
                "since": words.plain(env, address.made_on),
                "with_names": env._("Yes") if address.with_names else env._("No"),
            }
            for address in env["mentorship.calendar.address"]._of(partner)
        ],
        "reminders": [
            {
                "about": words.label(row, "event"),
                "day": words.plain(env, row.queued_at),
            }
            for row in reminders
        ],
        "noted_as_read": [
            {
                "name": row.resource_id.name,
                "edition": row.enrolment_id.edition_id.display_name,
                "day": words.plain(env, row.read_on),
                "seen": env._("Yes") if row.told else None,
            }
            for row in noted
        ],
        "invited_to": invited.edition_id.mapped("display_name"),
        "enrolments": [
            {
                "edition": enrolment.edition_id.display_name,
                "role": words.label(enrolment, "role"),
                "state": words.label(enrolment, "state"),
                "question": enrolment.question,
                "motivation": enrolment.motivation,
                "topics": enrolment.topic_ids._names(),
                "focus": enrolment.focus_ids._names(),
                "languages": enrolment.language_ids._names(),
                "region": enrolment.region_id.name,
                "meeting_mode": enrolment.meeting_mode
                and words.label(enrolment, "meeting_mode"),
                "answers": enrolment.answer_ids.mapped("display_name"),
                "employer": enrolment.employer,
                **{name: env._("Yes") if enrolment[name] else None for name in BOXES},
                "chosen": enrolment.choice_ids.mapped("display_name"),
                "away_until": words.plain(env, enrolment.away_until),
                "terms_version": enrolment.terms_version or None,
                "terms_accepted_on": words.plain(env, enrolment.terms_accepted_on),
                "named_in_thanks": thanks.said(env, enrolment),
                "self_checked_on": words.plain(env, enrolment.self_checked_on),
                "ready_noted_on": words.plain(env, enrolment.ready_noted_on),
                "ready_reason": enrolment.ready_reason or None,
            }
            for enrolment in enrolments
        ],
        "pairings": [
            {
                "with": people.names_of_others(env, pairing, partner),
                "edition": pairing.edition_id.display_name,
                "state": words.label(pairing, "state"),
                "since": words.plain(env, pairing.date_start),
                "until": words.plain(env, pairing.date_end),
                "meetings": [
                    {
                        "start": words.plain(env, meeting.start),
                        "state": words.label(meeting, "state"),
                        "place": meeting.location or meeting.video_url,
                    }
                    for meeting in pairing.meeting_ids
                ],
                **{
                    name: words.plain(env, own_row(pairing, partner)[name])
                    for name in ("informal_on", "mentor_from", "mentor_told_on")
                },
                "prepared": prepared(own_row(pairing, partner)),
                "checkins": checkin.exported(env, pairing, partner),
            }
            for pairing in people.pairings_of(env, partner)
            if pairing.state != "offered"
        ],
        "certificates": certificate.exported(env, enrolments),
        "voices": voice.exported(env, enrolments),
        "invitations": voice.invitations(env, partner),
        "unasked_on": words.plain(env, partner.mentorship_unasked_on),
        "stopped": [
            {
                "edition": ending.edition_id.display_name,
                "asked_on": words.plain(env, ending.asked_on),
                "reason": ending.reason_id.name or None,
            }
            for ending in stopped
        ],
        "asked_back": offer.exported(env, partner),
        "answered_back": offer.exported_answers(env, partner),
        "consents": [
            {
                "kind": words.label(consent, "item_kind"),
                "from": consent.giver_id.name,
                "to": consent.recipient_id.name,
                "state": words.label(consent, "state"),
                "asked_on": words.plain(env, consent.asked_on),
                "answered_on": words.plain(env, consent.answered_on),
                "revoked_on": words.plain(env, consent.revoked_on),
            }
            for consent in consents
        ],
        "told": preference_page.exported(env, partner),
        **session.exported(env, partner),
    }


def own_row(pairing, partner):
    """Return a member's own row in a pairing."""
    return pairing.member_ids.filtered(lambda member: member.partner_id == partner)


def prepared(member):
    """Return whether staff noted that a member was prepared, or None."""
    known = member.prepared in ("yes", "no")
    return words.label(member, "prepared") if known else None


def picture(partner):
    """Return the picture that a member uploaded, as a `data:` address, or None."""
    image = partner.mentorship_picture
    return f"data:image/jpeg;base64,{image.decode()}" if image else None


def labels(env):
    """Return {name in the export: label in the member's language}."""
    _ = env._
    return {
        "name": _("Name"),
        "email": _("Email"),
        "phone": _("Phone"),
        "picture": _("Picture"),
        "professional_since": _("In the profession since"),
        "interested_in": _("Interested in"),
        "calendar_address": _("Address of your calendar"),
        "with_names": _("With names"),
        "enrolments": _("Sign-ups"),
        "reminders": _("Reminders you got"),
        "noted_as_read": _("What you noted as read"),
        "about": _("About"),
        "day": _("Day"),
        "pairings": _("Mentorships"),
        "consents": _("Consents"),
        "edition": _("Edition"),
        "role": _("Role"),
        "state": _("State"),
        "question": _("Question or objective"),
        "motivation": _("Motivation"),
        "topics": _("Topics"),
        "focus": _("Direction of the objective"),
        "languages": _("Languages"),
        "region": _("Region"),
        "meeting_mode": _("Way of meeting"),
        "answers": _("Answers"),
        "employer": _("Employer"),
        "shown": _("Shown to mentees"),
        "shares_question": _("Peers may read the question"),
        "shares_contact": _("Fellow mentees may read email and telephone"),
        "shares_profile": _("May be shown: years and region"),
        "chosen": _("Mentors you chose"),
        "away_until": _("No offers before"),
        "certificates": _("Certificates"),
        "issued_on": _("Issued on"),
        "code": _("Code"),
        "meetings_held": _("Meetings held"),
        "hours": _("Hours of meetings"),
        "voices": _("Your words about a mentorship"),
        "text": _("Text"),
        "named_as": _("Shown as"),
        "everyone": _("Also without a login"),
        "said_on": _("Written on"),
        "invitations": _("Emails that invited you to sign up"),
        "unasked_on": _("No such emails since"),
        "stopped": _("Mentorships that you asked to stop"),
        "reason": _("Reason"),
        "asked_back": _("Your questions about offers"),
        "answered_back": _("Your answers to questions about offers"),
        "answer": _("Answer"),
        "terms_version": _("Version of the terms you agreed to"),
        "terms_accepted_on": _("Agreed to the terms on"),
        "named_in_thanks": _("May be thanked by name"),
        "self_checked_on": _("Did the self-check on"),
        "ready_noted_on": _("Ready to start, as the coordinators noted on"),
        "ready_reason": _("Their reason"),
        "seen": _("Your coordinators see it"),
        "badges": _("Badges"),
        "with": _("With"),
        "since": _("Since"),
        "until": _("Until"),
        "informal_on": _("Wants to go on without the programme since"),
        "mentor_from": _("Asked to be told when you can be a mentor, from"),
        "mentor_told_on": _("Told that you can be a mentor on"),
        "prepared": _("Prepared"),
        "meetings": _("Meetings"),
        "checkins": _("Talks with the coordinators"),
        "report": _("Report"),
        "replies": _("Your answers"),
        "version": _("Version"),
        "reply": _("Answer"),
        "words": _("In your words"),
        "start": _("Start"),
        "place": _("Place"),
        "kind": _("Kind"),
        "from": _("From"),
        "to": _("To"),
        "asked_on": _("Asked on"),
        "answered_on": _("Answered on"),
        "revoked_on": _("Revoked on"),
        "told": _("Your wishes about pairing"),
        "sessions": _("Briefings and workshops"),
        "session_requests": _("Sessions you asked for"),
        "session_voices": _("Topics you would like a session about"),
        "topic": _("Topic"),
    }
