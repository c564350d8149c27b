import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .trust import Newer


class MentorshipSealed(models.AbstractModel):
    """Something written in the pair's room: the text sealed, the rest in the open.

    Here are only ciphertext and facts; nothing on the server seals or opens. The
    members' browsers do (promise 1, N2).
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
        """Return the names of the models whose texts are sealed."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and "reader_uuids" in model._fields
        ]

    @api.model
    def _member_domain(self, partner):
        """Return which of these a member may change: what they wrote themselves."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [("pairing_id", "any", pairings), ("author_id", "=", partner.id)]

    def _is_for(self, partner):
        """Tell whether a member is among those this was sealed for.

        :param partner: one ``res.partner``
        """
        self.ensure_one()
        return f" {partner._mentorship_member_uuid()} " in (self.reader_uuids or "")

    def _copies(self):
        """Return {uuid: {uuid of who passed it on: ciphertext}}; what somebody else put
        there is nothing."""
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
        """Keep a text for one more reader, as another one passed it on. What others
        passed on stays beside it: the reader's browser takes the one that opens.

        :param str reader: uuid of the member who does, among its readers
        :param str uuid: of the member it is for, in the room
        :param str sealed: in base64
        :raises AccessError: for who does not read it
        """
        self.ensure_one()
        self.pairing_id._check_writable()
        self.invalidate_recordset()
        if f" {reader} " not in (self.reader_uuids or ""):
            raise AccessError(
                self.env._("This does not exist, or you do not have access to it.")
            )
        if uuid not in self.pairing_id._room_people():
            raise Newer(
                self.env._(
                    "The people in this room have changed in the meantime, so nothing "
                    "was saved. Please reload the page."
                )
            )
        readers = {*(self.reader_uuids or "").split(), uuid}
        copies = self._copies()
        copies[uuid] = {**copies.get(uuid, {}), reader: sealed}
        self.copies = json.dumps(copies)
        self.reader_uuids = f" {' '.join(sorted(readers))} "

    def _refuse_copies(self, uuid):
        """Drop what was passed on to a member, as their browser found that none of it
        opens: others can pass the text on anew.

        :param str uuid: of the member
        """
        self.ensure_one()
        self.pairing_id._check_writable()
        self.invalidate_recordset()
        copies = self._copies()
        if copies.pop(uuid, None):
            self.copies = json.dumps(copies)

    def _end_shared(self, because):
        """End what is shared of these texts: they changed, or are gone.

        :param str because: see ``ended_because`` of a consent
        """
        self.env["mentorship.consent"]._of_items(self)._withdraw(because)

    def _clear_text(self):
        """Destroy the text and keep the record, for the numbers (promise 7)."""
        self._end_shared("removed")
        self.write({"ciphertext": False, "reader_uuids": False, "copies": False})
