import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .trust import Newer


class MentorshipSealed(models.AbstractModel):
    """A text in the pair's room: its words are sealed, the rest is not.

    The server only stores ciphertext and facts, and neither seals nor opens anything.
    The members' browsers do (promise 1, N2).
    """

    _name = "mentorship.sealed"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: written in the pair's room"

    pairing_id = fields.Many2one(
        "mentorship.pairing", required=True, index=True, ondelete="cascade"
    )
    author_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    revision = fields.Integer(readonly=True, copy=False)
    written_on = fields.Datetime(readonly=True, copy=False)
    uuid = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="Drawn by the browser."
    )
    ciphertext = fields.Text(groups=fields.NO_ACCESS, copy=False)
    reader_uuids = fields.Text(
        groups=fields.NO_ACCESS,
        copy=False,
        help="The members it was sealed for, with blanks around each.",
    )
    copies = fields.Text(
        groups=fields.NO_ACCESS,
        copy=False,
        help="{uuid of a member: {uuid of a reader: the same text, passed on to the "
        "member by this reader}}",
    )

    @api.model
    def _sealed_models(self):
        """Return the names of the models with sealed texts."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and "reader_uuids" in model._fields
        ]

    @api.model
    def _member_domain(self, partner):
        """Return the domain of records that a member can change: those they wrote."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [("pairing_id", "any", pairings), ("author_id", "=", partner.id)]

    def _is_for(self, partner):
        """Tell whether this text was sealed for a member, among others.

        :param partner: one ``res.partner``
        """
        self.ensure_one()
        return f" {partner._mentorship_member_uuid()} " in (self.reader_uuids or "")

    def _copies(self):
        """Return {uuid: {uuid of the sender: ciphertext}}; invalid data counts as
        none."""
        self.ensure_one()
        try:
            copies = json.loads(self.copies or "{}")
        except ValueError:
            return {}
        if not isinstance(copies, dict):
            return {}
        return {
            uuid: given
            for uuid, given in copies.items()
            if isinstance(given, dict) and given
        }

    def _pass_on(self, reader, uuid, sealed):
        """Store a text for one more reader, passed on by another. Copies from other
        senders are kept beside it: the reader's browser uses one that it can open.

        :param str reader: the uuid of the sender, one of its readers
        :param str uuid: the uuid of the recipient, a member in the room
        :param str sealed: in base64
        :raises AccessError: if the sender cannot read it
        """
        self.ensure_one()
        self.pairing_id._check_writable()
        self.invalidate_recordset()
        if f" {reader} " not in (self.reader_uuids or ""):
            raise AccessError(self.env._("This is not there, or not yours to see."))
        if uuid not in self.pairing_id._room_people():
            raise Newer(
                self.env._(
                    "Who is in this room changed meanwhile, so nothing was saved. "
                    "Please reload the page."
                )
            )
        readers = {*(self.reader_uuids or "").split(), uuid}
        copies = self._copies()
        copies[uuid] = {**copies.get(uuid, {}), reader: sealed}
        self.copies = json.dumps(copies)
        self.reader_uuids = f" {' '.join(sorted(readers))} "

    def _refuse_copies(self, uuid):
        """Delete the copies passed on to a member, none of which their browser can
        open: others can pass the text on again.

        :param str uuid: the uuid of the member
        """
        self.ensure_one()
        self.pairing_id._check_writable()
        self.invalidate_recordset()
        copies = self._copies()
        if copies.pop(uuid, None):
            self.copies = json.dumps(copies)

    def _end_shared(self, because):
        """End the sharing of these texts, because they changed or were deleted.

        :param str because: see ``ended_because`` of a consent
        """
        self.env["mentorship.consent"]._of_items(self)._withdraw(because)

    def _clear_text(self):
        """Destroy the text and keep the record, for the statistics (promise 7)."""
        self._end_shared("removed")
        self.write({"ciphertext": False, "reader_uuids": False, "copies": False})
