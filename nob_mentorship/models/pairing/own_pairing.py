"""Staff cannot pair themselves (R49).

Otherwise staff who take part could try pairings of their own, and learn from a refusal
that another member asked not to be paired with them. So this check comes before any
other, and its message is always the same.
"""

from odoo import fields, models


class MentorshipPairing(models.Model):
    """Pairings with the user in them are proposed, changed and offered by a
    colleague, and staff read neither the activities nor the notes about them."""

    _inherit = "mentorship.pairing"

    # Odoo reads these past its own access rules
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_type_id = fields.Many2one(compute_sudo=False)
    activity_type_icon = fields.Char(compute_sudo=False)
    activity_summary = fields.Char(compute_sudo=False)
    message_ids = fields.One2many(bypass_search_access=False)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Leave out the pairings that the user is in: their messages and activities
        can tell who asked for what (N11).
        """
        result = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        own = self._of_user()
        return {pairing: name for pairing, name in result.items() if pairing not in own}

    def _of_user(self):
        """Return those of these pairings that the user is in, in any state."""
        # sudo: only whether the user is among the members
        found = self.sudo().search(
            [
                ("id", "in", self.ids),
                ("member_ids.partner_id", "=", self.env.user.partner_id.id),
            ]
        )
        return self.browse(found.ids)

    def _check_not_own(self):
        """Raise if the caller is in one of these pairings.

        :raises UserError: with the same message for every pairing
        """
        # sudo: the sign-ups of a pairing, for `_check_not_own` to check
        members = self.env["mentorship.pairing.member"].sudo()
        members = members.search([("pairing_id", "in", self.ids)])
        self.env["mentorship.enrolment"].browse(
            members.enrolment_id.ids
        )._check_not_own()
