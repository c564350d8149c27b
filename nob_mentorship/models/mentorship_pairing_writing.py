from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

from ..tools import form
from .mentorship_consent import ITEM_KINDS


class MentorshipPairing(models.Model):
    """New things in the pair's room: the record first, its text is sealed after.

    The callers found the pairing among the member's own, and checked that the room is
    open; see `room/door.py`.
    """

    _inherit = "mentorship.pairing"

    def _new_note(self, author, kind, audience, meeting=""):
        """Return (a new note without its text, the partners who may read it).

        :param author: partner of a present member
        :param str kind: as the model's field
        :param str audience: ``room``, ``self``, or the id of a present member
        :param str meeting: id of a meeting of this pairing, or empty
        :raises UserError: for anything else
        """
        self.ensure_one()
        others = self._room_members().partner_id - author
        reader = others.filtered(lambda partner: str(partner.id) == audience)
        meeting = self.meeting_ids.filtered(lambda m: str(m.id) == meeting)
        if not reader and audience not in ("room", "self"):
            raise UserError(self.env._("Please choose who may read it."))
        if kind not in ("note", "agenda", "outcome") or (kind != "note") != bool(
            meeting
        ):
            raise UserError(self.env._("This meeting is no longer there."))
        note = self.note_ids.create(
            {
                "pairing_id": self.id,
                "author_id": author.id,
                "kind": kind,
                "audience": "person" if reader else audience,
                "reader_id": reader.id,
                "meeting_id": meeting.id,
            }
        )
        return note, note._audience_partners()

    def _new_message(self, author):
        """Return (a new message to the coordinators, their partners) (R18).

        :raises UserError: when the programme has no coordinator with a login
        """
        coordinators = self.programme_id.coordinator_ids.partner_id
        if not coordinators:
            raise UserError(
                self.env._(
                    "This programme has no coordinator now. Please write to %s.",
                    self.programme_id.contact_email,
                )
            )
        note = self.note_ids.create(
            {
                "pairing_id": self.id,
                "author_id": author.id,
                "audience": "coordinator",
            }
        )
        return note, coordinators

    def _notes_read_by(self, partner, limit, offset=0, meeting=None):
        """Return the notes a partner may read, newest first.

        :param meeting: only those of this ``mentorship.meeting``
        """
        domain = self._readable_domain(partner)
        if meeting is not None:
            domain.append(("meeting_id", "=", meeting.id))
        notes = self.env["mentorship.note"]
        return notes.search_fetch(
            domain, notes._stored_fields(), limit=limit, offset=offset
        )

    def _count_notes_read_by(self, partner):
        """Return how many notes a partner may read."""
        notes = self.env["mentorship.note"]
        return notes.search_count(self._readable_domain(partner))

    def _readable_domain(self, partner):
        return [
            ("pairing_id", "=", self.id),
            ("audience", "!=", "coordinator"),
            ("readers", "like", f"[{partner.id}, "),
        ]

    def _in_room(self, model):
        """Return what is written in this room of a model, all of it in one query."""
        records = self.env[model]
        return records.search_fetch(
            [("pairing_id", "=", self.id)], records._stored_fields()
        )

    def _save_goal(self, goal, author, values):
        """Return a goal with its open values; a new one where there is none.

        :param goal: the author's own, or empty
        :param dict values: ``term`` and ``due_on``
        """
        if goal:
            goal.write(values)
            return goal
        return self.goal_ids.create(
            {"pairing_id": self.id, "author_id": author.id, **values}
        )

    def _own_plan(self, partner):
        """Return the development plan of a member, empty when there is none."""
        return self.plan_ids.filtered(lambda plan: plan.author_id == partner)

    def _save_plan(self, plan, author):
        """Return a member's development plan; a new one where there is none (R37).

        :raises UserError: for a mentor: the plan is the mentee's
        """
        if self.mentor_id == author:
            raise UserError(self.env._("The development plan is the mentee's."))
        return plan or self.plan_ids.create(
            {"pairing_id": self.id, "author_id": author.id}
        )

    def _new_agreement(self, author):
        """Return a new version of the agreement, without its text."""
        return self.agreement_ids.create(
            {
                "pairing_id": self.id,
                "author_id": author.id,
                "version": max(self.agreement_ids.mapped("version"), default=0) + 1,
            }
        )

    def _shareable(self, item, partner):
        """Return what a member wants to share, empty when it is not of this room.

        :param str item: model and id, such as ``mentorship.note,12``
        """
        name, _comma, record_id = item.partition(",")
        nothing = self.env["mentorship.note"]
        is_number = record_id.isdecimal() and len(record_id) < 10
        if name not in dict(ITEM_KINDS) or not is_number:
            return nothing
        record = self.env[name].search(
            [("id", "=", int(record_id)), ("pairing_id", "=", self.id)]
        )
        return record if self._consent_giver(record) else nothing

    def _consent_giver(self, record):
        """Return whose consent it takes to share something: the mentee's (R16).

        Of what a mentee or peer wrote, theirs; of what the mentor wrote, the mentee's
        where there is one. In a group what the mentor wrote to all is not shared.
        """
        members = self._room_members()
        mentor = members.filtered(lambda m: m.role == "mentor").partner_id
        if record.author_id != mentor:
            return record.author_id & members.partner_id
        others = members.partner_id - mentor
        return others if len(others) == 1 else others.browse()

    def _consent_recipient(self, choice, address, asker):
        """Return the partner something is to be shared with, empty when unknown.

        :param str choice: id of a coordinator's partner, or ``other``
        :param str address: the e-mail address of somebody with a login, for ``other``
        :param asker: partner of the member who asks or offers
        """
        coordinators = self.programme_id.coordinator_ids.partner_id
        if choice != "other":
            return coordinators.filtered(lambda partner: str(partner.id) == choice)
        address = form.read_text((address or "")[: form.LINE_LIMIT])
        users = self.env["res.users"]
        if not address:
            return users.partner_id
        typed = Domain("login", "=ilike", escape_psql(address))
        if normalized := email_normalize(address):
            typed |= Domain("email_normalized", "=", normalized)
        users = users.search(typed, limit=3)
        exact = users.filtered(lambda user: user.login.lower() == address.lower())
        # an address that several use names nobody
        people = (exact or users).partner_id
        return people if len(people) == 1 else people.browse()

    def _new_consent(self, record, asker, recipient):
        """Return a new consent that the mentee is asked for, or offers.

        :raises UserError: when it makes no sense
        """
        giver = self._consent_giver(record)
        if not giver:
            raise UserError(self.env._("This cannot be shared."))
        if asker != giver and asker != self.mentor_id:
            raise AccessError(self.env._("This is not yours to change."))
        if recipient in self._room_members().partner_id:
            raise UserError(
                self.env._("%s is in this room, and needs no consent.", recipient.name)
            )
        item = f"{record._name},{record.id}"
        for consent in self.consent_ids:
            if (consent.item, consent.recipient_id) == (item, recipient):
                if consent.state == "asked":
                    raise UserError(self.env._("This was asked already."))
                # a new question takes the place of a yes, for the thing as it is now
                consent._withdraw()
        return self.consent_ids.create(
            {
                "pairing_id": self.id,
                "author_id": asker.id,
                "giver_id": giver.id,
                "recipient_id": recipient.id,
                "item": item,
                "item_kind": record._name,
            }
        )

    def _written_by(self, partner):
        """Return the records of this room that a partner wrote, a recordset a model."""
        return [
            records
            for name in self.env["mentorship.sealed"]._sealed_models()
            if name != "mentorship.note.file"
            and (
                records := self.env[name].search(
                    [("pairing_id", "=", self.id), ("author_id", "=", partner.id)]
                )
            )
        ]
