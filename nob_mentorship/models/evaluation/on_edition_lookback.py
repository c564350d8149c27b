from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

AFTER = relativedelta(months=6)
LASTS = timedelta(days=30)
"""A look back that was due longer ago makes no sense any more."""
OPEN_DAYS = 28
EARLY = timedelta(days=30)
"""Staff can open a look back this long before it is due."""
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
        today, due = fields.Date.context_today(self), self._look_back_on()
        since = self.evaluated_since or today
        if since <= due <= today <= due + LASTS:
            self._open_when_enough("lookback", self._took_part(), OPEN_DAYS)

    def _look_back_on(self):
        """Return the day on which the look back is due."""
        return self._last_day() + AFTER

    def _too_early_to_look_back(self):
        """Return a sentence if the look back cannot be opened yet: its mail says that
        the edition ended half a year ago. A list, of at most one.
        """
        if not self.date_end:
            return [self.env._("Set the last day of the edition first.")]
        first = self._look_back_on() - EARLY
        if first <= fields.Date.context_today(self):
            return []
        return [
            self.env._(
                "A look back comes about half a year after the end: you can open this "
                "one from %s. To ask now, plan a final evaluation.",
                format_date(self.env, first),
            )
        ]

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
