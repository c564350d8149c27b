from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

from ...tools import form, room_page

MOST_OPEN = 20
"""The maximum number of unanswered questions in one pairing."""


class MentorshipPairing(models.Model):
    """Sharing outside the room, and the consent it needs.

    The callers found the pairing among the member's own, or the coordinator's.
    """

    _inherit = "mentorship.pairing"

    def action_ask_to_share(self):
        """Take a coordinator to the sealed page, where the question is sealed."""
        self.ensure_one()
        self._check_staff()
        if self.env.user not in self.programme_id.coordinator_ids:
            raise UserError(
                self.env._(
                    "Only a coordinator of this programme can ask to share something."
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"{room_page.PATH}?to=ask/{self.id}",
            "target": "new",
        }

    def _coordinators(self):
        """Return the partners of the coordinators, who can be selected by name."""
        return self.programme_id._speak_to("coordinators").partner_id

    def _check_asker(self, asker):
        """Raise unless the asker is in this room, or coordinates it, now."""
        if asker not in self._room_members().partner_id | self._coordinators():
            raise UserError(
                self.env._(
                    "%s no longer coordinates this mentorship, so nothing can be "
                    "shared in answer to this request.",
                    asker.name,
                )
            )

    def _consent_giver(self, author):
        """Return the person who decides about sharing a member's text (R16).

        This is the author; for texts of the mentor of a pair, it is the mentee. The
        mentor's own consent is the offer to share.

        :param author: one ``res.partner``
        """
        members = self._room_members()
        if author not in members.partner_id:
            return author.browse()
        mentor = members.filtered(lambda m: m.role == "mentor").partner_id
        others = members.partner_id - mentor
        return others if author == mentor and len(others) == 1 else author

    def _consent_givers(self, asker):
        """Return the people who can be asked to share one of their texts.

        The mentor can ask mentees, and a coordinator can ask mentees and peers; others
        cannot ask.

        :param asker: one ``res.partner``
        """
        members = self._room_members()
        mentor = members.filtered(lambda m: m.role == "mentor").partner_id
        asked = asker == mentor or asker in self._coordinators()
        return (members.partner_id - mentor - asker) if asked else asker.browse()

    def _find_recipient(self, asker, choice):
        """Return the recipient to share with, empty if impossible.

        An unknown or archived address looks the same as one of another company; a
        member can try only a few.

        :param asker: the partner of a present member, or of a coordinator
        :param str choice: the uuid of a coordinator, or the exact address of a login
        """
        for partner in self._coordinators():
            if partner._mentorship_member_uuid() == choice:
                return partner
        own = self._room_members().filtered(lambda m: m.partner_id == asker)
        nobody = asker.browse()
        if not own or not own._may_look_up():
            return nobody
        address = form.read_text((choice or "")[: form.LINE_LIMIT])
        if not address:
            return nobody
        typed = Domain("login", "=ilike", escape_psql(address))
        if normalized := email_normalize(address):
            typed |= Domain("email_normalized", "=", normalized)
        users = self.env["res.users"].search(typed, limit=3)
        exact = users.filtered(lambda user: user.login.lower() == address.lower())
        # an address that several people use identifies none of them
        people = (exact or users).partner_id
        return people if len(people) == 1 and self._is_near(people) else nobody

    def _is_near(self, partner):
        """Tell whether a person is able to read a text shared from this room: with a
        login, in the same company.
        """
        company = self.edition_id.company_id
        users = partner.user_ids.filtered("active")
        return bool(
            partner.active
            and users
            and (not company or company in users.company_ids)
            and (not company or not partner.company_id or partner.company_id == company)
        )

    def _check_recipient(self, recipient):
        """Raise unless a text can be shared with this recipient now.

        :param recipient: one ``res.partner``
        :raises UserError: with the reason
        """
        if recipient in self._room_members().partner_id:
            raise UserError(
                self.env._("%s is in this room and needs no consent.", recipient.name)
            )
        if not self._is_near(recipient):
            raise UserError(
                self.env._("You cannot share anything with this person right now.")
            )
        if not self.env["mentorship.identity"]._of(recipient):
            raise UserError(
                self.env._(
                    "%s cannot read sealed texts yet. Ask them to log in, to open "
                    "“Mentorship” and then “Shared with me”, and try again.",
                    recipient.name,
                )
            )

    def _new_consent(self, asker, giver, recipient, kind, asked, item=None):
        """Return a new consent that is requested or offered.

        :param asker: the partner who asks or offers
        :param giver: the partner who decides
        :param recipient: the partner who would read it
        :param str kind: the model, such as ``mentorship.note``
        :param dict asked: ``uuid``, ``sealed`` and ``readers`` of the question
        :param item: the offered record, or None if its author will choose one
        :raises UserError: if the request is not valid
        """
        self._check_writable()
        if item:
            if item.author_id != asker or giver != self._consent_giver(asker):
                raise AccessError(self.env._("You cannot change this record."))
            if not item._is_for(giver):
                raise UserError(
                    self.env._(
                        "%s cannot read this text, so it cannot be shared.", giver.name
                    )
                )
        elif giver not in self._consent_givers(asker):
            raise AccessError(self.env._("You cannot change this record."))
        self._check_recipient(recipient)
        name = item and f"{item._name},{item.id}"
        live = self.consent_ids.filtered(lambda c: c.state in ("asked", "granted"))
        for consent in live.filtered(lambda c: c.recipient_id == recipient):
            if item and consent.item == name:
                raise UserError(
                    self.env._("This has already been asked.")
                    if consent.state == "asked"
                    else self.env._("%s can already read this.", recipient.name)
                )
            alike = (consent.author_id, consent.giver_id, consent.item_kind)
            if not item and consent.state == "asked" and alike == (asker, giver, kind):
                raise UserError(self.env._("This has already been asked."))
        if len(live.filtered(lambda c: c.state == "asked")) >= MOST_OPEN:
            raise UserError(
                self.env._(
                    "%s requests are waiting for an answer here. Wait for some of the "
                    "answers first.",
                    MOST_OPEN,
                )
            )
        consent = self.consent_ids.create(
            {
                "pairing_id": self.id,
                "author_id": asker.id,
                "giver_id": giver.id,
                "recipient_id": recipient.id,
                "item": name,
                "item_kind": kind,
                "uuid": asked["uuid"],
                "ciphertext": asked["sealed"],
                "reader_uuids": f" {' '.join(sorted(asked['readers']))} ",
                "revision": 1,
                "written_on": self.env.cr.now().replace(microsecond=0),
            }
        )
        if giver != asker:
            consent._tell("mail_template_consent_asked", "giver_id", asker)
        return consent

    def _end_shares_of(self, partner):
        """End the consents that a departed member decided on or asked for, and those
        for their texts.
        """
        live = self.consent_ids.filtered(lambda c: c.state in ("asked", "granted"))
        live.filtered(
            lambda c: (
                c.giver_id == partner
                or (c.author_id == partner and c.state == "asked")
                or c._shared_item().author_id == partner
            )
        )._withdraw("left")
