from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

COMPLETED = Domain("left_on", "=", False) & Domain("answer", "=", "accepted")
COMPLETED &= Domain("pairing_id.state", "=", "completed")
"""The domain of the places of members who were there when a pairing was completed."""


class MentorshipEnrolment(models.Model):
    """Whether a member may be thanked by name. Only a yes of their own counts (R69)."""

    _inherit = "mentorship.enrolment"

    named_in_thanks = fields.Selection(
        [("unasked", "Not asked"), ("yes", "Yes"), ("no", "No")],
        "May be thanked by name",
        default="unasked",
        required=True,
        readonly=True,
        copy=False,
        help="Only the member says so, on their own page, and can take it back.",
    )

    def action_answer_thanks(self, answer):
        """Say, as the member, whether one may be thanked by name. A yes can be taken
        back at any time.

        :param str answer: ``yes`` or ``no``
        :raises AccessError: for everyone else, staff included
        :raises UserError: if the member did not complete a mentorship
        """
        # sudo: reads only which member each sign-up belongs to
        own = self.sudo().exists()
        if own != self.sudo() or own.partner_id != self.env.user.partner_id:
            raise AccessError(self.env._("You cannot change this record."))
        if answer not in ("yes", "no"):
            raise UserError(self.env._("Please say yes or no."))
        # of two answers at the same moment, the second must see the first
        own._touch()
        for enrolment in own:
            if not enrolment._may_answer_thanks(answer):
                raise UserError(
                    self.env._(
                        "We ask this once you have completed a mentorship in this "
                        "edition."
                    )
                )
            enrolment.named_in_thanks = answer
        own.partner_id._mentorship_refresh_badges()

    def _may_answer_thanks(self, answer=None):
        """Tell whether this member is asked, or can change an earlier answer; a yes
        needs a mentorship that was completed.

        :param answer: ``yes`` or ``no``, or None if they have not chosen yet
        """
        self.ensure_one()
        answered = self.named_in_thanks != "unasked"
        if answered and answer != "yes":
            return True
        asked = answered or self.edition_id.wall_of_thanks
        return asked and self._completed_one()

    def _completed_one(self):
        """Tell whether this member was there when a pairing of theirs was completed."""
        return self.state == "completed" and bool(
            self.member_ids.filtered_domain(COMPLETED)
        )

    @api.model
    def _thanked(self):
        """Return the domain of the sign-ups of members who are thanked by name."""
        return (
            Domain("named_in_thanks", "=", "yes")
            & Domain("state", "=", "completed")
            & Domain("partner_id.active", "=", True)
            & Domain("member_ids", "any", COMPLETED)
        )
