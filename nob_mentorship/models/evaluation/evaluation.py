from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.labels import field_labels, field_title

LEAST_RESPONSES = 3
FOR_ALL = ("needs", "pulse", "lookback")
"""Moments with one ready-made form for every audience."""


class MentorshipEvaluation(models.Model):
    """A form for one audience at one moment, answered into a ballot box (R19, R25, R64,
    R66, N12, N13).

    While it is open, the answers lie sealed in the box, all of the same number of
    bytes; the browser sealed them. At closing, a separate program opens them all at
    once and returns them shuffled; they become answers in Odoo Surveys without a
    person, and the key is destroyed (promise 4).
    """

    _name = "mentorship.evaluation"
    _inherit = [
        "mentorship.correspondence",
        "mail.activity.mixin",
        "mentorship.guarded",
    ]
    _description = "Evaluation"
    _order = "opens_on desc, id desc"

    _name_parts = ("edition_id", "moment", "audience")

    _method_fields = frozenset(
        {
            "state",
            "closing",
            "box_uuid",
            "box_node",
            "box_gone",
            "paper",
            "paper_signature",
            "paper_hash",
            "supplements",
            "form_hashes",
            "number_seed",
            "box_told",
            "form_changed",
            "receipts",
            "aside_count",
            "counted_count",
            "box_set",
            "box_trouble",
            "opened_on",
            "closed_on",
            "opened_count",
            "reminder_count",
            "reminded_on",
            "published_on",
            "compared_on",
        }
    )
    _fixed_once_open = (
        "edition_id",
        "survey_id",
        "moment",
        "audience",
        "min_responses",
    )

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="restrict"
    )
    programme_id = fields.Many2one(
        related="edition_id.programme_id", store=True, index=True
    )
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    moment = fields.Selection(
        [
            ("needs", "Needs"),
            ("pulse", "Pulse"),
            ("midway", "Midway"),
            ("final", "Final"),
            ("lookback", "Look back"),
        ],
        required=True,
        default="midway",
        tracking=True,
    )
    audience = fields.Selection(
        [
            ("mentor", "Mentors"),
            ("mentee", "Mentees"),
            ("peer", "Peers"),
            ("all", "All participants"),
        ],
        required=True,
        default="mentee",
        tracking=True,
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Form",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        domain=[("survey_type", "=", "mentorship")],
        help="Leave empty to use a copy of the previous form, or of the standard one.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    opens_on = fields.Date(
        copy=False,
        tracking=True,
        help="Leave this empty for a pulse, which opens once enough members are due, "
        "or a look back, which opens half a year after the end.",
    )
    closes_on = fields.Date(copy=False, tracking=True, help="The last day to answer.")
    min_responses = fields.Integer(
        "Minimum number of answers",
        default=5,
        required=True,
        help="With fewer answers, no results are shown. Fixed once the form is open; "
        "at least 3.",
    )
    closing = fields.Boolean(
        readonly=True,
        copy=False,
        help="Answers are no longer accepted, and the box is about to be opened.",
    )
    opened_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    reminder_count = fields.Integer("Reminders sent", readonly=True, copy=False)
    reminded_on = fields.Date("Last reminder", readonly=True, copy=False)
    invitation_ids = fields.One2many(
        "mentorship.evaluation.invitation", "evaluation_id", groups=fields.NO_ACCESS
    )
    invited_count = fields.Integer(
        "Asked", compute="_compute_counts", compute_sudo=True
    )
    responded_count = fields.Integer(
        "Answered", compute="_compute_counts", compute_sudo=True
    )
    response_percentage = fields.Float(
        "Answered (%)", compute="_compute_counts", compute_sudo=True
    )
    opened_count = fields.Integer(
        "Answers in the results",
        readonly=True,
        copy=False,
        help="0: too few people answered, so nothing was opened.",
    )
    missing_count = fields.Integer(
        "Answers missing", compute="_compute_counts", compute_sudo=True
    )
    counts_for_certificate = fields.Boolean(
        default=True,
        help="Answering can count towards a certificate; the answers themselves stay "
        "anonymous.",
    )
    measures = fields.Text(
        "Planned changes",
        copy=False,
        help="For staff: the changes that follow from it.",
    )
    summary = fields.Text(
        "Summary for participants",
        copy=False,
        translate=True,
        help="The findings and the changes that follow; shown on the portal once "
        "published.",
    )
    published_on = fields.Date(readonly=True, copy=False, tracking=True)

    _least_responses = models.Constraint(
        f"CHECK(min_responses >= {LEAST_RESPONSES})",
        "Results of fewer than 3 people are never shown.",
    )
    _dates_order = models.Constraint(
        "CHECK(closes_on >= opens_on)", "An evaluation cannot close before it opens."
    )
    _form_once = models.UniqueIndex(
        "(survey_id) WHERE state <> 'draft'",
        "Another evaluation already uses this form; take a copy of it.",
    )

    @api.depends("edition_id", "moment", "audience")
    @api.depends_context("lang")
    def _compute_display_name(self):
        moments = field_labels(self, "moment")
        audiences = field_labels(self, "audience")
        for evaluation in self:
            parts = (
                evaluation.edition_id.display_name,
                moments.get(evaluation.moment),
                audiences.get(evaluation.audience),
            )
            evaluation.display_name = " · ".join(filter(None, parts))

    def _compute_counts(self):
        asked, answered = {}, {}
        for evaluation, responded, count in self.env[
            "mentorship.evaluation.invitation"
        ]._read_group(
            [("evaluation_id", "in", self.ids)],
            ["evaluation_id", "responded"],
            ["__count"],
        ):
            asked[evaluation.id] = asked.get(evaluation.id, 0) + count
            if responded:
                answered[evaluation.id] = count
        for evaluation in self:
            invited = asked.get(evaluation.id, 0)
            responded = answered.get(evaluation.id, 0)
            evaluation.invited_count = invited
            evaluation.responded_count = responded
            evaluation.response_percentage = 100 * responded / invited if invited else 0
            evaluation.missing_count = max(evaluation.min_responses - responded, 0)

    @api.constrains("min_responses")
    def _check_min_responses(self):
        for evaluation in self:
            if evaluation.min_responses < LEAST_RESPONSES:
                raise ValidationError(
                    self.env._(
                        "Results of fewer than %s people are never shown.",
                        LEAST_RESPONSES,
                    )
                )

    @api.constrains("survey_id")
    def _check_survey_type(self):
        for evaluation in self:
            # sudo: the type of the selected form, for the user who selected it
            if evaluation.sudo().survey_id.survey_type != "mentorship":
                raise ValidationError(
                    self.env._(
                        "“%s” is not an evaluation form. Choose one of the type "
                        "“Mentorship evaluation”.",
                        evaluation.sudo().survey_id.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_naming(vals_list, "create")
        for vals in vals_list:
            if not vals.get("survey_id"):
                defaults = self.default_get(["moment", "audience", "edition_id"])
                form = self._form_for(**{**defaults, **vals})
                vals["survey_id"] = form.id
        return super().create(vals_list)

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        fixed = [name for name in self._fixed_once_open if name in vals]
        for evaluation in self.filtered(lambda e: fixed and e.state != "draft"):
            for name in fixed:
                old = evaluation[name]
                if vals[name] != (old.id if isinstance(old, models.Model) else old):
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(record)s was fixed when the form was "
                            "opened and can no longer be changed.",
                            field=field_title(self, name),
                            record=evaluation.display_name,
                        )
                    )
        self._check_last_day(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if opened := self.filtered(lambda evaluation: evaluation.state != "draft"):
            raise UserError(
                self.env._(
                    "%s was opened, so you cannot delete it. Close it if it is still "
                    "open.",
                    opened[0].display_name,
                )
            )

    @api.model
    def _form_for(self, moment, audience, edition_id=None, **_values):
        """Return a copy of the form that the programme last used for this, or of the
        ready-made one, for staff to adapt.

        :param str moment: as in `moment`; :param str audience: as in `audience`
        :param edition_id: the id of the edition, or None
        """
        edition = self.env["mentorship.edition"].browse(edition_id)
        last = edition and self.search(
            [
                ("programme_id", "=", edition.programme_id.id),
                ("moment", "=", moment),
                ("audience", "=", audience),
            ],
            limit=1,
        )
        ready = moment if moment in FOR_ALL else f"{moment}_{audience}"
        form = (
            (last and last.survey_id)
            or self.env.ref(f"nob_mentorship.survey_{ready}", False)
            or self.env.ref(f"nob_mentorship.survey_{moment}_mentee", False)
        )
        if not form:
            raise UserError(self.env._("Choose a form for the evaluation first."))
        # sudo: all staff may start from a ready-made form
        return form.sudo()._copy_form()
