from odoo import api, models


class MentorshipSessionAttendee(models.Model):
    """The registrations of an event follow the participants of its session."""

    _inherit = "mentorship.session.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.session_id._follow_event()
        return lines

    def unlink(self):
        # before any of these is read
        self.check_access("unlink")
        sessions = self.session_id
        result = super().unlink()
        sessions._follow_event()
        return result

    def _set_state(self, state, **values):
        result = super()._set_state(state, **values)
        self.session_id._follow_event()
        return result
