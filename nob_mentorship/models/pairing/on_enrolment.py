from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipEnrolment(models.Model):
    """The member's choices about sharing, the rule that staff cannot pair themselves,
    and since when a member waits for a new pairing.
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

    rematch_since = fields.Date(
        "Free again since",
        compute="_compute_rematch_since",
        compute_sudo=True,
        help="A pairing of this member in this edition ended early, and no other has "
        "started. A mentee then comes first in the matching. Who ended it makes no "
        "difference.",
    )

    @api.depends("state", "member_ids.introduced_on", "member_ids.left_on")
    def _compute_rematch_since(self):
        days = self._rematch_days()
        for enrolment in self:
            enrolment.rematch_since = days.get(enrolment._origin, False)

    def _rematch_days(self):
        """Return {sign-up: day} of those whose pairing ended, and who wait for a new
        one (P15). For everyone in a pairing it is the same day, whoever ended it.
        """
        rows = self.env["mentorship.pairing.member"]._read_group(
            [
                ("enrolment_id", "in", self.ids),
                ("enrolment_id.state", "=", "accepted"),
                ("introduced_on", "!=", False),
                ("left_on", "!=", False),
            ],
            ["enrolment_id"],
            ["left_on:max"],
        )
        return dict(rows)

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
