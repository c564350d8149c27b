from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

from ..tools import form


class MentorshipPairing(models.Model):
    """What may be shared outside the room, and with whose yes.

    The callers found the pairing among the member's own.
    """

    _inherit = "mentorship.pairing"

    def _own_plan(self, partner):
        """Return the development plan of a member, empty when there is none."""
        return self.plan_ids.filtered(lambda plan: plan.author_id == partner)

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
