from odoo import models


class MentorshipPairing(models.Model):
    """Mail to both members of a pair, or to a whole group."""

    _inherit = "mentorship.pairing"

    def _members_path(self):
        return self._former_path()

    def _mail_get_partners(self, introspect_fields=False):
        """Return the recipients of a mail about these pairings; none for a proposal."""
        return {
            pairing.id: pairing._present_members().partner_id
            if pairing.state != "proposed"
            else self.env["res.partner"]
            for pairing in self
        }

    def action_mail(self):
        """Write a mail to all members of these pairings."""
        self._check_staff()
        return self._write_to_each(self)
