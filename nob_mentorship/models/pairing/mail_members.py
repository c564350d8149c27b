from odoo import models


class MentorshipEdition(models.Model):
    """Mailing all who take part."""

    _inherit = "mentorship.edition"

    def _members_path(self):
        return f"/my/mentorship/edition/{self.id}"

    def action_mail_participants(self):
        """Write a mail to each member whose sign-up is accepted."""
        self.ensure_one()
        self._check_staff()
        return self._write_to_each(
            self.enrolment_ids.filtered(
                lambda e: e.state in ("accepted", "matched", "completed")
            )
        )


class MentorshipEnrolment(models.Model):
    """Mailing the chosen members."""

    _inherit = "mentorship.enrolment"

    def _members_path(self):
        return self._page_path()

    def action_mail(self):
        """Write a mail to each of these members."""
        self._check_staff()
        return self._write_to_each(self)


class MentorshipPairing(models.Model):
    """Mailing both of a pair, or all of a group."""

    _inherit = "mentorship.pairing"

    def _members_path(self):
        return self._former_path()

    def _mail_get_partners(self, introspect_fields=False):
        """Return whom a mail about these pairings concerns: of a proposal, no one."""
        return {
            pairing.id: pairing._present_members().partner_id
            if pairing.state != "proposed"
            else self.env["res.partner"]
            for pairing in self
        }

    def action_mail(self):
        """Write a mail to everybody in these pairings."""
        self._check_staff()
        return self._write_to_each(self)
