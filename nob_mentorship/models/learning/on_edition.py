from odoo import api, models
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """Dead links in the resources of a programme, on its coordinators' day (R21)."""

    _inherit = "mentorship.edition"

    @api.model
    def _needs_dead_link(self, editions):
        """Find the editions whose programme has a dead link: {edition id: since when, a
        `date`}. A programme is told once: in its latest edition in use.
        """
        resources = self.env["mentorship.resource"]
        dead = resources._read_group(
            resources._dead_links()
            & Domain("programme_id", "in", editions.programme_id.ids),
            ["programme_id"],
            ["link_failed_on:min"],
        )
        since = {programme.id: day for programme, day in dead}
        if not since:
            return {}
        in_use = self.search_fetch(
            Domain("programme_id", "in", list(since))
            & self.env["mentorship.timetable"]._in_use(),
            ["programme_id"],
            order="date_start desc, id desc",
        )
        latest = [theirs[0] for theirs in in_use.grouped("programme_id").values()]
        return {
            edition.id: since[edition.programme_id.id]
            for edition in latest
            if edition in editions
        }
