from dateutil.relativedelta import relativedelta

from odoo import fields, models


class MentorshipPairing(models.Model):
    """What the members of a pairing did together, as numbers only (R68)."""

    _inherit = "mentorship.pairing"

    def _done_together(self):
        """Return what they did together, a sentence for each number that is not zero,
        in the language of the environment: a list.
        """
        self.ensure_one()
        _ = self.env._
        held, reached = self.held_meeting_count, self.goal_done_count
        months = self._months_together()
        return [
            *([_("Meetings held: %s", held)] if held else []),
            *([_("Goals reached: %s", reached)] if reached else []),
            *([_("Months together: %s", months)] if months else []),
        ]

    def _months_together(self):
        """Return the number of months from the introduction to the end, rounded, and at
        least 1; 0 if it never started.
        """
        end = self.ended_on or fields.Date.context_today(self)
        if not self.date_start or self.date_start > end:
            return 0
        between = relativedelta(end, self.date_start)
        rounded = 12 * between.years + between.months + (between.days >= 15)
        return max(1, rounded)
