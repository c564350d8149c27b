"""Our badges in Odoo's gamification: nothing in them is for others to see (R69).

Gamification lets everyone read who has which badge. Names and roles of a small edition
would tell who was paired with whom, and members said yes to a page, not to this.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class GamificationBadge(models.Model):
    """A badge that members get for a role in which they are thanked."""

    _inherit = "gamification.badge"

    mentorship_role = fields.Selection(
        [("mentor", "Mentor"), ("mentee", "Mentee")],
        "Role in mentorship",
        readonly=True,
        copy=False,
        help="The app gives this badge and takes it away. Each member sees only their "
        "own.",
    )

    def _get_owners_info(self):
        # Odoo counts all rows; a user sees only some
        result = super()._get_owners_info()
        for badge in self.filtered("mentorship_role"):
            badge.granted_count = len(badge.owner_ids)
            badge.granted_users_count = len(badge.owner_ids.user_id)
            badge.unique_owner_ids = badge.owner_ids.user_id
        return result


class GamificationBadgeUser(models.Model):
    """Who has a badge. One of ours is found by its owner only, also by Odoo's code that
    reads badges with the rights of the server; no user gives or changes one.
    """

    _inherit = "gamification.badge.user"

    @api.model
    def _search(self, domain, *args, **options):
        if not self.env.context.get("mentorship_badges"):
            others = Domain("badge_id.mentorship_role", "=", False)
            domain = Domain(domain) & (others | Domain("user_id", "=", self.env.uid))
        return super()._search(domain, *args, **options)

    @api.model_create_multi
    def create(self, vals_list):
        self._mentorship_check_ours([vals.get("badge_id") for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        # sudo: only whether these are badges of ours
        there = self.sudo().badge_id.ids
        self._mentorship_check_ours([*there, vals.get("badge_id")])
        return super().write(vals)

    @api.model
    def _mentorship_check_ours(self, numbers):
        """Raise if a user gives a badge of ours, or changes who has one.

        :param numbers: the ids of the badges, as received
        """
        if self.env.su:
            return
        numbers = [number for number in numbers if isinstance(number, int)]
        # sudo: only whether these are badges of ours
        badges = self.env["gamification.badge"].sudo().browse(numbers).exists()
        if badges.filtered("mentorship_role"):
            raise AccessError(
                self.env._("Only the mentorship app itself gives this badge.")
            )
