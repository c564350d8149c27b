from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.free_name import last_years

IMPORTED = "mentorship.past.pair"


class MentorshipEdition(models.Model):
    """An edition that ran before this app was used: it is closed at once, and its pairs
    are imported (P14). No one is told or asked anything.
    """

    _inherit = "mentorship.edition"

    taken_over = fields.Boolean(
        readonly=True,
        copy=False,
        help="It ran before this app was used, and its pairs were imported.",
    )

    def action_take_over(self):
        """Close an edition that ran before this app was used, to import its pairs.

        :raises UserError: if it is not over, or there are sign-ups in it
        """
        self._check_staff()
        for edition in self._to_move("closed", ("draft",)):
            edition._check_to_take_over()
            # an evaluation would mail the people in it
            edition._set_state("closed", taken_over=True, evaluate=False)

    def _check_to_take_over(self):
        """Raise unless this edition is over, and empty."""
        self._check_is_past()
        # sudo: only whether there are any
        if self.sudo().enrolment_ids or self.sudo().pairing_ids:
            raise UserError(
                self.env._("There are already sign-ups in %s.", self.display_name)
            )

    def action_import_pairs(self):
        """Open the import screen for the pairs of an edition that was taken over."""
        self.ensure_one()
        self._check_staff()
        self._check_taken_over()
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Import the pairs of %s", self.display_name),
            "params": {
                "active_model": IMPORTED,
                "context": {"default_edition_id": self.id},
            },
        }

    def action_last_year(self):
        """Ask which edition came before this one, to import its pairs."""
        self.ensure_one()
        self._check_staff()
        yesterday = fields.Date.context_today(self) - relativedelta(days=1)
        year = relativedelta(years=1)
        start = self.date_start and self.date_start - year
        end = self.date_end and self.date_end - year
        before = last_years(self.name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import the pairs of an earlier edition"),
            "res_model": "mentorship.past.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_programme_id": self.programme_id.id,
                "default_name": before if before != self.name else False,
                "default_date_start": fields.Date.to_string(
                    min(start or yesterday - year, yesterday - relativedelta(days=1))
                ),
                "default_date_end": fields.Date.to_string(
                    min(end or yesterday, yesterday)
                ),
            },
        }

    def _check_taken_over(self):
        """Raise unless pairs of the past can be recorded in this edition: nothing that
        runs, or ran, in this app is rewritten (promise 5).

        :raises UserError: if the edition is not over, or was not taken over
        """
        self.ensure_one()
        if not self.taken_over:
            raise UserError(
                self.env._(
                    "Past pairs can only be imported into an edition that ran before "
                    "this app was used; %s is none.",
                    self.display_name,
                )
            )
        self._check_is_past()

    def _check_is_past(self):
        if not self.is_past:
            raise UserError(
                self.env._(
                    "%s is not over: its last day must be in the past.",
                    self.display_name,
                )
            )
