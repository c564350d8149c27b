from odoo import models


class MentorshipEdition(models.Model):
    """What happens to an edition, for the timetable (R63); see `mentorship.pairing`."""

    _inherit = "mentorship.edition"

    def _happened_sign_up_closes(self, edition, first, last):
        """Return the last day of the sign-up, with those on the list of interested
        members who have not signed up.
        """
        day = edition.enrolment_end
        if edition.state != "enrolment" or not day or not first <= day <= last:
            return []
        # the others could not sign up
        if edition.enrolment_mode == "invitation":
            return []
        signed_up = edition.enrolment_ids.partner_id
        interested = edition.programme_id.interest_ids.filtered(
            lambda interest: interest.partner_id not in signed_up
        )
        return [(edition, day, interested)]

    def _happened_ended(self, edition, first, last):
        """Return the last day of an edition that still runs."""
        day = edition.date_end
        if edition.state != "running" or not day or not first <= day <= last:
            return []
        return [(edition, day, self.env["mentorship.pairing.member"])]
