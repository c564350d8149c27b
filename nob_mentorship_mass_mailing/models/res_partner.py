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
        addresses = {*filter(None, self.mapped("email_normalized"))}
        # of a mailbox that others read too, only what is of this person
        own = self._mentorship_listed().filtered(
            lambda row: (
                row.mentorship_partner_id in self
                or row.contact_id.email_normalized in addresses
            )
        )
        result = super()._mentorship_erase()
        own.exists()._mentorship_drop()
        return result

    def _mentorship_listed(self):
        """Return the rows of these contacts on the lists of programmes."""
        # sudo: the reader of a mail or the member themselves
        return (
            self.env["mailing.subscription"].sudo()._mentorship_of_people(self.sudo())
        )
