from odoo import api, fields, models


class MentorshipSealed(models.AbstractModel):
    """Something written in the pair's room: the text sealed, the rest in the open.

    Here are only ciphertext and facts; nothing on the server seals or opens. The
    members' browsers do (`models/sealed/text.py`; promise 1, N2).
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
