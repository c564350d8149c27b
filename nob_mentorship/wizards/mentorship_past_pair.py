from odoo import api, fields, models
from odoo.exceptions import UserError

PEOPLE = {"context": {"active_test": False}}
"""Of a column with people: those who left the association are found too."""


class SeveralLinesError(Exception):
    """One of several lines cannot be recorded."""


class MentorshipPastPair(models.TransientModel):
    """A line of a file with the pairs of an edition that ran before this app was used
    (P14): what it says is recorded, and the line itself is not kept.
    """

    _name = "mentorship.past.pair"
    _inherit = ["mentorship.bounded", "mentorship.importable"]
    _description = "Past pair"
    _rec_name = "edition_id"

    _ranges = {"meeting_count": (0, 366)}

    edition_id = fields.Many2one("mentorship.edition", required=True)
    mentor_id = fields.Many2one("res.partner", **PEOPLE)
    mentee_id = fields.Many2one("res.partner", **PEOPLE)
    date_start = fields.Date("Since")
    date_end = fields.Date("Until")
    outcome = fields.Selection(
        [
            ("completed", "Completed"),
            ("ended", "Ended early"),
            ("unpaired", "Not paired"),
        ],
        required=True,
        default="completed",
    )
    meeting_count = fields.Integer("Meetings held")
    left_names = fields.Char("Archived contacts", compute="_compute_left_names")

    @api.depends("mentor_id", "mentee_id")
    def _compute_left_names(self):
        for line in self:
            people = line.mentor_id | line.mentee_id
            left = people.filtered(lambda partner: not partner.active)
            line.left_names = ", ".join(filter(None, left.mapped("name")))

    @api.model_create_multi
    def create(self, vals_list):
        # an empty cell takes the default
        filled = [
            {name: value for name, value in vals.items() if value} for vals in vals_list
        ]
        try:
            lines = super().create(filled)
            for line in lines:
                line._record()
        except UserError as error:
            # Odoo would report it at the first of these lines; it then tries each line
            # alone, and reports it at the right one
            if len(filled) > 1 and self.env.context.get("import_file"):
                raise SeveralLinesError from error
            raise
        return lines

    def _record(self):
        """Record what this line says, once; the methods check the user's rights."""
        self.ensure_one()
        edition, mentor, mentee = self.edition_id, self.mentor_id, self.mentee_id
        if self.outcome != "unpaired":
            self.env["mentorship.pairing"]._record_past(
                edition,
                mentor,
                mentee,
                {
                    "state": self.outcome,
                    "date_start": self.date_start or edition.date_start,
                    "ended_on": self.date_end or edition.date_end,
                    "held_meeting_count": self.meeting_count,
                },
            )
            return
        if bool(mentor) == bool(mentee):
            raise UserError(
                self.env._(
                    "A member who was not paired stands alone on a line: leave the "
                    "other column empty."
                )
            )
        role = "mentor" if mentor else "mentee"
        self.env["mentorship.enrolment"]._record_past(
            edition,
            mentor | mentee,
            "peer" if edition.kind == "peer" else role,
            "unmatched",
        )
