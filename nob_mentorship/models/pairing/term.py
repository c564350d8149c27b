from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import form
from ..base import form_words

MOST_PAUSED = 183
"""The maximum total number of days that a pairing can be paused, unless staff allow
more."""


class MentorshipPairing(models.Model):
    """The duration of a pairing: pauses, and continuing after the edition (R5, R6)."""

    _inherit = "mentorship.pairing"

    def action_pause(self, until):
        """Pause until a date; the end date moves by the same number of days.

        :param until: the last day of the pause, a `date` or ISO string
        :raises UserError: if the pairing is not active, or the day is not in the future
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
            days = (until - today).days
            paused = pairing.pause_days - pairing._pause_left()
            if paused + days > MOST_PAUSED and not self._is_staff():
                raise UserError(self._longest_pause_words(MOST_PAUSED - paused))
            pairing._unpause()
            pairing._move_due(days, until)
            own = pairing._own_member().partner_id
            pairing._others()._mail("mail_template_paused", mentorship_from=own)

    def action_resume(self):
        """End a pause before its last day, and tell the others."""
        for pairing in self:
            pairing = pairing._as_participant()
            if pairing.paused_until:
                pairing._unpause()
                own = pairing._own_member().partner_id
                pairing._others()._mail("mail_template_resumed", mentorship_from=own)

    def action_prolong(self, until):
        """Record the wish to continue until a date; it takes effect once all members
        agree (R6).

        Staff can record it for all members.

        :param until: `date` or ISO string
        :return: True if all members now agree
        """
        self.ensure_one()
        until = self._read_day(until)
        pairing = self._as_participant()
        last = pairing.date_end + timedelta(days=731)
        over = max(pairing.date_end, fields.Date.context_today(self))
        if not until or not over < until <= last:
            raise UserError(
                self.env._(
                    "Choose a day after the end of the programme, within two years."
                )
            )
        # of two wishes at the same moment, the second must see the first
        pairing._touch()
        members = pairing._present_members()
        wishing = self._own_member() or members
        told = all(member.prolong_wish == until for member in wishing)
        wishing.prolong_wish = until
        agreed = pairing._conclude_wishes()
        if not agreed and not told:
            own = self._own_member().partner_id
            pairing._others()._mail("mail_template_prolong_asked", mentorship_from=own)
        return agreed

    def _conclude_wishes(self):
        """Continue the pairings whose present members all want the same last day.

        :return: True if they do
        """
        self.ensure_one()
        if not self._agrees_to_go_on():
            return False
        members = self._present_members()
        until = self._agreed_day(members)
        if self.prolonged_until != until:
            self.prolonged_until = until
            members._mail("mail_template_prolonged")
        return True

    @api.model
    def _agreed_day(self, members):
        """Return the last day that all of these members agreed on, or False."""
        wishes = set(members.mapped("prolong_wish"))
        return wishes.pop() if len(wishes) == 1 else False

    def _agrees_to_go_on(self):
        """Tell whether all members want to continue until the same day."""
        self.ensure_one()
        return bool(self._agreed_day(self._present_members()))

    def _asked_to_go_on(self, own):
        """Return the last day that another member wishes for, or False.

        :param own: the ``mentorship.pairing.member`` to ask
        """
        self.ensure_one()
        if self.state != "active" or self._agrees_to_go_on():
            return False
        wishes = (self._present_members() - own) & self._open_wishes()
        return wishes[:1].prolong_wish

    def _open_wishes(self):
        """Return the members with a wish that the others have not agreed to yet: not
        those who still wish for the day that all agreed on.
        """
        self.ensure_one()
        return self._present_members().filtered(
            lambda member: (
                member.prolong_wish and member.prolong_wish != self.prolonged_until
            )
        )

    @api.model
    def _read_day(self, until):
        """Return the day that was typed or given, or None if empty.

        :raises UserError: if it is not a date
        """
        if isinstance(until, datetime):
            until = until.date()
        if not until or isinstance(until, date):
            return until or None
        try:
            return form.read_date(str(until))
        except form.FormError as error:
            raise UserError(form_words.sentence(self.env, error)) from error

    def _as_participant(self):
        """Return this active pairing for one of its members, or staff.

        :raises AccessError: for all others
        :raises UserError: if it is not active
        """
        self.ensure_one()
        if not self._is_staff() and not self._own_member():
            raise AccessError(self.env._("You cannot change this record."))
        # sudo: a present member or staff, checked above
        pairing = self.sudo()
        if pairing.state != "active":
            raise UserError(self.env._("This pairing is not active."))
        return pairing

    def _others(self):
        """Return the present members except the caller."""
        return self._present_members() - self._own_member()

    def _longest_pause_words(self, left):
        """Return the message for a member who wants a pause that is too long.

        :param int left: the number of days they can still pause
        """
        if left <= 0:
            return self.env._(
                "Your pauses already add up to six months. Write to us if you need "
                "more time."
            )
        longest = fields.Date.context_today(self) + timedelta(days=left)
        return self.env._(
            "You can pause until %s at the latest. Write to us if you need more time.",
            format_date(self.env, longest, date_format="d MMMM yyyy"),
        )

    def _unpause(self):
        """Give back the remaining days of a pause."""
        if self.paused_until:
            self._move_due(-self._pause_left(), False)

    def _pause_left(self):
        """Return the number of remaining days of the pause, or 0."""
        today = fields.Date.context_today(self)
        until = self.paused_until
        return max((until - today).days, 0) if until else 0

    def _move_due(self, days, paused_until):
        """Move the end date, and any wished or agreed one, by the days of a pause.

        :param int days: negative if a pause ends early
        :param paused_until: the last day of the pause, or False
        """
        moved = timedelta(days=days)
        today = fields.Date.context_today(self)
        # sudo: the user who pauses or resumes was checked
        self.sudo().write(
            {
                "paused_until": paused_until,
                "resumed_on": self.resumed_on if paused_until else today,
                "pause_days": self.pause_days + days,
                "date_end": self.date_end + moved,
                "prolonged_until": self.prolonged_until
                and self.prolonged_until + moved,
            }
        )
        for member in self.sudo().member_ids.filtered("prolong_wish"):
            member.prolong_wish += moved

    def _last_day(self):
        """Return the last day of this pairing, or False if it has not started."""
        return self.prolonged_until or self.date_end

    def _goes_on_after_edition(self):
        """Tell whether this pairing outlives its edition: prolonged, or paused."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.paused_until and self.paused_until >= today:
            return True
        if self.prolonged_until:
            return self.prolonged_until >= today
        return bool(self.pause_days) and self.date_end >= today

    @api.model
    def _due_unpause(self, today):
        """Return the pairings whose pause has ended."""
        return Domain("paused_until", "<", today)

    def _day_unpause(self):
        self._unpause()

    @api.model
    def _due_wind_up(self, today):
        """Return the pairings that outlived their edition and have now ended."""
        waiting = Domain("state", "in", ("proposed", "offered"))
        active = Domain("state", "=", "active")
        prolonged = Domain("prolonged_until", "!=", False)
        paused = Domain("pause_days", ">", 0) & Domain("date_end", ">=", today)
        over = (prolonged & Domain("prolonged_until", "<", today)) | (
            ~prolonged & ~paused
        )
        # no farewell mail in the middle of a pause
        over &= Domain("paused_until", "=", False) | Domain("paused_until", "<", today)
        closed = Domain("edition_id.state", "=", "closed")
        cancelled = Domain("edition_id.state", "=", "not_planned")
        return (closed & (waiting | (active & over))) | (cancelled & (waiting | active))

    def _day_wind_up(self):
        if self.edition_id.state == "closed":
            self._close_with_edition()
        else:
            self._cancel_with_edition()
