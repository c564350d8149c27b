from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pairing.stage import CLOSURE_DAYS


class MentorshipPairing(models.Model):
    """Looking back together, in the last month and in the thirty days after the end
    (R68). Staff see the day on which it began, and no more.
    """

    _inherit = "mentorship.pairing"

    lookback_ids = fields.One2many(
        "mentorship.lookback", "pairing_id", groups=fields.NO_ACCESS
    )
    looked_back_on = fields.Date(
        "Looked back on",
        compute="_compute_looked_back_on",
        store=True,
        compute_sudo=True,
        help="The day on which one of them first wrote about it. Only they read what.",
    )

    @api.depends("lookback_ids")
    def _compute_looked_back_on(self):
        today = fields.Date.context_today(self)
        for pairing in self:
            began = pairing.looked_back_on or (bool(pairing.lookback_ids) and today)
            pairing.looked_back_on = began

    def _may_look_back(self):
        """Tell whether members can write their look back: in the last month and, if the
        pairing is completed, for as long as they can read its room. Not in a pairing of
        before this app: who was in it never agreed to anything here.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.edition_id.taken_over:
            return False
        if self.state == "completed":
            closes = self._room_closes_on()
            return bool(closes) and today <= closes and not self.room_cleared_on
        last = self._last_day()
        soon = today + timedelta(days=CLOSURE_DAYS)
        return self.state == "active" and bool(last) and last <= soon

    def _check_look_back(self):
        """Raise unless a look back can be written; lock the pairing's row, so that
        concurrent writers see each other.

        :raises UserError: if it is too early, or too late
        """
        self.ensure_one()
        self._touch()
        self.invalidate_recordset()
        if not self._may_look_back():
            raise UserError(
                self.env._(
                    "You can look back in the last month of your mentorship, and until "
                    "30 days after the end."
                )
            )
