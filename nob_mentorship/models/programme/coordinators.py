from odoo import api, fields, models
from odoo.tools import ormcache


class MentorshipProgramme(models.Model):
    """The coordinators whom members ask."""

    _inherit = "mentorship.programme"

    has_one_coordinator = fields.Boolean(compute="_compute_has_one_coordinator")

    @api.depends("coordinator_ids")
    def _compute_has_one_coordinator(self):
        for programme in self:
            programme.has_one_coordinator = len(programme.coordinator_ids) == 1

    def _to_ask(self):
        """Return the person to ask about this programme, or an empty ``res.partner``:
        its first coordinator that is still there (R20, R27).
        """
        return self.env["res.partner"].browse(self._listed_coordinators()[:1])

    @ormcache("self.id")
    def _listed_coordinators(self):
        """Return the ids of the coordinators' contacts, in the order of their names.

        Kept in memory, because most pages of members name one. Odoo empties that memory
        when a user is archived or deleted; `write` of programmes and users, and the
        wizard that merges contacts, when a coordinator is another person.
        """
        self.ensure_one()
        return tuple(self.coordinator_ids.filtered("active").partner_id.ids)
