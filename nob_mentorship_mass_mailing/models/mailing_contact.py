from odoo import api, fields, models

LISTED = frozenset({"email", "list_ids", "subscription_ids"})


class MailingContact(models.Model):
    """A contact that comes on the list of a programme in any way."""

    _inherit = "mailing.contact"

    mentorship_made = fields.Boolean(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts._mentorship_hold()
        return contacts

    def write(self, vals):
        result = super().write(vals)
        if LISTED & vals.keys():
            self._mentorship_hold()
        return result

    def _mentorship_hold(self):
        # the relation and its rows are the same table
        self.invalidate_recordset(["list_ids", "subscription_ids"])
        self.subscription_ids._mentorship_hold()
