from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import odoo_inside

PEOPLE = frozenset({"mentor_enrolment_id", "mentee_enrolment_ids"})
BY_HAND = PEOPLE | {"pinned", "rejected"}


class MentorshipProposal(models.Model):
    """A pairing proposed by the matching, or by staff (P1, N4)."""

    _name = "mentorship.proposal"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
    _description = "Proposed pairing"
    _order = "matching_id desc, score desc, id"

    _name_parts = ("mentor_enrolment_id.partner_id", "mentee_enrolment_ids.partner_id")

    _method_fields = frozenset(
        {
            "score",
            "parts",
            "price",
            "price_matched",
            "priced",
            "pairing_id",
            "refusal",
            "lapsed",
        }
    )
    _fixed_fields = frozenset({"matching_id"})

    matching_id = fields.Many2one(
        "mentorship.matching", required=True, index=True, ondelete="cascade"
    )
    edition_id = fields.Many2one(related="matching_id.edition_id", store=True)
    programme_id = fields.Many2one(related="matching_id.programme_id", store=True)
    state = fields.Selection(related="matching_id.state")
    kind = fields.Selection(related="matching_id.kind")
    mentor_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentor",
        index=True,
        ondelete="cascade",
        group_expand="_expand_mentors",
    )
    mentee_enrolment_ids = fields.Many2many(
        "mentorship.enrolment", "mentorship_proposal_mentee_rel", string="Mentees"
    )
    mentee_names = fields.Char("Mentee", compute="_compute_mentee_names")
    mentor_name = fields.Char("Mentor's name", compute="_compute_mentee_names")
    mentee_count = fields.Integer(compute="_compute_mentee_count", store=True)
    score = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="0 to 100; for a group, the mean of its pairs.",
    )
    total = fields.Float(compute="_compute_mentee_count", store=True, digits=(16, 2))
    parts = fields.Json(readonly=True)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    summary = fields.Char("Because", compute="_compute_summary")
    pinned = fields.Boolean(
        default=False,
        help="Every run proposes this pairing again, whatever the others.",
    )
    rejected = fields.Boolean(
        default=False, help="No run proposes any two of these people together again."
    )
    lapsed = fields.Boolean(
        default=False,
        readonly=True,
        copy=False,
        help="Pinned, but no longer possible.",
    )
    price = fields.Float(
        "Cost (points)",
        readonly=True,
        copy=False,
        digits=(16, 2),
        help="Total score lost by pinning or rejecting this, in points.",
    )
    price_matched = fields.Integer(
        "Fewer matched",
        readonly=True,
        copy=False,
        help="Number of matched members lost by pinning or rejecting this.",
    )
    priced = fields.Boolean(readonly=True, copy=False)
    pairing_id = fields.Many2one(
        "mentorship.pairing",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    pairing_state = fields.Selection(related="pairing_id.state")
    problem = fields.Char(
        compute="_compute_problem",
        help="The reason this proposal can no longer be published.",
    )
    refusal = fields.Char(readonly=True, copy=False)

    _once = models.Constraint(
        "CHECK(NOT (pinned AND rejected))",
        "You can pin a pair or reject it, but not both.",
    )

    @api.depends("mentor_enrolment_id", "mentee_enrolment_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proposal in self:
            names = [proposal.mentor_name, proposal.mentee_names]
            proposal.display_name = " – ".join(filter(None, names))

    @api.depends("mentor_enrolment_id", "mentee_enrolment_ids")
    def _compute_mentee_names(self):
        # sudo: the names of people in runs that the reader can see
        readable = self.sudo()
        readable.mentee_enrolment_ids.partner_id.fetch(["name"])
        for proposal, read in zip(self, readable, strict=True):
            names = read.mentee_enrolment_ids.partner_id.mapped("name")
            proposal.mentee_names = ", ".join(names)
            proposal.mentor_name = read.mentor_enrolment_id.partner_id.name

    @api.depends("mentee_enrolment_ids.role", "score")
    def _compute_mentee_count(self):
        for proposal in self:
            proposal.mentee_count = len(proposal.mentee_enrolment_ids)
            heads = 2 if proposal.kind == "peer" else 1
            proposal.total = proposal.score * proposal.mentee_count / heads

    @api.depends(
        "refusal",
        "lapsed",
        "pairing_id.state",
        "mentor_enrolment_id.free_places",
        "mentor_enrolment_id.state",
        "mentor_enrolment_id.away_until",
        "mentee_enrolment_ids.free_places",
        "mentee_enrolment_ids.state",
        "mentee_enrolment_ids.away_until",
    )
    @api.depends_context("lang")
    def _compute_problem(self):
        # read for all proposals at once, since each looks at different people
        (self.mentor_enrolment_id | self.mentee_enrolment_ids).mapped("free_places")
        for proposal in self:
            if proposal.is_published or proposal.rejected:
                proposal.problem = False
                continue
            people = proposal.mentor_enrolment_id | proposal.mentee_enrolment_ids
            gone = people.filtered(lambda e: e.state not in ("accepted", "matched"))
            full = (people - gone).filtered(lambda e: not e.free_places)
            away = people.filtered(lambda e: e._is_away())
            proposal.problem = (
                self.env._(
                    "No longer takes part: %s", ", ".join(gone.mapped("display_name"))
                )
                if gone
                else self.env._(
                    "No longer has a free place: %s",
                    ", ".join(full.mapped("display_name")),
                )
                if full
                else away[0]._away_words()
                if away
                else self.env._("Pinned, but no longer possible.")
                if proposal.lapsed
                else proposal.refusal
            )

    @api.model
    def _troubled(self):
        """Return the domain of open proposals with a problem."""
        unavailable = self.env["mentorship.enrolment"]._unavailable()
        return self._to_publish() & (
            Domain("refusal", "!=", False)
            | Domain("mentor_enrolment_id", "any", unavailable)
            | Domain("mentee_enrolment_ids", "any", unavailable)
        )

    @api.model
    def _expand_mentors(self, mentors, domain):
        """Return a column of the board for every mentor, including those with a free
        place.
        """
        matchings = self.search(domain).matching_id
        if len(matchings) != 1:
            return mentors
        free = matchings.edition_id.enrolment_ids.filtered(
            lambda e: e.role == "mentor" and e.free_places and e.state != "draft"
        )
        own = matchings.left_out_id
        mentors |= free.filtered(lambda e: e.partner_id != own)
        return mentors.sorted("display_name")

    def write(self, vals):
        if self.env.su or not BY_HAND & vals.keys():
            return super().write(vals)
        self._check_open()
        changed = self._changed_with(vals)
        changed.matching_id._remember(changed)
        # sudo: a number of a run that the user can write
        runs = changed.sudo().matching_id if PEOPLE & vals.keys() else ()
        totals = {run: run.total_score for run in runs}
        if vals.get("pinned"):
            vals = {**vals, "rejected": False}
        if vals.get("rejected"):
            vals = {**vals, "pinned": False}
        if PEOPLE & vals.keys():
            vals = {**vals, "pinned": True}
            # sudo: staff of the programme, as the access rights of this write ensure
            (changed - self).sudo().write(
                {"mentor_enrolment_id": self.mentor_enrolment_id.id, "pinned": True}
            )
        result = super().write(vals)
        if PEOPLE & vals.keys():
            self._people().check_access("read")
        if {"rejected", *PEOPLE} & vals.keys():
            changed.matching_id._check_by_hand(changed)
        for run, total in totals.items():
            run._price_by_hand(changed & run.proposal_ids, total)
        return result

    def action_pin(self):
        """Pin these pairs, so that every run proposes them again."""
        self.pinned = True

    def action_unpin(self):
        """Leave these pairs to the next run."""
        self.pinned = False

    def action_reject(self):
        """Reject these pairs, so that no run proposes them again."""
        self.rejected = True

    def action_unreject(self):
        """Let the next run propose these pairs again."""
        self.rejected = False

    def action_publish(self):
        """Make and offer these pairings, and tell staff how it went."""
        return self.matching_id._publish(self)

    def action_alternatives(self):
        """Show the other possible partners for the mentee, and what each would cost."""
        self.ensure_one()
        self.check_access("read")
        return self.env["mentorship.alternatives.wizard"]._open(
            self.matching_id, self.mentee_enrolment_ids[:1]
        )

    def action_undo(self):
        """Undo the last manual change in the run shown on the board."""
        shown = self.env.context.get("matching_id")
        ids = [shown] if type(shown) is int else []
        self.env["mentorship.matching"].browse(ids).exists().action_undo()

    def _check_open(self):
        """Raise unless these proposals can still be changed.

        :raises UserError: if they are published
        """
        self._check_staff()
        if any(p.is_published or p.matching_id.state == "published" for p in self):
            raise UserError(
                self.env._(
                    "This proposal was published, and both members were asked. Run "
                    "the matching again."
                )
            )

    def _changed_with(self, vals):
        """Return these proposals, and the one that they swap people with.

        A mentee who is dragged to a mentor without a free place swaps places with one
        of that mentor's mentees: the one that costs the total score least.
        """
        if "mentor_enrolment_id" not in vals or len(self) != 1:
            return self
        mentor = odoo_inside.as_value(
            self, "mentor_enrolment_id", vals["mentor_enrolment_id"]
        )
        mentor.check_access("read")
        if not mentor or self.kind not in ("one_to_one", "reverse"):
            return self
        return self | self.matching_id._gives_way(self, mentor)

    def _is_fixed(self):
        return True
