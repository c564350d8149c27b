from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

AFTER = relativedelta(months=6)
LASTS = timedelta(days=30)
"""A look back that was due longer ago makes no sense any more."""
OPEN_DAYS = 28
STARTED = ("active", "completed", "ended")


class MentorshipEdition(models.Model):
    """The look back at an edition, half a year after its end: everyone who took part is
    asked, also members who left early (N12).
    """

    _inherit = "mentorship.edition"

    @api.model
    def _due_look_back(self, today):
        """Return the editions that may have ended half a year ago and have no look back
        yet; when one is due depends on its last pairing.
        """
        opened = [("moment", "=", "lookback"), ("state", "!=", "draft")]
        # a day of a shorter month can correspond to the same day as that of a longer
        # one
        ended = today - AFTER + timedelta(days=3)
        return (
            Domain("evaluate", "=", True)
            & Domain("state", "in", ("running", "closed"))
            & Domain("date_end", "<=", ended)
            & Domain("evaluation_ids", "not any", opened)
        )

    def _day_look_back(self):
        """Open the look back if it is due and enough members took part."""
        today = fields.Date.context_today(self)
        since, due = self.evaluated_since or today, self._last_day() + AFTER
        if since <= due <= today <= due + LASTS:
            self._open_when_enough("lookback", self._took_part(), OPEN_DAYS)

    def _last_day(self):
        """Return the last day of this edition, or that of a pairing that went on for
        longer.
        """
        last = [self.date_end]
        for pairing in self.pairing_ids.filtered(lambda p: p.state in STARTED):
            end = pairing.prolonged_until or pairing.date_end or self.date_end
            last.append(min(end, pairing.ended_on or end))
        return max(last)

    def _took_part(self):
        """Return everyone who was introduced in a pairing, with their role, also if
        they left or withdrew: {``res.partner``: role}.
        """
        members = self.env["mentorship.pairing.member"].search(
            Domain("edition_id", "=", self.id)
            & Domain("answer", "=", "accepted")
            & Domain("pairing_id.state", "in", STARTED)
            & Domain("partner_id.active", "=", True),
            order="id desc",
        )
        return {member.partner_id: member.role for member in members}
