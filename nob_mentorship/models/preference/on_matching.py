from odoo import api, fields, models

from .. import odoo_inside


class MentorshipMatching(models.Model):
    """Preferences of members that are not handled yet, and wishes that are not met,
    named before a run and before it is published.
    """

    _inherit = "mentorship.matching"

    word_count = fields.Integer(compute="_compute_word_count")
    word_names = fields.Char(
        compute="_compute_word_names", help="The members who made these requests."
    )
    wish_count = fields.Integer(compute="_compute_wish_names")
    wish_names = fields.Char(
        compute="_compute_wish_names",
        help="The wishes that neither a pairing nor this run meets.",
    )

    @api.depends_context("uid")
    def _compute_word_count(self):
        counts = self.env["mentorship.preference"]._open_counts(
            "edition_id", self.edition_id.ids
        )
        for matching in self:
            matching.word_count = counts.get(matching.edition_id.id, 0)

    @api.depends_context("uid", "lang")
    def _compute_word_names(self):
        preferences = self.env["mentorship.preference"]
        for matching in self:
            matching.word_names = preferences._open_names(
                "edition_id", matching.edition_id.ids
            )

    @api.depends("proposal_ids.mentee_enrolment_ids", "proposal_ids.rejected")
    @api.depends_context("uid", "lang")
    def _compute_wish_names(self):
        for matching in self:
            wishes = matching._open_wishes()
            matching.wish_count = len(wishes)
            matching.wish_names = wishes._names()

    def _open_wishes(self):
        """Return the wishes of the edition that the caller can read, and that neither a
        pairing nor a proposal of this run meets.
        """
        self.ensure_one()
        wishes = self.env["mentorship.wish"]
        if not wishes.has_access("read"):
            return wishes
        together = [
            set(proposal._people().ids)
            for proposal in self.proposal_ids.filtered(lambda p: not p.rejected)
        ]
        # sudo: only which pairings of the edition are offered or have started
        pairings = self.sudo().edition_id.pairing_ids.filtered(
            lambda pairing: pairing.state in ("offered", "active", "completed")
        )
        together += [set(pairing.member_ids.enrolment_id.ids) for pairing in pairings]
        return wishes.search([("edition_id", "=", self.edition_id.id)]).filtered(
            lambda wish: (
                wish._is_possible()
                and not any({*wish._people().ids} <= people for people in together)
            )
        )

    def action_view_open_wishes(self):
        """Open the wishes that neither a pairing nor this run meets."""
        self.ensure_one()
        self.check_access("read")
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_wish_action"
        )
        action["domain"] = [("id", "in", self._open_wishes().ids)]
        action["context"] = {"default_edition_id": self.edition_id.id}
        return action

    def action_view_words(self):
        """Open the preferences of the edition's members that are not handled yet."""
        return self.env["mentorship.preference"]._open_list(
            [("edition_id", "in", self.edition_id.ids)]
        )
