"""The end of an edition that is called off (R33)."""

from odoo import models


class MentorshipEdition(models.Model):
    """Members who signed up are withdrawn, and hear first when it opens again."""

    _inherit = "mentorship.edition"

    def _wind_up_cancelled(self):
        # of two at a time, the one who opens it anew and this one, one waits
        self._touch()
        for edition in self.filtered(lambda edition: edition.state == "not_planned"):
            enrolled = edition.enrolment_ids.filtered(lambda e: not e._is_final())
            # sudo: staff of the programme, checked above; nobody edits who was told
            self.env["mentorship.interest"]._note(
                edition.programme_id, enrolled.partner_id
            ).sudo().told_edition_id = edition
            enrolled._set_state("withdrawn")
            enrolled._forget()
            edition._report_unreachable(enrolled._mail_called_off())
