from odoo import api, models
from odoo.fields import Domain

TAKES_PART = ("submitted", "waiting", "accepted", "matched")


class MentorshipEnrolment(models.Model):
    """Why a member who takes part needs a person (R27, N6). Each method returns
    {sign-up id: since when, a `date` or None}.
    """

    _inherit = "mentorship.enrolment"

    @api.model
    def _needs_unreached(self, editions):
        """Find the members whom no email reaches."""
        no_mail = Domain("partner_id.email_normalized", "=", False)
        bounced = Domain("partner_id.message_bounce", ">", 0)
        found = self.search(
            Domain("edition_id", "in", editions.ids)
            & Domain("state", "in", TAKES_PART)
            & (no_mail | bounced)
        )
        return dict.fromkeys(found.ids)

    @api.model
    def _needs_lapsed(self, editions):
        """Find the members whose membership ended."""
        found = self.search_fetch(
            Domain("edition_id", "in", editions.ids)
            & Domain("state", "in", ("accepted", "matched"))
            & Domain("lapse_noted_on", "!=", False),
            ["lapse_noted_on"],
        )
        return {enrolment.id: enrolment.lapse_noted_on for enrolment in found}

    @api.model
    def _needs_unmatched(self, editions):
        """Find the members without a mentor, once nothing else can bring them one;
        those whose pairing ended are called anyway.
        """
        late = editions.filtered("is_unpaired_late")
        found = self._without_mentor(late)
        called = found._rematch_days()
        return {
            enrolment.id: enrolment.edition_id.enrolment_end
            for enrolment in found
            if enrolment not in called
        }

    @api.model
    def _needs_rematch(self, editions):
        """Find the members whose pairing ended, and who wait for a new mentor (P15)."""
        open_ones = editions.filtered(
            lambda edition: edition.state in ("enrolment", "matching", "running")
        )
        days = self._without_mentor(open_ones)._rematch_days()
        return {enrolment.id: day for enrolment, day in days.items()}

    @api.model
    def _without_mentor(self, editions):
        """Return the mentees and peers of some editions without a pairing or offer."""
        return self.search_fetch(
            Domain("edition_id", "in", editions.ids)
            & self._without_pairing()
            & Domain("role", "!=", "mentor"),
            ["edition_id"],
        )
