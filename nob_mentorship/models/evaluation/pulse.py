from statistics import fmean

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.tally import by_key

STEPS = 4
"""The number of steps of a scale from 1 to 5."""
FELL = 1.0
"""Coordinators are told if the mean is this much lower, on a scale from 1 to 5."""
DIGITS = 6
"""Means are compared to this many decimals, so that an exact point counts as one."""


class MentorshipEvaluation(models.Model):
    """A pulse, whom it asks, and its comparison with the one before (N13).

    The comparison uses only figures that the results page shows, of closed pulses of
    one edition.
    """

    _inherit = "mentorship.evaluation"

    compared_on = fields.Date(
        "Compared with the previous pulse on", readonly=True, copy=False
    )

    def _pulse_rounds(self, asked):
        """Return the values that say for which pulse each member is asked.

        :param asked: the value of :meth:`_audience`
        :return: {``res.partner``: values of the invitation}, empty at another moment
        """
        if self.moment != "pulse":
            return {}
        due = self.edition_id._pulse_due()
        return {
            partner: {
                "pulse_edition_id": self.edition_id.id,
                "pulse_day": due[partner][1],
            }
            for partner, _role in asked
        }

    @api.model
    def _due_compare(self, _today):
        """Return the closed pulses that were not compared yet."""
        return (
            Domain("moment", "=", "pulse")
            & Domain("state", "=", "closed")
            & Domain("compared_on", "=", False)
        )

    def _day_compare(self):
        """Tell the coordinators if this pulse is much lower than the previous one."""
        self.compared_on = fields.Date.context_today(self)
        now = self._shown_means()
        for previous in self._earlier_pulses() if now else ():
            if before := previous._shown_means():
                if _fall(before, now) >= FELL:
                    self.edition_id._tell_pulse_fell()
                return

    def _earlier_pulses(self):
        """Return the pulses of the same edition and audience that were closed before
        this one, latest first.
        """
        same_time = Domain("closed_on", "=", self.closed_on)
        return self.search(
            Domain("moment", "=", "pulse")
            & Domain("state", "=", "closed")
            & Domain("edition_id", "=", self.edition_id.id)
            & Domain("audience", "=", self.audience)
            & (
                Domain("closed_on", "<", self.closed_on)
                | (same_time & Domain("id", "<", self.id))
            ),
            order="closed_on desc, id desc",
        )

    def _shown_means(self):
        """Return the means that the results page shows of this evaluation, counted from
        0 at the low end of a scale to 4 at the high end: {key of the question: mean}.
        """
        if self - self._with_own_words():
            return {}
        tally, means = self._tally(), {}
        for key, asked in by_key(self._asked()).items():
            low, high = asked[0].low, asked[0].high
            if asked[0].kind == "scale":
                for figure in tally.figures(asked, {}, None):
                    means[key] = STEPS * (figure["mean"] - low) / (high - low)
        return means


def _fall(before, now):
    """Return by how many points of five the questions of both pulses went down; 0 if
    they have none in common.

    :param dict before: the value of `_shown_means` of the earlier pulse
    :param dict now: the same of the later one
    """
    both = before.keys() & now.keys()
    if not both:
        return 0
    fell = fmean(before[key] for key in both) - fmean(now[key] for key in both)
    return round(fell, DIGITS)
