from odoo import fields, models


class MentorshipProgramme(models.Model):
    """The timetable of a programme, which its editions copy (R63)."""

    _inherit = "mentorship.programme"

    reminder_ids = fields.One2many(
        "mentorship.reminder", "programme_id", "Timetable", copy=True
    )

    def _begin_timetable(self):
        """Give these programmes the timetable that a programme starts with, unless they
        have one.
        """
        reminders = self.env["mentorship.reminder"]
        for programme in self.with_context(active_test=False):
            if not programme.reminder_ids:
                reminders.create(
                    [
                        {**vals, "programme_id": programme.id}
                        for vals in reminders._first_lines()
                    ]
                )
