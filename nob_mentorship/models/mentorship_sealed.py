import json

from odoo import api, fields, models


class MentorshipSealed(models.AbstractModel):
    """Something written in the pair's room: the text sealed, the rest in the open.

    Here are only ciphertext and facts; nothing in a model seals or opens. The members'
    browsers do (`models/sealed/text.py`); and of messages to the coordinators, whose
    text is in ``sealed`` and their readers in ``readers``, the plain functions of
    `room/`, called by the controllers in the session of who may (promise 1, N2).
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
    sealed = fields.Text(groups=fields.NO_ACCESS, copy=False)
    readers = fields.Text(
        groups=fields.NO_ACCESS,
        copy=False,
        help="Who could read it when it was written: bound into the sealed text.",
    )
    revision = fields.Integer(readonly=True, copy=False)
    written_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _sealed_models(self):
        """Return the names of the models whose texts are sealed."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and "sealed" in model._fields
        ]

    @api.model
    def _member_domain(self, partner):
        """Return which of these a member may change: what they wrote themselves."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [("pairing_id", "any", pairings), ("author_id", "=", partner.id)]

    def _is_read_by(self, partner):
        """Tell whether a partner was among the readers when this was written.

        :param partner: one ``res.partner``
        """
        self.ensure_one()
        return any(reader == partner.id for reader, _user in self._reader_list())

    def _reader_list(self):
        """Return the readers when this was written: [[partner id, user id or 0]].

        What somebody else put there names nobody.
        """
        try:
            readers = json.loads(self.readers or "[]")
        except ValueError:
            return []
        return [
            reader
            for reader in (readers if isinstance(readers, list) else [])
            if isinstance(reader, list) and len(reader) == 2
        ]

    def _clear_text(self):
        """Destroy the text and keep the record, for the numbers (promise 7)."""
        self.write({"sealed": False, "readers": False})
