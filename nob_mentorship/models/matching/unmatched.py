from collections import Counter

from odoo import api, fields, models

from ...tools.obstacles import FLAGS, Obstacle
from ..base.labels import field_labels


class MentorshipUnmatched(models.Model):
    """A person without a proposal in a run, and the true reason; for staff only
    (N4)."""

    _name = "mentorship.unmatched"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
    _description = "Without a proposal"
    _rec_name = "enrolment_id"
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
            ("nobody", "There are no members on the other side"),
            ("scarce", "The places went to others"),
            ("ruled_out", "Ruled out with everyone"),
            ("left_over", "The others fit each other better"),
            ("small", "Not enough for a group"),
            ("refused", "Can no longer take part"),
            ("away", "Said “not now”"),
            ("by_hand", "The proposal was changed by hand"),
        ],
        required=True,
        readonly=True,
    )
    others = fields.Integer("Possible", readonly=True)
    obstacles = fields.Json(readonly=True)
    note = fields.Char(readonly=True)
    details = fields.Char(compute="_compute_details")
    why = fields.Char("Because", compute="_compute_why")

    @api.depends("obstacles", "others", "note", "enrolment_id.rematch_since")
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
            parts = [line._words_of_end(), possible, counts]
            line.details = line.note or "; ".join(filter(None, parts))

    @api.depends("reason", "details")
    @api.depends_context("lang")
    def _compute_why(self):
        """Say the reason and its details in one line, for the board."""
        reasons = field_labels(self, "reason")
        for line in self:
            reason = reasons.get(line.reason, "")
            line.why = f"{reason} ({line.details})" if line.details else reason

    @api.model
    def _obstacle_words(self):
        """Return {obstacle: its label}."""
        return {
            Obstacle.ONESELF: self.env._("the same person"),
            Obstacle.EMPLOYER: self.env._("same employer"),
            Obstacle.EXCLUSION: self.env._("kept apart"),
            Obstacle.EARLIER: self.env._("were a pair before"),
            Obstacle.DECLINED: self.env._("said no in this edition"),
            Obstacle.LANGUAGE: self.env._("no language in common"),
            Obstacle.GAP: self.env._(
                "the gap in experience is too small, or the wrong way round"
            ),
            Obstacle.REJECTED: self.env._("rejected by staff"),
            Obstacle.ADDRESS: self.env._("the same email address"),
        }

    def action_alternatives(self):
        """Show the possible partners for this person, and what each would cost."""
        self.ensure_one()
        self.check_access("read")
        return self.env["mentorship.alternatives.wizard"]._open(
            self.matching_id, self.enrolment_id
        )


class MentorshipMatching(models.Model):
    """Finding the people without a proposal, and the reasons."""

    _inherit = "mentorship.matching"

    def _note_unmatched(self, pool, solution):
        """Record the people without a proposal, and the true reasons."""
        self.unmatched_line_ids.unlink()
        peers = self.kind == "peer"
        pairs = solution.pairs
        used = set(pairs.ravel().tolist()) if peers else set(pairs[:, 0].tolist())
        sides = [(pool.mentees, pool.flags, used, len(pool.mentors) - peers)]
        if not peers:
            used = set(pairs[:, 1].tolist())
            sides.append((pool.mentors, pool.flags.T, used, len(pool.mentees)))
        lines = [
            {
                "matching_id": self.id,
                "enrolment_id": enrolment.id,
                **self._why_unmatched(flags[row], others),
            }
            for people, flags, matched, others in sides
            for row, enrolment in enumerate(people)
            if row not in matched
        ]
        lines += [
            {
                "matching_id": self.id,
                "enrolment_id": enrolment.id,
                "reason": "away" if enrolment._is_away() else "refused",
                "note": " ".join(reasons),
            }
            for enrolment, reasons in pool.refused.items()
        ]
        first = {mentee.id for mentee in pool.ended}
        lines.sort(key=lambda line: line["enrolment_id"] not in first)
        self.env["mentorship.unmatched"].create(lines)

    def _renote_unmatched(self, pool):
        """Update the list of people without a proposal after manual changes.

        :param pool: :class:`Pool`
        """
        proposals = self.proposal_ids.filtered(lambda p: not p.rejected)
        proposed = set(proposals._people().ids)
        self.unmatched_line_ids.filtered(
            lambda line: line.enrolment_id.id in proposed
        ).unlink()
        known = proposed | set(self.unmatched_line_ids.enrolment_id.ids)
        compared = set(self.compared_ids.ids)
        sides = [(pool.mentees, pool.flags)]
        if self.kind != "peer":
            sides.append((pool.mentors, pool.flags.T))
        self.env["mentorship.unmatched"].create(
            [
                {
                    "matching_id": self.id,
                    "enrolment_id": enrolment.id,
                    **self._why_unmatched(flags[row], flags.shape[1]),
                    "reason": "by_hand",
                }
                for people, flags in sides
                for row, enrolment in enumerate(people)
                if enrolment.id in compared and enrolment.id not in known
            ]
        )

    def _why_unmatched(self, flags, others):
        """Return the values that say why a person is without a proposal.

        :param flags: (k,), the obstacles between them and each person on the other side
        :param int others: the number of people on the other side, excluding themselves
        """
        counts = Counter()
        for obstacle in Obstacle:
            if obstacle != Obstacle.ONESELF and (
                count := int((flags & FLAGS(obstacle) > 0).sum())
            ):
                counts[int(obstacle)] = count
        possible = int((flags == 0).sum())
        reason = "scarce" if possible else "ruled_out" if others else "nobody"
        if possible and self.kind == "group":
            reason = "small" if possible < 2 else "scarce"
        elif possible and self.kind == "peer":
            reason = "left_over"
        return {"reason": reason, "others": possible, "obstacles": dict(counts)}
