"""The page of a pairing."""

from ..base import words
from . import meeting as meeting_page
from . import people
from . import steps as pairing_steps


def values(env, pairing, partner):
    """Return the values of `/my/mentorship/pairing/<id>` for one of its members."""
    own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
    others = pairing._shown_members() - own
    # members who have not answered still see a started group as an offer
    state = "offered" if own.answer == "pending" else pairing.state
    active = state == "active"
    steps = pairing_steps.of(env, pairing, partner)
    return {
        "step": steps[0] if steps else None,
        "pairing": {
            "id": pairing.id,
            "state": state,
            "state_label": people.status(env, pairing, partner),
            "edition": pairing.edition_id.display_name,
            "names": people.names_of_others(env, pairing, partner),
            "own_role": own.role,
            "kind": pairing.kind,
            "own_answer": own.answer,
            "all_yes": all(m.answer == "accepted" for m in pairing._present_members()),
            "several": len(others) > 1,
            "started": pairing.state == "active",
            "may_take_back": own._may_take_back(),
            "chosen": bool(pairing.choice_ids),
            "expires_on": words.day(env, pairing.expires_on),
            "since": words.day(env, pairing.date_start),
            "until": words.day(env, pairing.prolonged_until or pairing.date_end),
            "paused_until": words.day(env, pairing.paused_until),
            "first_contact_on": words.day(
                env,
                own.first_contact_on
                if own.role != "mentor"
                else pairing.first_contact_on,
            ),
            "held": pairing.held_meeting_count,
            "least": pairing.edition_id.min_meetings,
            "prolong_asked": str(pairing._asked_to_go_on(own) or ""),
            "prolong_wishes": [
                {
                    "name": m.partner_id.name,
                    "own": m == own,
                    "until": words.day(env, m.prolong_wish),
                }
                for m in pairing._present_members()
                if m.prolong_wish and not pairing._agrees_to_go_on()
            ],
        },
        "people": [people.person(env, own, member) for member in others],
        "meetings": [
            meeting_page.line(env, meeting)
            for meeting in pairing.meeting_ids.sorted(meeting_page.place)
            if state != "offered"
        ],
        "reasons": [
            {"id": reason.id, "name": reason.name}
            for reason in env["mentorship.end.reason"].search_fetch(
                [("active", "=", True)], ["name"]
            )
        ]
        if active
        else [],
    }
