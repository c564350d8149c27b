from odoo import api, fields, models

from ..tools.obstacles import Obstacle


class MentorshipUnmatched(models.Model):
    """Who has no proposal in a run, and the true reason; for staff alone (N4)."""

    _name = "mentorship.unmatched"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
    _description = "Without a proposal"
    _order = "matching_id desc, role, id"

    _method_fields = frozenset(
        {"matching_id", "enrolment_id", "reason", "obstacles", "others", "note"}
    )

    matching_id = fields.Many2one(
        "mentorship.matching", required=True, index=True, ondelete="cascade"
    )
    enrolment_id = fields.Many2one(
        "mentorship.enrolment", "Sign-up", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="enrolment_id.partner_id")
    role = fields.Selection(related="enrolment_id.role", store=True)
    reason = fields.Selection(
        [
            ("nobody", "There is nobody on the other side"),
            ("scarce", "The places went to others"),
            ("ruled_out", "Ruled out with everybody"),
            ("small", "Not enough for a group"),
            ("refused", "May not take part by now"),
        ],
        required=True,
        readonly=True,
    )
    others = fields.Integer("Possible", readonly=True)
    obstacles = fields.Json(readonly=True)
    note = fields.Char(readonly=True)
    details = fields.Char(compute="_compute_details")

    @api.depends("obstacles", "others", "note")
    @api.depends_context("lang")
    def _compute_details(self):
        for line in self:
            words = line._obstacle_words()
            counts = ", ".join(
                f"{words[int(flag)]}: {count}"
                for flag, count in (line.obstacles or {}).items()
            )
            possible = (
                self.env._("possible with %s", line.others) if line.others else ""
            )
            line.details = line.note or "; ".join(filter(None, [possible, counts]))

    @api.model
    def _obstacle_words(self):
        """Return {obstacle: what it is called}."""
        return {
            Obstacle.ONESELF: self.env._("the same person"),
            Obstacle.EMPLOYER: self.env._("same employer"),
            Obstacle.EXCLUSION: self.env._("kept apart"),
            Obstacle.EARLIER: self.env._("were a pair before"),
            Obstacle.DECLINED: self.env._("said no in this edition"),
            Obstacle.LANGUAGE: self.env._("no language in common"),
            Obstacle.GAP: self.env._("too small a gap in experience"),
            Obstacle.REJECTED: self.env._("rejected by staff"),
        }

    def action_alternatives(self):
        """Show whom this person could be paired with, and what that would cost."""
        self.ensure_one()
        return self.env["mentorship.alternatives.wizard"]._open(
            self.matching_id, self.enrolment_id
        )
