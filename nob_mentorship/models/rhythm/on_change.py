from odoo import fields, models

from .. import odoo_inside
from .reasons import TYPE

CHANGE = "change"
"""The reason of the line, one of `EVENTS`."""


class MentorshipChange(models.Model):
    """The line on the day of the user who owns a change, until it is done (R66)."""

    _inherit = "mentorship.change"

    def _refresh_line(self):
        """Let each change that is agreed be on its owner's day on its date, and no
        other change. The day shows it: no one is mailed.
        """
        today = fields.Date.context_today(self)
        # sudo: the callers checked that the user is staff of the programme; the line
        # can be a colleague's
        editions = self.env["mentorship.edition"].sudo()
        for change in self.sudo():
            lines = change._lines_of_owner()
            owner, day = change.owner_id, change.due_on or today
            if change.state != "agreed" or not owner:
                lines.unlink()
            elif not lines:
                editions._plan_lines([change._line_values(owner, day)])
            for line in lines.exists():
                # while the owner is away, a colleague stands in
                if owner not in (line.user_id | line.mentorship_owner_id):
                    line._hand_over(owner, False)
                if line.date_deadline != day:
                    line.date_deadline = day
                if line.mentorship_edition_id != change.edition_id:
                    line.mentorship_edition_id = change.edition_id

    def _lines_of_owner(self):
        """Return the lines of changes that are not done: one each."""
        kind = self.env["mentorship.edition"]._reason_type(CHANGE)
        return self.activity_ids.filtered(
            lambda line: line.active and line.activity_type_id == kind
        )

    def _line_values(self, owner, day):
        """Return the values of a new line.

        :param owner: the ``res.users`` whose line it is
        :param date day: the day when it is due
        """
        return {
            "activity_type_id": odoo_inside.id_of(self.env, TYPE + CHANGE),
            "res_model_id": odoo_inside.id_of(
                self.env, "nob_mentorship.model_mentorship_change"
            ),
            "res_id": self.id,
            "user_id": owner.id,
            "date_deadline": day,
            # while its owner is away, it is handed over also once the edition is over
            "automated": True,
        }

    def _finish_line(self, words):
        """Mark the line as done.

        :param str words: what was done
        """
        # sudo: the callers checked that the user is staff of the programme
        self.sudo()._lines_of_owner()._mentorship_finish_with(words)
