from odoo import models

from ..tools.employer import employer_key

PAIRED = ("active", "completed", "ended")


class MentorshipEdition(models.Model):
    """Who may be paired with whom: never oneself, a colleague, or against an
    exclusion (R49, R50, N3)."""

    _inherit = "mentorship.edition"

    def _may_be_paired(self, mentee, mentors):
        """Return the mentors who may be paired with a mentee today.

        What stands between two people is not told, and leaves no trace: a mentor who
        may not is like one who is not there.

        :param mentee: one ``mentorship.enrolment`` of this edition
        :param mentors: ``mentorship.enrolment`` records
        :return: those of `mentors`, in their order
        """
        self.ensure_one()
        # sudo: only who may be paired leaves this method; why not does not
        edition, mentee, mentors = self.sudo(), mentee.sudo(), mentors.sudo()
        mentors = mentors.filtered(
            lambda mentor: (
                mentor.edition_id == edition
                and mentor.role == "mentor"
                and mentor.state in ("accepted", "matched")
                and mentor.free_places
            )
        )
        apart = mentee.partner_id | edition._kept_apart(mentee, mentors)
        if not edition.repeat_pairs:
            apart |= edition._paired_before(mentee)
        employers = edition._employers(mentee)
        return mentors.filtered(
            lambda mentor: (
                mentor.partner_id not in apart
                and not employers & edition._employers(mentor)
                and all(finding.verdict != "no" for finding in mentor._findings())
            )
        )

    def _kept_apart(self, mentee, mentors):
        """Return the members who must not be paired with this mentee."""
        exclusions = self.env["mentorship.exclusion"]._between(
            mentee.partner_id | mentors.partner_id
        )
        own = exclusions.filtered(
            lambda e: mentee.partner_id in (e.partner_id | e.other_partner_id)
        )
        return own.partner_id | own.other_partner_id

    def _paired_before(self, mentee):
        """Return the members with whom this one has or had a mentorship."""
        places = self.env["mentorship.pairing.member"].search(
            [
                ("partner_id", "=", mentee.partner_id.id),
                ("answer", "=", "accepted"),
                ("pairing_id.state", "in", PAIRED),
            ]
        )
        return places.pairing_id.member_ids.filtered(
            lambda member: member.answer == "accepted"
        ).partner_id

    def _employers(self, enrolment):
        """Return the normal forms of all employers known of a member, a set.

        What the member stated counts, and what the records hold: the company of the
        contact, and those it belongs to.
        """
        partner = enrolment.partner_id
        names = [enrolment.employer, partner.company_name]
        while partner := partner.parent_id:
            names.append(partner.name)
        return {employer_key(name) for name in names} - {""}
