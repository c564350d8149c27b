from odoo import fields, models


class MentorshipEdition(models.Model):
    """The runs of the matching of an edition."""

    _inherit = "mentorship.edition"

    matching_ids = fields.One2many("mentorship.matching", "edition_id", "Matchings")
    matching_count = fields.Integer(compute="_compute_matching_count")

    def _compute_matching_count(self):
        counts = dict(
            self.env["mentorship.matching"]._read_group(
                [("edition_id", "in", self.ids)], ["edition_id"], ["__count"]
            )
        )
        for edition in self:
            edition.matching_count = counts.get(edition, 0)

    def action_match(self):
        """Open the last run that is not published, or prepare a new one."""
        self.ensure_one()
        self._check_staff()
        matchings = self.env["mentorship.matching"]
        last = matchings.search([("edition_id", "=", self.id)], limit=1)
        if not last or last.state == "published":
            last = matchings.create({"edition_id": self.id})
        return last._opened()

    def action_view_matchings(self):
        """Open the runs of the matching."""
        return self._open_list("mentorship_matching_action")
