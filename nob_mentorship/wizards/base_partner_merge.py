from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keeps the contact that has a pair's room: its texts are bound to it."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: whether there is a room, and nothing of it, decides
        keys = self.env["mentorship.room.key"].sudo()
        members = self.env["mentorship.pairing.member"].sudo()
        for partner in src_partners:
            if keys.search_count([("author_id", "=", partner.id)], limit=1) or (
                members.search_count(
                    [
                        ("partner_id", "=", partner.id),
                        ("pairing_id.state", "in", ("active", "completed", "ended")),
                    ],
                    limit=1,
                )
            ):
                raise UserError(
                    self.env._(
                        "%s takes part in a mentorship: what is written there is bound "
                        "to this contact. Merge the other way round.",
                        partner.name,
                    )
                )
        return super()._update_foreign_keys(src_partners, dst_partner)
