from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class MentorshipPastWizard(models.TransientModel):
    """Name an edition that ran before this app was used, to import its pairs (P14)."""

    _name = "mentorship.past.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Import the pairs of an earlier edition"

    _lengths = {"name": 100}

    programme_id = fields.Many2one("mentorship.programme", required=True)
    name = fields.Char("Edition", required=True)
    date_start = fields.Date("Programme from", required=True)
    date_end = fields.Date("Programme until", required=True)

    def action_import(self):
        """Open the import screen for that edition, which is made if it is not there."""
        self.ensure_one()
        editions = self.env["mentorship.edition"]
        edition = editions.with_context(active_test=False).search(
            [("programme_id", "=", self.programme_id.id), ("name", "=", self.name)]
        )
        if not edition:
            edition = editions.create(
                {
                    "programme_id": self.programme_id.id,
                    "name": self.name,
                    "enrolment_start": False,
                    "enrolment_end": False,
                    "date_start": self.date_start,
                    "date_end": self.date_end,
                }
            )
        elif (edition.date_start, edition.date_end) != (self.date_start, self.date_end):
            raise UserError(
                self.env._(
                    "%(edition)s runs from %(start)s until %(end)s. Choose these days, "
                    "or another name.",
                    edition=edition.display_name,
                    start=format_date(self.env, edition.date_start),
                    end=format_date(self.env, edition.date_end),
                )
            )
        if edition.state == "draft":
            edition.action_take_over()
        return edition.action_import_pairs()
