from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import stored


class MentorshipAgreement(models.Model):
    """A version of the mentoring agreement, accepted by all in the room (R55, P6).

    A new version asks all members again; the previous agreed one stays readable. Each
    acceptance is signed by the member who gives it.
    """

    _name = "mentorship.agreement"
    _inherit = ["mentorship.sealed"]
    _description = "Mentoring agreement"
    _order = "version desc"

    version = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [
            ("asked", "Waiting for agreement"),
            ("agreed", "Agreed"),
            ("replaced", "Replaced"),
        ],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
    )
    accepted_ids = fields.Many2many("res.partner", string="Accepted by", copy=False)
    agreed_on = fields.Date(readonly=True, copy=False)
    acceptances = fields.Json(
        groups=fields.NO_ACCESS,
        copy=False,
        help="[{uuid, sealed}], one for each member who agreed",
    )

    _once = models.UniqueIndex(
        "(pairing_id, version)", "Someone else wrote a new version in the meantime."
    )

    def _accept(self, partner):
        """Accept for a present member; the last acceptance makes it agreed.

        :raises UserError: if a newer version has replaced it
        """
        self.ensure_one()
        self.pairing_id._touch()
        if self.state == "replaced":
            raise UserError(
                self.env._("There is a newer version of the agreement; please read it.")
            )
        self.accepted_ids = [Command.link(partner.id)]
        if self.state == "asked" and not self._missing():
            (self.pairing_id.agreement_ids - self)._set_state("replaced")
            self._set_state("agreed", agreed_on=fields.Date.context_today(self))

    def _ask(self):
        """Ask all members to accept; a version that was still waiting is replaced."""
        self.ensure_one()
        older = self.pairing_id.agreement_ids - self
        older.filtered(lambda a: a.state == "asked")._set_state("replaced")
        self._accept(self.author_id)

    def _asks(self, partner):
        """Tell whether a member still has to accept this version."""
        self.ensure_one()
        asked = self.state == "asked" and partner in self._missing()
        return asked and self._is_for(partner)

    def _unread_by(self):
        """Return the members who joined after this version was written: they cannot
        read it, until a member who can saves it again.
        """
        self.ensure_one()
        there = self.pairing_id._room_members().partner_id
        new = there.filtered(lambda partner: not self._is_for(partner))
        return new and new & self._missing()

    def _missing(self):
        """Return the present members who have not accepted this version."""
        return self.pairing_id._room_members().partner_id - self.accepted_ids

    def _acceptances(self):
        """Return the signed acceptances; invalid data counts as none."""
        self.ensure_one()
        return [
            {"uuid": each["uuid"], "sealed": each["sealed"]}
            for each in stored.of_kind(self.acceptances, list)
            if isinstance(each, dict)
            and isinstance(each.get("uuid"), str)
            and isinstance(each.get("sealed"), str)
        ]

    def _accept_signed(self, partner, acceptance):
        """Record an acceptance with the member's signature.

        :param dict acceptance: ``uuid`` and ``sealed`` in base64
        :raises UserError: if a newer version has replaced it
        """
        self._accept(partner)
        self.acceptances = [*self._acceptances(), acceptance]

    def _clear_text(self):
        self.write({"acceptances": False})
        return super()._clear_text()
