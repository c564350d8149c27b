"""The end of a cancelled edition (R33)."""

from odoo import models


class MentorshipEdition(models.Model):
    """Withdraw the members who signed up; they are the first to hear if it reopens."""

    _inherit = "mentorship.edition"

    def _wind_up_cancelled(self):
        # if reopening runs concurrently with this, one waits for the other
        self._touch()
        for edition in self.filtered(lambda edition: edition.state == "not_planned"):
            enrolled = edition.enrolment_ids.filtered(lambda e: not e._is_final())
            # sudo: staff of the programme, checked above; users cannot edit which
            # members were told
            self.env["mentorship.interest"]._note(
                edition.programme_id, enrolled.partner_id
            ).sudo().told_edition_id = edition
            enrolled._set_state("withdrawn")
            enrolled._forget()
            edition._report_unreachable(enrolled._mail_called_off())
