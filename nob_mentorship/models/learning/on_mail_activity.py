from odoo import models

from .. import odoo_inside


class MailActivity(models.Model):
    """What staff can do about a line on dead links (R21)."""

    _inherit = "mail.activity"

    def action_mentorship_links(self):
        """Open the resources of this line's programme whose link is dead."""
        self.ensure_one()
        edition = self._mentorship_of("mentorship.edition")
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_resource_action"
        )
        context = {
            "search_default_programme_id": edition.programme_id.id,
            "search_default_dead_links": 1,
        }
        return {**action, "context": context}
