from odoo import models
from odoo.fields import Domain

ROLES = ("mentor", "mentee")
"""The roles with a badge; peers have none."""


class ResPartner(models.Model):
    """The badges of members who are thanked by name (R69)."""

    _inherit = "res.partner"

    def _mentorship_refresh_badges(self):
        """Give these members the badges of the roles in which they are thanked, and
        take all others of ours away. No one is mailed.
        """
        # sudo: the callers checked that this is the member, or a manager; only whether
        # the member is thanked, and in which roles
        enrolments = self.env["mentorship.enrolment"].sudo()
        owned = self.env["gamification.badge.user"].sudo()
        owned = owned.with_context(mentorship_badges=True, tracking_disable=True)
        for partner in self.sudo().with_context(active_test=False):
            own = Domain("partner_id", "=", partner.id)
            roles = set(enrolments.search(own & enrolments._thanked()).mapped("role"))
            users = partner.user_ids
            for role in ROLES:
                # an administrator may have deleted it
                badge = self.env.ref(f"nob_mentorship.badge_{role}", False)
                if not badge:
                    continue
                there = owned.search(
                    [("badge_id", "=", badge.id), ("user_id", "in", users.ids)]
                )
                if role not in roles:
                    there.unlink()
                    continue
                owned.create(
                    [
                        {"badge_id": badge.id, "user_id": user.id}
                        for user in users.filtered("active") - there.user_id
                    ]
                )
