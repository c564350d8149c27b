from odoo import models

from .reasons import CALLED


class MentorshipCheckin(models.Model):
    """What a talk with the coordinators ends on their day (R65, R67)."""

    _inherit = "mentorship.checkin"

    def _end_lines(self):
        """Mark the lines of the day as done that these check-ins are about."""
        # sudo: the contact of the user, for the language and the time zone
        reader = self.env.user.sudo().partner_id
        for checkin in self:
            day = checkin._when(reader, form="d MMMM yyyy")
            words = (
                self.env._("A check-in is planned for %s.", day)
                if checkin._in_calendars()
                else self.env._("Talked on %s.", day)
            )
            checkin._ended_lines()._mentorship_finish_with(words)

    def _ended_lines(self):
        """Return the lines of the day that this check-in ends: the requests for a talk
        of the members invited, and the line in which staff clicked.
        """
        edition = self.env["mentorship.edition"]
        talk, *called = map(edition._reason_type, ("talk", *CALLED))
        clicked = self.env.context.get("mentorship_line")
        # sudo: staff of the programme can see the lines, but not the row of who asked
        lines = self.sudo().pairing_id.activity_ids
        return lines.filtered(
            lambda line: (
                line.mentorship_member_id.partner_id in self.partner_ids
                if line.activity_type_id == talk
                else line.activity_type_id in called and line.id == clicked
            )
        ).with_env(self.env)
