from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.promotion import mailbox


class MentorshipEdition(models.Model):
    """The members whom the mailing of an edition goes to (R30)."""

    _inherit = "mentorship.edition"

    promotion_ids = fields.One2many(
        "mentorship.promotion", "edition_id", "Invitation to sign up", copy=False
    )

    is_promoted = fields.Boolean(compute="_compute_is_promoted", compute_sudo=True)

    @api.depends("promotion_ids.state")
    def _compute_is_promoted(self):
        """Tell whether the mailing was sent: what it brought stays to be read."""
        for edition in self:
            states = edition.promotion_ids.mapped("state")
            edition.is_promoted = any(state != "draft" for state in states)

    def action_promote(self):
        """Open the mailing to members who could sign up, and did not; once it is sent,
        what it brought.
        """
        self.ensure_one()
        self._check_staff()
        return self.env["mentorship.promotion"]._open(self)

    def _to_promote(self):
        """Return the members to invite: those who can sign up in some role, did not,
        are reached by mail and want invitations; one for each mailbox.

        The number of queries does not depend on the number of members.
        """
        self.ensure_one()
        # sudo: staff of the programme ask
        edition = self.sudo()
        if edition.enrolment_mode == "invitation":
            return edition._promotable(edition.invitee_ids.partner_id)
        return edition._promotable(edition._members_today())

    def _promotable(self, members):
        """Return those of these members whom an invitation goes to.

        A mailbox is left out if anyone who reads it wants no invitations, or has a
        sign-up for this edition, also one that was withdrawn.

        :param members: ``res.partner``, as superuser
        """
        self.ensure_one()
        self._fetch_members(members)
        asked = members.filtered(
            lambda member: member._mentorship_may_be_asked() and self._welcomes(member)
        )
        signed_up = [("edition_id", "=", self.id)]
        without = members.with_context(active_test=False).search_fetch(
            Domain("email_normalized", "!=", False)
            & (
                Domain("mentorship_enrolment_ids", "any", signed_up)
                | members._mentorship_unasked()
                | Domain("is_blacklisted", "=", True)
            ),
            ["email_normalized"],
        )
        left_out = {mailbox(one.email_normalized) for one in without}
        first = {}
        # of two contacts with a mailbox, the one that can log in
        for member in asked.sorted(lambda one: (not one.user_ids, one.id)):
            box = mailbox(member.email_normalized)
            if box not in left_out:
                first.setdefault(box, member.id)
        return members.browse(sorted(first.values()))
