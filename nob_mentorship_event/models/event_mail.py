from odoo import api, models


class EventMail(models.Model):
    """Participants of a session get no second mail from its event."""

    _inherit = "event.mail"

    @api.constrains("event_id")
    def _check_mentorship_session(self):
        self.event_id._check_mentorship()
