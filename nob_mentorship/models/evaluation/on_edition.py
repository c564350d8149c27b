from odoo import api, fields, models


class MentorshipEdition(models.Model):
    """The evaluations of an edition, planned when it starts."""

    _inherit = "mentorship.edition"

    lost_key_count = fields.Integer(
        "Evaluations whose key cannot be read",
        compute="_compute_lost_key_count",
        compute_sudo=True,
    )
    evaluation_ids = fields.One2many(
        "mentorship.evaluation", "edition_id", "Evaluations"
    )
    evaluation_count = fields.Integer(compute="_compute_evaluation_count")

    def _compute_lost_key_count(self):
        found = self.env["mentorship.evaluation"]._read_group(
            [
                ("edition_id", "in", self.ids),
                ("state", "=", "open"),
                ("box_trouble", "!=", False),
            ],
            ["edition_id"],
            ["__count"],
        )
        counts = {edition.id: count for edition, count in found}
        for edition in self:
            edition.lost_key_count = counts.get(edition.id, 0)

    @api.depends("evaluation_ids")
    def _compute_evaluation_count(self):
        for edition in self:
            edition.evaluation_count = len(edition.evaluation_ids)

    def action_plan_evaluations(self):
        """Plan the midway and final evaluation of each audience, and show them."""
        self._check_staff()
        self._plan_evaluations()
        return self.action_view_evaluations()

    def _plan_evaluations(self):
        """Plan the missing evaluations: midway and final, for each role in use."""
        # sudo: staff of the programme, checked by the caller; copies ready-made forms
        evaluations = self.env["mentorship.evaluation"].sudo()
        for edition in self:
            planned = {(e.moment, e.audience) for e in edition.sudo().evaluation_ids}
            audiences = ("peer",) if edition.kind == "peer" else ("mentor", "mentee")
            evaluations.create(
                [
                    {
                        "edition_id": edition.id,
                        "moment": moment,
                        "audience": audience,
                        **evaluations._dates_for(edition, moment),
                    }
                    for moment in ("midway", "final")
                    for audience in audiences
                    if (moment, audience) not in planned
                ]
            )

    def action_view_evaluations(self):
        """Open the evaluations of this edition."""
        return self._open_list("mentorship_evaluation_action")
