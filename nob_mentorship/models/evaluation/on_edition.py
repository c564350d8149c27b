from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """The evaluations of an edition: planned when it starts, or opened once enough
    members are due.
    """

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

    def _final_evaluations(self):
        """Return the domain of the final evaluations of these editions that were opened
        and count for a certificate (R69).
        """
        return (
            Domain("edition_id", "in", self.ids)
            & Domain("moment", "=", "final")
            & Domain("counts_for_certificate", "=", True)
            & Domain("state", "in", ("open", "closed"))
        )

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

    def _open_when_enough(self, moment, people, days):
        """Open the evaluations of a moment, if enough members would be asked: the
        drafts that staff prepared, unless for a later day, or else a new one for
        everyone.

        :param str moment: ``pulse`` or ``lookback``
        :param people: the partners to ask
        :param int days: how long they are open
        """
        evaluations = self.env["mentorship.evaluation"]
        if evaluations._leaves_box_to_others():
            return
        # of two servers that open one at this moment, the second must see the first
        self._touch()
        today = fields.Date.context_today(self)
        known = self.evaluation_ids.filtered(lambda e: e.moment == moment)
        drafts = known.filtered(lambda e: e.state == "draft")
        last = (known - drafts).sorted("id")[-1:]
        if moment == "lookback" and last:
            return
        # staff chose a later day
        if any(draft.opens_on and draft.opens_on > today for draft in drafts):
            return
        minimum = last.min_responses or evaluations._default_minimum()
        if not drafts and len(people) >= evaluations._least_asked(moment, minimum):
            drafts = self._draft_for_all(moment, minimum)
        for draft in drafts:
            least = draft._least_asked(moment, draft.min_responses)
            if len(draft._audience()) >= least:
                if not draft.closes_on or draft.closes_on < today:
                    draft.closes_on = today + timedelta(days=days)
                draft._by_date("_open")

    def _draft_for_all(self, moment, minimum):
        """Return a new evaluation for everyone; none if its form is missing, which
        the coordinator is told.
        """
        evaluations = self.env["mentorship.evaluation"]
        values = {"edition_id": self.id, "moment": moment, "audience": "all"}
        try:
            with self.env.cr.savepoint():
                return evaluations.create({**values, "min_responses": minimum})
        except UserError as error:
            self._tell_coordinators(
                self.env._("An evaluation could not be prepared"), str(error)
            )
            return evaluations

    def action_view_evaluations(self):
        """Open the evaluations of this edition."""
        return self._open_list("mentorship_evaluation_action")
