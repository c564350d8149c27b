from odoo import api, fields, models


class MentorshipMatching(models.Model):
    """Preferences of members that are not handled yet, shown before a run pairs
    them."""

    _inherit = "mentorship.matching"

    word_count = fields.Integer(compute="_compute_word_count")

    @api.depends_context("uid")
    def _compute_word_count(self):
        counts = self.env["mentorship.preference"]._open_counts(
            "edition_id", self.edition_id.ids
        )
        for matching in self:
            matching.word_count = counts.get(matching.edition_id.id, 0)

    def action_view_words(self):
        """Open the preferences of the edition's members that are not handled yet."""
        return self.env["mentorship.preference"]._open_list(
            [("edition_id", "in", self.edition_id.ids)]
        )
