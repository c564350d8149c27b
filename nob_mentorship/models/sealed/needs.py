from odoo import api, fields, models
from odoo.fields import Domain

from ..rhythm.reasons import TYPE


class MentorshipMessage(models.Model):
    """A line on the day of each reader for whom a message waits (R18). It is about all
    of them together, and tells neither their number nor when they came.
    """

    _inherit = "mentorship.message"

    @api.model
    def _refresh_lines(self, users):
        """Bring the lines of these readers up to date. A message counts once its
        readers were told of it.
        """
        lines, kind = self.env["mail.activity"], self.env.ref(f"{TYPE}message")
        today = fields.Date.context_today(self)
        for user in users:
            waiting = self._read_by(user).filtered(
                lambda message: message.state == "waiting" and message.is_told
            )
            known = lines.search(
                Domain("activity_type_id", "=", kind.id)
                & Domain("user_id", "=", user.id)
                & Domain("automated", "=", True)
            )
            if not waiting:
                known.unlink()
            elif not known:
                lines.with_context(mail_activity_quick_update=True).create(
                    {
                        "activity_type_id": kind.id,
                        "user_id": user.id,
                        "date_deadline": today,
                        "mentorship_since": min(waiting.mapped("since")),
                        "automated": True,
                    }
                )
