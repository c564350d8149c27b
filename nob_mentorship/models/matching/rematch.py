"""Words about a member whose pairing ended, and who comes first (P15, N7)."""

from odoo import api, models
from odoo.tools import format_date


class MentorshipProposal(models.Model):
    """Why a member comes first."""

    _inherit = "mentorship.proposal"

    @api.model
    def _words_of_priority(self, ended):
        """Return why a pair is raised.

        :param ended: the day on which a pairing of one of them ended, or None if they
            were left out last time
        """
        if not ended:
            return self.env._("left out last time")
        return self.env._("pairing ended on %s", format_date(self.env, ended))


class MentorshipUnmatched(models.Model):
    """Members whose pairing ended are the first in the list."""

    _inherit = "mentorship.unmatched"

    def action_rematch(self):
        """Show the best free partners of this person, each of which can be offered at
        once.
        """
        self.check_access("read")
        return self.enrolment_id.action_rematch()

    def _words_of_end(self):
        """Return that this person's pairing ended, or "" if none did."""
        since = self.enrolment_id.rematch_since
        if not since or self.role == "mentor":
            return ""
        return self.env._("pairing ended on %s", format_date(self.env, since))
