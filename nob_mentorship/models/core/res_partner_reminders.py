from odoo import fields, models

from .res_partner import STAFF


class ResPartner(models.Model):
    """The reminders that a member gets (R63)."""

    _inherit = "res.partner"

    mentorship_fewer = fields.Boolean(
        "Fewer reminders",
        groups=STAFF,
        copy=False,
        help="The member asked for at most one reminder of mentorship a week.",
    )

    def _most_reminders(self, edition):
        """Return the maximum number of reminders that this member gets in a week.

        :param edition: the ``mentorship.edition`` whose timetable sends them
        """
        # sudo: the job reads the choice of any member
        return 1 if self.sudo().mentorship_fewer else edition.weekly_most
