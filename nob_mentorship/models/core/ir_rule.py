from odoo import models


class IrRule(models.Model):
    """Access errors reveal nothing about the records (R49)."""

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Hide what Odoo's own error reveals: in debug mode it names the records, and
        it says which ones belong to another company. Only users who can see the records
        after switching company are told so.
        """
        if not isinstance(records, self.pool["mentorship.naming"]):
            return super()._make_access_error(operation, records)
        elsewhere = records.with_context(
            allowed_company_ids=self.env.user.company_ids.ids
        )
        if len(self.env.companies) < len(
            self.env.user.company_ids
        ) and elsewhere.has_access(operation):
            return super()._make_access_error(operation, records)
        records.invalidate_recordset()
        return records._not_yours()
