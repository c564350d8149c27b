from odoo import api, models
from odoo.exceptions import UserError

from ..portal.closure import certificate_paper


class CertificateReport(models.AbstractModel):
    """Certificates on paper, a page each."""

    _name = "report.nob_mentorship.certificate_report"
    _description = "Mentorship: certificates"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template; record rules decide who can get them.

        :param data: ignored: users can send anything
        :raises AccessError: if the user is not allowed to read one of them
        :raises UserError: if all of them were taken back
        """
        certificates = self.env["mentorship.certificate"].browse(docids)
        certificates.check_access("read")
        issued = certificates.filtered(lambda each: each.state == "issued")
        if not issued:
            raise UserError(self.env._("None of these certificates is valid."))
        # sudo: certificates that the user can read, checked above; no one reads codes
        return {
            "doc_ids": issued.ids,
            "doc_model": issued._name,
            "papers": [certificate_paper.values(each) for each in issued.sudo()],
        }
