from odoo import models


class MentorshipEdition(models.Model):
    """What happens to an edition, for the timetable (R63); see `mentorship.pairing`."""

    _inherit = "mentorship.edition"

    def _happened_sign_up_opens(self, edition, first, last):
        """Return the first day of a sign-up that was announced before, with those who
        can be interested; on the day itself, the announcement tells them.
        """
        day, told = edition.enrolment_start, edition.enrolment_opened_on
        if not day or not told or told >= day or not first <= day <= last:
            return []
        # "we told you" is true for those who were on the list then
        told_of = [("told_edition_id", "=", edition.id)]
        return [
            (record, day, interests.filtered_domain(told_of))
            for record, day, interests in edition._not_signed_up(day)
        ]

    def _happened_sign_up_closes(self, edition, first, last):
        """Return the last day of the sign-up, with those who can be interested."""
        day = edition.enrolment_end
        if not day or not first <= day <= last:
            return []
        return edition._not_signed_up(day)

    def _not_signed_up(self, day):
        """Return what happens on a day of the sign-up, with those on the list of
        interested members who have not signed up.
        """
        # of an edition by invitation, the others could not sign up
        if self.state != "enrolment" or self.enrolment_mode == "invitation":
            return []
        signed_up = self.enrolment_ids.partner_id
        interested = self.programme_id.interest_ids.filtered(
            lambda interest: interest.partner_id not in signed_up
        )
        return [(self, day, interested)]

    def _happened_ended(self, edition, first, last):
        """Return the last day of an edition that still runs."""
        day = edition.date_end
        if edition.state != "running" or not day or not first <= day <= last:
            return []
        return [(edition, day, self.env["mentorship.pairing.member"])]
