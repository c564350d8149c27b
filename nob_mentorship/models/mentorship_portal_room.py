from odoo import api, models

from ..portal.sealed import address
from .labels import field_labels
from .mentorship_pairing_room import STAGES


class MentorshipPortalPages(models.AbstractModel):
    """The pair's room, as far as everybody may know: no text passes through here."""

    _inherit = "mentorship.portal.pages"

    _notes_on_page = 5

    @api.model
    def _room(self, pairing, partner):
        """Return what every page of a room needs to know of it."""
        others = pairing._room_members().partner_id - partner
        programme = pairing.programme_id
        labels = field_labels(pairing, "stage")
        reached = STAGES.index(pairing.stage)
        group = len(others) > 1
        return {
            "id": pairing.id,
            "url": f"/my/mentorship/pairing/{pairing.id}",
            "page": address.entry(f"room/{pairing.id}"),
            "closes_on": self._day(pairing._room_closes_on()),
            "names": self._names_of_others(pairing, partner),
            "readers": ", ".join(others.mapped("name")),
            "writable": pairing.state == "active",
            "cleared_on": self._day(pairing.room_cleared_on),
            "retention_months": pairing.edition_id.retention_months,
            "stages": [
                {
                    "name": labels[stage],
                    "number": number + 1,
                    "state": "done"
                    if number < reached
                    else "now"
                    if number == reached
                    else "later",
                }
                for number, stage in enumerate(STAGES)
            ],
            "audiences": [
                {"value": "room", "name": self._everybody(others)},
                *(
                    {"value": str(other.id), "name": self.env._("%s and I", other.name)}
                    for other in others
                    if group
                ),
                {"value": "self", "name": self.env._("Only me")},
            ],
            "is_mentor": pairing.mentor_id == partner,
            "kind": pairing.kind,
            "several": group,
            "agreement_state": pairing.agreement_state,
            "question_link": programme._question_link(),
            "contact_email": programme.contact_email,
        }

    @api.model
    def _room_left(self, pairing, partner):
        """Return the way to the room for a member of a pairing that is over for them,
        None once it is closed to them."""
        if not pairing._has_room_for(partner):
            return None
        return {
            "page": address.entry(f"room/{pairing.id}"),
            "closes_on": self._day(pairing._room_closes_on()),
            "writable": False,
        }

    @api.model
    def _everybody(self, others):
        if len(others) > 1:
            return self.env._("Everybody in the room")
        return self.env._("%s and I", ", ".join(others.mapped("name")))

    @api.model
    def _who(self, author, partner):
        return self.env._("You") if author == partner else author.name

    @api.model
    def _whom(self, person, partner):
        """Return a name, or “you” in the middle of a sentence."""
        return self.env._("you") if person == partner else person.name

    @api.model
    def _written_when(self, item):
        return self._moment(item.written_on) if item.written_on else ""

    @api.model
    def _note_line(self, note, partner):
        if note.audience == "self":
            read_by = self.env._("only you")
        elif note.audience == "person":
            other = note.reader_id if note.author_id == partner else note.author_id
            read_by = self.env._("you and %s", other.name)
        else:
            read_by = self.env._("everybody in the room")
        return {
            "id": note.id,
            "author": self._who(note.author_id, partner),
            "own": note.author_id == partner,
            "when": self._written_when(note),
            "read_by": read_by,
            "kind": note.kind,
            "kind_label": self._label(note, "kind"),
            "revision": str(note.revision),
            "url": f"/my/mentorship/note/{note.id}",
            "share_url": self._share_url(note),
            "meeting": note.meeting_id and self._moment(note.meeting_id.start),
            "back": note._room_path(),
        }

    @api.model
    def _goal_line(self, goal, partner):
        return {
            "id": goal.id,
            "author": self._who(goal.author_id, partner),
            "own": goal.author_id == partner,
            "term": goal.term,
            "term_label": self._label(goal, "term"),
            "due_on": self._day(goal.due_on),
            "due": str(goal.due_on or ""),
            "progress": goal.progress,
            "state": goal.state,
            "state_label": self._label(goal, "state"),
            "done_on": self._day(goal.done_on),
            "revision": str(goal.revision),
            "url": f"/my/mentorship/goal/{goal.id}",
            "share_url": self._share_url(goal),
        }

    @api.model
    def _plan_line(self, plan, partner):
        return {
            "id": plan.id,
            "author": self._who(plan.author_id, partner),
            "own": plan.author_id == partner,
            "when": self._written_when(plan),
            "revision": str(plan.revision),
            "share_url": self._share_url(plan),
        }

    @api.model
    def _agreement_line(self, agreement, partner):
        return {
            "id": agreement.id,
            "by": self._whom(agreement.author_id, partner),
            "version": agreement.version,
            "state": agreement.state,
            "when": self._written_when(agreement),
            "agreed_on": self._day(agreement.agreed_on),
            "accepted": agreement.accepted_ids.mapped("name"),
            "missing": agreement._missing().mapped("name"),
            "asks_me": agreement._asks(partner),
            "share_url": self._share_url(agreement),
        }

    @api.model
    def _consent_line(self, consent, partner):
        return {
            "id": consent.id,
            "url": consent._page_path(),
            "kind": self._label(consent, "item_kind"),
            "asker": self._who(consent.author_id, partner),
            "asked_by": self._whom(consent.author_id, partner),
            "given_by": self._whom(consent.giver_id, partner),
            "shared_with": self._whom(consent.recipient_id, partner),
            "is_giver": consent.giver_id == partner,
            "is_recipient": consent.recipient_id == partner,
            "state": consent.state,
            "state_label": self._label(consent, "state"),
            "asked_on": self._moment(consent.asked_on),
            "answered_on": consent.answered_on and self._moment(consent.answered_on),
            "opened_on": consent.opened_on and self._moment(consent.opened_on),
            "revoked_on": consent.revoked_on and self._moment(consent.revoked_on),
        }

    @api.model
    def _shared_line(self, item):
        """Return what a recipient sees of a thing beside its texts."""
        return {
            "model": item._name,
            "author": item.author_id.name,
            "when": self._written_when(item),
        }

    @api.model
    def _alarm_line(self, access):
        return {
            "id": access.id,
            "name": access.user_id.partner_id.name,
            "since": self._moment(access.closed_on),
            "objected": access.objected,
        }

    @api.model
    def _share(self, pairing, record, partner):
        """Return the values of the page that asks for, or offers, a consent."""
        giver = pairing._consent_giver(record)
        return {
            "url": self._share_url(record),
            "kind": self._item_kind(record),
            "is_giver": giver == partner,
            "giver": giver.name,
            "coordinators": [
                {"value": str(user.partner_id.id), "name": user.partner_id.name}
                for user in pairing.programme_id.coordinator_ids
            ],
        }

    @api.model
    def _item_kind(self, record):
        return field_labels(self.env["mentorship.consent"], "item_kind")[record._name]

    @api.model
    def _share_url(self, record):
        room = f"/my/mentorship/pairing/{record.pairing_id.id}"
        return f"{room}/share/{record._name},{record.id}"

    @api.model
    def _messages(self, notes):
        """Return the messages to the coordinators: of whom, when; not what."""
        return [
            {
                "id": note.id,
                "url": f"/my/mentorship/message/{note.id}",
                "author": note.author_id.name,
                "email": note.author_id.email,
                "phone": note.author_id.phone,
                "role": self._label(
                    note.pairing_id.member_ids.filtered(
                        lambda m, note=note: m.partner_id == note.author_id
                    ),
                    "role",
                ),
                "edition": note.pairing_id.edition_id.display_name,
                "when": self._written_when(note),
            }
            for note in notes
        ]

    @api.model
    def _rooms_of(self, partner):
        """Return the pairings whose room a member can enter."""
        return self._pairings_of(partner).filtered(
            lambda pairing: pairing._has_room_for(partner)
        )
