"""The page of a pairing."""

from ...models.sealed import address
from ..base import words
from ..closure import certificate, thanks
from ..learning import guide, ready, resources
from ..programme import coordinator
from ..promotion import voice
from ..sealed import serious
from . import checkin, informal, offer, people, sentences, what_next
from . import meeting as meeting_page
from . import steps as pairing_steps

EDITION = (
    *("programme_id", "name", "kind", "min_meetings", "retention_months"),
    *("state", "ready_asks", "ready_waits"),
)
PROGRAMME = ("name", "company_id", "contact_email", "contact_subject")
ENROLMENT = (
    *("edition_id", "programme_id", "partner_id", "state", "question", "motivation"),
    *("employer", "region_id"),
    *("shares_profile", "shares_question", "shares_contact"),
)
"""The columns that the page shows, of tables that have many more."""


def read(pairing):
    """Read what the page shows, in one query for each table."""
    people.read_together(pairing, pairing.programme_id._to_ask())
    pairing.edition_id.fetch(EDITION)
    pairing.programme_id.fetch(PROGRAMME)
    enrolments = pairing.member_ids.enrolment_id
    enrolments.fetch(ENROLMENT)
    enrolments.mapped("topic_ids")


def values(env, pairing, partner, typed=None):
    """Return the values of `/my/mentorship/pairing/<id>` for one of its members.

    :param dict typed: see `offer.values`
    """
    own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
    others = pairing._shown_members() - own
    # members who have not answered still see a started group as an offer
    state = "offered" if own.answer == "pending" else pairing.state
    active, over = state == "active", state == "completed"
    steps = pairing_steps.of(env, pairing, partner)
    names = people.names_of_others(env, pairing, partner)
    meetings = [
        meeting_page.line(env, meeting)
        for meeting in pairing.meeting_ids.sorted(meeting_page.place)
        if state != "offered"
    ]
    asked = []
    if state == "offered":
        asked = ready.lists(env, partner, own.enrolment_id)
    return {
        "ready": asked,
        "step": steps[0] if steps else None,
        # the next meeting is in the list of them
        "more_steps": [step for step in steps[1:] if "also" not in step],
        "guide": guide.next_for(env, pairing, partner),
        "now": resources_now(env, pairing, own, ready.resources(asked)),
        "questions": coordinator.of(env, pairing.programme_id),
        "serious": [serious.ways(pairing.programme_id)],
        "pairing": {
            "id": pairing.id,
            "state": state,
            "state_label": people.status(env, pairing, partner),
            "edition": pairing.edition_id.display_name,
            "names": names,
            "faces": people.faces(pairing, partner),
            "own_role": own.role,
            "kind": pairing.kind,
            "own_answer": own.answer,
            "all_yes": all(m.answer == "accepted" for m in pairing._present_members()),
            "several": len(others) > 1,
            "started": pairing.state == "active",
            "waits_ready": state == "offered" and bool(pairing.ready_waits_since),
            "may_take_back": own._may_take_back(),
            "chosen": state == "offered" and bool(pairing.choice_ids),
            "paused": bool(pairing.paused_until),
            "first_contact_on": words.day(
                env,
                own.first_contact_on
                if own.role != "mentor"
                else pairing.first_contact_on,
            ),
            "speak": active and address.entry(f"speak/{pairing.programme_id.id}"),
            "prolong_asked": str(pairing._asked_to_go_on(own) or ""),
        },
        "offer": offer.values(env, pairing, own, typed)
        if own.answer == "pending"
        else None,
        "shown": offer.shown(env, pairing, own, typed),
        "informal": informal.values(env, pairing, own),
        "what_next": what_next.values(env, pairing, own),
        "thanks": thanks.asked(env, own.enrolment_id) if over else None,
        "voice": voice.link(env, own.enrolment_id) if over else None,
        # staff do not see this page as the member
        "certificate": certificate.values(env, own.enrolment_id) if over else None,
        **checkin.values(env, pairing, partner),
        "sentences": sentences.of(env, pairing, own, names),
        "people": [people.person(env, own, member) for member in others],
        "meetings": [line for line in meetings if line["state"] == "planned"],
        "earlier_meetings": [line for line in meetings if line["state"] != "planned"],
        "reasons": [
            {"id": number, "name": name}
            for number, name in env["mentorship.end.reason"]._listed().items()
        ]
        if active
        else [],
    }


def resources_now(env, pairing, own, asked=()):
    """Return the lines of the resources that matter now in a pairing.

    :param own: the member's ``mentorship.pairing.member``
    :param asked: the ids of those that are in another list of the page
    """
    moment = resources.of_pairing(pairing, own)
    if not moment:
        return []
    # of a person in the pairing, and no one else
    enrolments = own.enrolment_id
    if enrolments._is_final():
        # who signed up again notes it there
        notes = env["mentorship.resource.read"]
        enrolments = notes._own(own.partner_id, pairing.programme_id)
    matters = {(pairing.programme_id.id, own.role, moment)}
    return resources.now(env, enrolments, matters, asked)
