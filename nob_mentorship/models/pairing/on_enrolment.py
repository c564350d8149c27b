from odoo import fields, models
from odoo.exceptions import UserError


class MentorshipEnrolment(models.Model):
    """The member's choices about sharing, and the rule that staff cannot pair
    themselves.
    """

    _inherit = "mentorship.enrolment"

    shares_question = fields.Boolean(
        "Peers may read the question",
        help="The other peers this member is proposed to can read the question.",
    )
    shares_contact = fields.Boolean(
        "Fellow mentees may read email and telephone",
        help="Applies once the group has started.",
    )
    shares_profile = fields.Boolean(
        "May be shown: years and region",
        help="The people this member is proposed to see how long the member has worked "
        "in the profession, and the region.",
    )

    def _asked_to_share(self):
        """Return the name of the field that this sign-up asks to share, or None."""
        self.ensure_one()
        if self.role == "peer":
            return "shares_question"
        group = self.edition_id.kind == "group" and self.role == "mentee"
        return "shares_contact" if group else None

    def _check_not_own(self):
        """Raise if one of these sign-ups is the caller's own.

        :raises UserError: with the same message for every pairing
        """
        # sudo: reads only which member each sign-up belongs to
        own = self.env.user.partner_id in self.sudo().partner_id
        if own and not self.env.su:
            raise UserError(
                self.env._(
                    "You cannot create or change your own pairing; ask a colleague."
                )
            )

    def _leave_checkins(self):
        """Take a member who withdrew off the coordinators' talks to come.

        :return: the values of the attachments that clear the member's calendar, a list
        """
        self.ensure_one()
        # sudo: the caller checked who withdraws
        return (
            self.env["mentorship.checkin"]
            .sudo()
            ._take_off(self.partner_id, self.sudo().member_ids.pairing_id)
        )
