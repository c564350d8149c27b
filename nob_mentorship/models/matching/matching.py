from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import odoo_inside

MOST_MENTORS = 500
"""The maximum number of open columns on the board; otherwise the web client folds those
after the tenth."""


class MentorshipMatching(models.Model):
    """A matching run of an edition (P1, R46–R49)."""

    _name = "mentorship.matching"
    _inherit = [
        "mentorship.unseen",
        "mentorship.guarded",
        "mentorship.matching.settings",
    ]
    _description = "Matching"
    _order = "id desc"

    _method_fields = frozenset(
        {
            "state",
            "number",
            "previous_id",
            "ran_on",
            "ran_by_id",
            "published_on",
            "published_by_id",
            "mentee_count",
            "mentor_count",
            "place_count",
            "figures",
            "left_out_id",
            "compared_ids",
            "changes",
        }
    )
    _fixed_fields = frozenset({"edition_id"})

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    kind = fields.Selection(related="edition_id.kind")
    number = fields.Integer("Run", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    previous_id = fields.Many2one(
        "mentorship.matching",
        "Previous run",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    ran_on = fields.Datetime("Run on", readonly=True, copy=False)
    ran_by_id = fields.Many2one(
        "res.users", "Run by", readonly=True, copy=False, index="btree_not_null"
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    proposal_ids = fields.One2many(
        "mentorship.proposal",
        "matching_id",
        "Proposals",
        domain=[("rejected", "=", False), ("lapsed", "=", False)],
    )
    rejected_ids = fields.One2many(
        "mentorship.proposal",
        "matching_id",
        domain=[("rejected", "=", True)],
    )
    lapsed_ids = fields.One2many(
        "mentorship.proposal",
        "matching_id",
        "Pins that are no longer possible",
        domain=[("lapsed", "=", True)],
    )
    unmatched_line_ids = fields.One2many(
        "mentorship.unmatched", "matching_id", "Without a proposal"
    )
    unmatched_ids = fields.Many2many(
        "mentorship.enrolment",
        string="Sign-ups without a proposal",
        compute="_compute_unmatched_ids",
    )
    mentee_count = fields.Integer("Mentees", readonly=True, copy=False)
    mentor_count = fields.Integer("Mentors", readonly=True, copy=False)
    place_count = fields.Integer("Places", readonly=True, copy=False)
    matched_count = fields.Integer("Mentees matched", compute="_compute_totals")
    total_score = fields.Float(compute="_compute_totals", digits=(16, 2))
    average_score = fields.Float(compute="_compute_totals", digits=(16, 1))
    proposal_count = fields.Integer(compute="_compute_totals")
    open_count = fields.Integer("To publish", compute="_compute_totals")
    problem_count = fields.Integer("No longer possible", compute="_compute_totals")
    figures = fields.Json(readonly=True, copy=False)
    left_out_id = fields.Many2one(
        "res.partner",
        "Left out",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The sign-up of the staff member who ran the matching, if any; a "
        "colleague pairs them.",
        index="btree_not_null",
    )
    compared_ids = fields.Many2many(
        "mentorship.enrolment",
        "mentorship_matching_compared_rel",
        string="Compared sign-ups",
        readonly=True,
        copy=False,
        help="Members in this list who are staff, now or later, cannot see this run: "
        "it could reveal who excluded them.",
    )
    changes = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    can_undo = fields.Boolean(compute="_compute_can_undo", compute_sudo=True)

    @api.depends("number", "edition_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for matching in self:
            matching.display_name = self.env._(
                "%(edition)s, run %(number)s",
                edition=matching.edition_id.display_name,
                number=matching.number,
            )

    @api.depends("unmatched_line_ids.enrolment_id")
    def _compute_unmatched_ids(self):
        for matching in self:
            matching.unmatched_ids = matching.unmatched_line_ids.enrolment_id

    @api.depends("proposal_ids.score", "proposal_ids.mentee_enrolment_ids")
    def _compute_totals(self):
        proposals = self.env["mentorship.proposal"]
        kept = (
            Domain("matching_id", "in", self.ids)
            & Domain("rejected", "=", False)
            & Domain("lapsed", "=", False)
        )
        sums = {
            matching: rest
            for matching, *rest in proposals._read_group(
                kept,
                ["matching_id"],
                ["__count", "mentee_count:sum", "total:sum"],
            )
        }
        to_publish = kept & proposals._to_publish()
        open_ones = dict(
            proposals._read_group(to_publish, ["matching_id"], ["__count"])
        )
        troubled = dict(
            proposals._read_group(
                kept & proposals._troubled(), ["matching_id"], ["__count"]
            )
        )
        for matching in self:
            (
                matching.proposal_count,
                matching.matched_count,
                matching.total_score,
            ) = sums.get(matching, (0, 0, 0.0))
            pairs = matching.matched_count / matching._heads()
            matching.average_score = matching.total_score / pairs if pairs else 0.0
            matching.open_count = open_ones.get(matching, 0)
            matching.problem_count = troubled.get(matching, 0)

    @api.depends("changes", "state")
    def _compute_can_undo(self):
        for matching in self:
            matching.can_undo = bool(matching.changes) and matching.state == "done"

    @api.constrains(lambda self: self._matching_settings_fields())
    def _check_settings(self):
        self._check_matching_settings()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_naming(vals_list, "create")
        default = self.default_get(["edition_id"])
        for vals in vals_list:
            edition = {**default, **vals}.get("edition_id")
            edition = odoo_inside.as_value(self, "edition_id", edition)
            edition.check_access("write")
            # sudo: staff of the edition, checked above; copies the settings of the last
            # run, or of the edition
            last = self.sudo().search([("edition_id", "=", edition.id)], limit=1)
            source = last or edition.sudo()
            vals.update(
                (name, source[name])
                for name in self._matching_settings_fields()
                if name not in vals
            )
        matchings = super().create(vals_list)
        # sudo: staff of the edition, checked above; record rules hide what is handed on
        # about the user
        for matching in matchings.sudo():
            before = self.sudo().search(
                [("edition_id", "=", matching.edition_id.id), ("id", "<", matching.id)],
                limit=1,
            )
            # if two users prepare a run at the same moment, the second takes the next
            # number
            (before or matching.edition_id)._touch()
            matching.number = before.number + 1
            matching.previous_id = before
            before._hand_on(matching)
        return matchings

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        settings = vals.keys() & set(self._matching_settings_fields())
        if settings and not self.env.su and any(run.state != "draft" for run in self):
            raise UserError(
                self.env._(
                    "The settings of a run cannot be changed. Prepare another run to "
                    "change the weights."
                )
            )
        return super().write(vals)

    def action_view_board(self):
        """Open the board by mentor, on which people can be dragged."""
        self.ensure_one()
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_proposal_board_action"
        )
        action["domain"] = [("matching_id", "=", self.id), ("rejected", "=", False)]
        action["context"] = {
            "matching_id": self.id,
            "mentorship_places": True,
            "max_number_opened_groups": MOST_MENTORS,
        }
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_published(self):
        if any(matching.state == "published" for matching in self):
            raise UserError(self.env._("You cannot delete a run that was published."))

    def _is_fixed(self):
        return True

    @api.model
    def _matching_settings_fields(self):
        """Return the names of the settings that a run stores as they were."""
        settings = self.env["mentorship.matching.settings"]
        return [
            name
            for name, field in settings._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        ]

    def _hand_on(self, following):
        """Hand pins and rejections on to the next run."""
        for proposal in self.proposal_ids | self.rejected_ids | self.lapsed_ids:
            if (proposal.pinned or proposal.rejected) and not proposal.is_published:
                proposal.copy({"matching_id": following.id})
