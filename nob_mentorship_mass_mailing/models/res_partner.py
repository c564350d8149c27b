from odoo import models


class ResPartner(models.Model):
    """What a member says about invitations holds on the lists of programmes too."""

    _inherit = "res.partner"

    def _mentorship_stop_invitations(self):
        result = super()._mentorship_stop_invitations()
        rows = self._mentorship_listed()
        rows.filtered(lambda row: not row.opt_out).write({"opt_out": True})
        return result

    def _mentorship_take_invitations(self):
        result = super()._mentorship_take_invitations()
        # who has another contact that wants none stays out
        self._mentorship_listed().write({"opt_out": False})
        return result

    def _mentorship_erase(self):
        result = super()._mentorship_erase()
        self._mentorship_listed()._mentorship_drop()
        return result

    def _mentorship_listed(self):
        """Return the rows of these contacts on the lists of programmes."""
        addresses = [*filter(None, self.mapped("email_normalized"))]
        # sudo: the reader of a mail or the member themselves
        rows = self.env["mailing.subscription"].sudo()
        return rows._mentorship_of_addresses(addresses)
