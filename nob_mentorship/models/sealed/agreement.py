import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MentorshipAgreement(models.Model):
    """A version of the mentoring agreement, accepted by all in the room (R55, P6).

    A new version asks everybody again; the one agreed before stays to be read. Each
    yes is signed by the member who gives it.
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
    acceptances = fields.Text(
        groups=fields.NO_ACCESS,
        copy=False,
        help="[{uuid, sealed}], one for each member who agreed",
    )

    _once = models.UniqueIndex(
        "(pairing_id, version)", "Someone else wrote a new version in the meantime."
    )

    def _accept(self, partner):
        """Say yes for a present member; the last yes makes it agreed.

        :raises UserError: when a newer version took its place
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
        """Ask everybody for a yes; what waited for one before is replaced."""
        self.ensure_one()
        older = self.pairing_id.agreement_ids - self
        older.filtered(lambda a: a.state == "asked")._set_state("replaced")
        self._accept(self.author_id)

    def _asks(self, partner):
        """Tell whether a member has this version to say yes to."""
        self.ensure_one()
        asked = self.state == "asked" and partner in self._missing()
        return asked and self._is_for(partner)

    def _unread_by(self):
        """Return who joined after this version was written: it is not for them to
        read, until a member who reads it saves it anew."""
        self.ensure_one()
        there = self.pairing_id._room_members().partner_id
        new = there.filtered(lambda partner: not self._is_for(partner))
        return new and new & self._missing()

    def _missing(self):
        """Return the present members who did not accept this version yet."""
        return self.pairing_id._room_members().partner_id - self.accepted_ids

    def _acceptances(self):
        """Return what was signed; what somebody else put there is nothing."""
        self.ensure_one()
        try:
            given = json.loads(self.acceptances or "[]")
        except ValueError:
            return []
        return [
            {"uuid": each["uuid"], "sealed": each["sealed"]}
            for each in (given if isinstance(given, list) else [])
            if isinstance(each, dict)
            and isinstance(each.get("uuid"), str)
            and isinstance(each.get("sealed"), str)
        ]

    def _accept_signed(self, partner, acceptance):
        """Note a yes, with the member's signature under it.

        :param dict acceptance: ``uuid`` and ``sealed`` in base64
        :raises UserError: when a newer version took its place
        """
        self._accept(partner)
        self.acceptances = json.dumps([*self._acceptances(), acceptance])

    def _clear_text(self):
        self.write({"acceptances": False})
        return super()._clear_text()
