from odoo import models
from odoo.tools import ormcache


class MentorshipProgramme(models.Model):
    """The coordinators whom members ask."""

    _inherit = "mentorship.programme"

    def _to_ask(self):
        """Return the person to ask about this programme, or an empty ``res.partner``:
        its first coordinator that is still there (R20, R27).
        """
        users = self.env["res.users"].browse(self._listed_coordinators())
        there = (user.partner_id for user in users if user.active)
        return next(there, self.env["res.partner"])

    @ormcache("self.id")
    def _listed_coordinators(self):
        """Return the numbers of the coordinators, in the order of their names.

        Kept in memory, because it is on most pages of members. Odoo empties that
        memory when a user is archived or deleted.
        """
        self.ensure_one()
        return self.coordinator_ids._ids
