from odoo import api, fields, models


class MentorshipPairing(models.Model):
    """Unhandled preferences of the members, and whether a mentee chose the mentor."""

    _inherit = "mentorship.pairing"

    word_count = fields.Integer(compute="_compute_word_count")
    choice_ids = fields.One2many("mentorship.choice", "pairing_id", "Chosen by")

    @api.depends_context("uid")
    def _compute_word_count(self):
        counts = self.env["mentorship.preference"]._open_counts(
            "enrolment_id", self.member_ids.enrolment_id.ids
        )
        for pairing in self:
            pairing.word_count = sum(
                counts.get(member.enrolment_id.id, 0) for member in pairing.member_ids
            )

    def action_view_words(self):
        """Open the preferences of these people that are not handled yet."""
        return self.env["mentorship.preference"]._open_list(
            [("enrolment_id", "in", self.member_ids.enrolment_id.ids)]
        )
