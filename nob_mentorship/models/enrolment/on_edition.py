"""The end of a cancelled edition (R33)."""

from odoo import models


class MentorshipEdition(models.Model):
    """Withdraw the members who signed up; they are the first to hear if it reopens."""

    _inherit = "mentorship.edition"

    def _wind_up_cancelled(self):
        # if reopening runs concurrently with this, one waits for the other
        self._touch()
        for edition in self.filtered(lambda edition: edition.state == "not_planned"):
            enrolled = edition._still_enrolled()
            edition._cancel_sessions()
            # sudo: staff of the programme, checked above; users cannot edit which
            # members were told
            self.env["mentorship.interest"]._note(
                edition.programme_id, enrolled.partner_id
            ).sudo().told_edition_id = edition
            enrolled._set_state("withdrawn")
            enrolled._forget()
            edition._report_unreachable(enrolled._mail_called_off())

    def _still_enrolled(self):
        """Return the sign-ups that have not ended: a cancellation withdraws them, and
        tells their members.
        """
        return self.enrolment_ids.filtered(lambda e: not e._is_final())

    def _left_unmatched(self):
        """Return the sign-ups whose members are told at the close that no match was
        found: those that wait or were accepted, and were never in a pairing.
        """
        left = self.enrolment_ids._left_at_close()
        return left.filtered(lambda e: not e._was_paired())
