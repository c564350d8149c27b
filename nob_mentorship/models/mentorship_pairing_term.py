from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import form


class MentorshipPairing(models.Model):
    """How long a pairing lasts: pauses and going on after the edition (R5, R6)."""

    _inherit = "mentorship.pairing"

    end_reason_ids = fields.Many2many(
        "mentorship.end.reason",
        string="Reason it ended",
        compute="_compute_end_reason_ids",
        help="For coordinators only.",
    )

    @api.depends("member_ids.end_reason_id")
    def _compute_end_reason_ids(self):
        for pairing in self:
            pairing.end_reason_ids = pairing.member_ids.end_reason_id

    def action_pause(self, until):
        """Pause until a date; what is due moves by as much.

        :param until: last day of the pause, a `date` or ISO string
        :raises UserError: unless the pairing is active and the day lies ahead
        """
        until = self._read_day(until)
        today = fields.Date.context_today(self)
        for pairing in self:
            pairing = pairing._as_participant()
            if not until or not today < until <= today + timedelta(days=366):
                raise UserError(
                    self.env._("Choose a day within the coming year to pause until.")
                )
            if pairing.paused_until == until:
                continue
            pairing._unpause()
            days = (until - today).days
            # sudo: the caller was checked by `_as_participant`
            pairing.sudo().write(
                {
                    "paused_until": until,
                    "pause_days": pairing.pause_days + days,
                    "date_end": pairing.date_end + timedelta(days=days),
                }
            )
            own = pairing._own_member().partner_id
            pairing._others()._mail("mail_template_paused", mentorship_from=own)

    def action_resume(self):
        """End a pause before its last day."""
        for pairing in self:
            pairing._as_participant()._unpause()

    def action_prolong(self, until):
        """Wish to go on until a date; when everybody wishes the same, it is so (R6).

        Staff may note it for all.

        :param until: `date` or ISO string
        :return: True when everybody agrees by now
        """
        self.ensure_one()
        until = self._read_day(until)
        pairing = self._as_participant()
        last = pairing.date_end + timedelta(days=731)
        if not until or not pairing.date_end < until <= last:
            raise UserError(
                self.env._(
                    "Choose a day after the end of the programme, within two years."
                )
            )
        # of two wishes at the same moment, the second one has to see the first
        pairing._touch()
        members = pairing._present_members()
        wishing = self._own_member() or members
        told = all(member.prolong_wish == until for member in wishing)
        wishing.prolong_wish = until
        agreed = all(member.prolong_wish == until for member in members)
        if agreed and pairing.prolonged_until != until:
            pairing.prolonged_until = until
            members._mail("mail_template_prolonged")
        elif not agreed and not told:
            own = self._own_member().partner_id
            pairing._others()._mail("mail_template_prolong_asked", mentorship_from=own)
        return agreed

    @api.model
    def _read_day(self, until):
        """Return the day that was typed or given, None for nothing.

        :raises UserError: when it is no date
        """
        if isinstance(until, datetime):
            until = until.date()
        if not until or isinstance(until, date):
            return until or None
        try:
            return form.read_date(str(until))
        except form.FormError as error:
            pages = self.env["mentorship.portal.pages"]
            raise UserError(pages._form_error(error)) from error

    def _as_participant(self):
        """Return this active pairing for one of its members, or staff.

        :raises AccessError: for anybody else
        :raises UserError: when it is not active
        """
        self.ensure_one()
        if not self._is_staff() and not self._own_member():
            raise AccessError(self.env._("This is not yours to change."))
        # sudo: a present member or staff, checked above
        pairing = self.sudo()
        if pairing.state != "active":
            raise UserError(self.env._("This pairing is not active."))
        return pairing

    def _others(self):
        """Return the present members but the caller."""
        return self._present_members() - self._own_member()

    def _unpause(self):
        """Give back the days of a pause that are left."""
        today = fields.Date.context_today(self)
        if self.paused_until:
            left = max((self.paused_until - today).days, 0)
            self.write(
                {
                    "paused_until": False,
                    "pause_days": self.pause_days - left,
                    "date_end": self.date_end - timedelta(days=left),
                }
            )

    def _goes_on_after_edition(self):
        """Tell whether this pairing outlives its edition: prolonged, or paused."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.prolonged_until:
            return self.prolonged_until >= today
        return bool(self.pause_days) and self.date_end >= today

    @api.model
    def _due_unpause(self, today):
        """Return the pairings whose last day of a pause has passed."""
        return Domain("paused_until", "<", today)

    def _day_unpause(self):
        self._unpause()

    @api.model
    def _due_wind_up(self, today):
        """Return the pairings that outlived their edition, and are over."""
        waiting = Domain("state", "in", ("proposed", "offered"))
        active = Domain("state", "=", "active")
        prolonged = Domain("prolonged_until", "!=", False)
        paused = Domain("pause_days", ">", 0) & Domain("date_end", ">=", today)
        over = (prolonged & Domain("prolonged_until", "<", today)) | (
            ~prolonged & ~paused
        )
        closed = Domain("edition_id.state", "=", "closed")
        cancelled = Domain("edition_id.state", "=", "not_planned")
        return (closed & (waiting | (active & over))) | (cancelled & (waiting | active))

    def _day_wind_up(self):
        if self.edition_id.state == "closed":
            self._close_with_edition()
        else:
            self._cancel_with_edition()
