from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.assignment import AssignmentError

SHOWN = 5


class MentorshipAlternativesWizard(models.TransientModel):
    """The other possible partners of a member, and what each would cost (N4, N7); or
    the best free ones, without a run.
    """

    _name = "mentorship.alternatives.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Next-best pairs for a member"

    matching_id = fields.Many2one(
        "mentorship.matching", readonly=True, help="Empty for the best free ones."
    )
    enrolment_id = fields.Many2one(
        "mentorship.enrolment", "Sign-up", required=True, readonly=True
    )
    current_id = fields.Many2one("mentorship.proposal", "Now", readonly=True)
    current_score = fields.Float(related="current_id.score")
    line_ids = fields.One2many(
        "mentorship.alternatives.line", "wizard_id", readonly=True
    )

    @api.model
    def _open(self, matching, enrolment):
        """Return the action that shows the next-best pairs of a member.

        :param matching: a ``mentorship.matching`` that has been run
        :param enrolment: one ``mentorship.enrolment`` of its edition
        """
        matching._check_staff()
        # sudo: staff of the programme, checked above
        lines, current = matching.sudo()._alternatives(enrolment.sudo(), SHOWN)
        # sudo: users cannot create these directly, which would reveal people's names
        wizard = self.sudo().create(
            {
                "matching_id": matching.id,
                "enrolment_id": enrolment.id,
                "current_id": current.id,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Other options for %s", enrolment.sudo().partner_id.name
            ),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }


class MentorshipAlternativesLine(models.TransientModel):
    """One of the next-best pairs."""

    _name = "mentorship.alternatives.line"
    _inherit = ["mentorship.bounded"]
    _description = "Next-best pair"
    _order = "score desc, id"

    wizard_id = fields.Many2one(
        "mentorship.alternatives.wizard", required=True, ondelete="cascade"
    )
    other_enrolment_id = fields.Many2one(
        "mentorship.enrolment", "Other sign-up", required=True
    )
    name = fields.Char(related="other_enrolment_id.partner_id.name")
    score = fields.Float(readonly=True, digits=(16, 2))
    price = fields.Float(
        "Cost (points)",
        readonly=True,
        digits=(16, 2),
        help="Total score lost, in points.",
    )
    price_matched = fields.Integer(
        "Fewer matched",
        readonly=True,
        help="Number of matched members lost.",
    )
    because = fields.Char(readonly=True)
    possible = fields.Boolean(default=True)

    def action_choose(self):
        """Pin this pair and run again."""
        self.ensure_one()
        wizard = self.wizard_id
        if not self.possible:
            raise UserError(
                self.env._("All places of %s are pinned to others.", self.name)
            )
        people = wizard.enrolment_id, self.other_enrolment_id
        mentees = [e for e in people if e.role != "mentor"]
        mentors = [e for e in people if e.role == "mentor"]
        following = wizard.matching_id._following()
        following._pin(mentees, mentors)
        following.action_run()
        return following._opened()


class MentorshipMatching(models.Model):
    """The next-best pairs of one member."""

    _inherit = "mentorship.matching"

    def _alternatives(self, enrolment, count):
        """Return the next-best pairs of a member, and how much of the total score each
        costs.

        :param enrolment: one ``mentorship.enrolment``
        :param int count: the maximum number
        :return: list of values for ``mentorship.alternatives.line``, and the current
            proposal
        """
        self._check_runnable()
        pool = self._pool()
        scores = pool.scoring.matrix()
        current = self.proposal_ids.filtered(lambda p: enrolment in p._people())[:1]
        side, others, turn = pool.mentees, pool.mentors, lambda row, at: (row, at)
        if enrolment.role == "mentor":
            side, others, turn = pool.mentors, pool.mentees, lambda at, row: (row, at)
        if enrolment not in side:
            raise UserError(
                self.env._(
                    "%s cannot be paired at the moment.", enrolment.partner_id.name
                )
            )
        own = side.ids.index(enrolment.id)
        possible = [
            (scores[turn(own, at)], other, turn(own, at))
            for at, other in enumerate(others)
            if not pool.flags[turn(own, at)] and other not in current._people()
        ]
        possible.sort(key=lambda each: (-each[0], each[1].id))
        pins = self._pins(pool)[0]
        solve = self._solver(pool)
        base = solve(pool.flags > 0, pins)
        proposals = self.env["mentorship.proposal"]
        lines = []
        for score, other, pair in possible[:count]:
            # pins of this person give way
            if self.kind == "peer":
                # including all of a threesome, which is pinned two by two, on either
                # side
                gone = [pin for pin in pins if set(pin) & set(pair)]
                gone = {row for pin in gone for row in pin}
                kept = [pin for pin in pins if not gone & set(pin)]
            elif self.kind == "group":
                # including the whole group that a pin is part of
                gone = {column for row, column in pins if row == pair[0]}
                kept = [pin for pin in pins if pin[1] not in gone]
            else:
                kept = [pin for pin in pins if pin[0] != pair[0]]
            (explained,) = proposals._explained(proposals._explain_pairs(pool, [pair]))
            line = {
                "other_enrolment_id": other.id,
                "score": score,
                "because": explained["because"],
            }
            try:
                forced = solve(pool.flags > 0, [*kept, pair])
            except AssignmentError:
                line["possible"] = False
                line["because"] = self.env._("All places are pinned to others.")
            else:
                line["price_matched"] = base.matched - forced.matched
                line["price"] = base.total - forced.total
            lines.append(line)
        return lines, current

    def _pin(self, mentees, mentors):
        """Pin people together in a draft, replacing the mentees' earlier proposals.

        :param mentees: list of ``mentorship.enrolment``
        :param mentors: list of at most one ``mentorship.enrolment``
        """
        # sudo: staff of the programme, as the callers checked
        run = self.sudo()
        ids = [enrolment.id for enrolment in mentees]
        run.proposal_ids.filtered(
            lambda p: set(ids) & set(p.mentee_enrolment_ids.ids)
        ).unlink()
        run.env["mentorship.proposal"].create(
            {
                "matching_id": run.id,
                "mentor_enrolment_id": mentors[0].id if mentors else False,
                "mentee_enrolment_ids": [fields.Command.set(ids)],
                "pinned": True,
            }
        )
