"""The time to answer an offer: a reminder, more time, and a clock that stops (P19)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LONGEST = timedelta(days=366)
"""How far ahead the last day to answer can be."""
DAY = timedelta(days=1)


class MentorshipPairing(models.Model):
    """Staff remind members of an offer, or give them more time; while a question about
    it waits for an answer, no time passes.
    """

    _inherit = "mentorship.pairing"

    waits_since = fields.Date("Waits for an answer since", readonly=True, copy=False)
    waited_days = fields.Integer("Days waited", readonly=True, copy=False)
    asks_answer = fields.Boolean(compute="_compute_asks_answer")

    @api.depends("state", "member_ids.answer", "member_ids.left_on")
    def _compute_asks_answer(self):
        for pairing in self:
            pairing.asks_answer = pairing._waits_for_members()

    def _waits_for_members(self):
        """Tell whether someone who was asked has not answered."""
        return self.state in ("offered", "active") and bool(self._unanswered())

    def action_remind(self):
        """Remind the members who have not answered, at most once a day.

        :raises UserError: if no one is left to remind, or a question waits
        """
        self._check_staff()
        self._check_not_own()
        for pairing in self:
            # of two reminders at the same moment, the second must see the first
            pairing._touch()
            # sudo: staff of the programme, checked above
            pairing.sudo()._remind()

    def _remind(self):
        today = fields.Date.context_today(self)
        self._check_asks_answer()
        if self.question_ids.filtered("waits"):
            raise UserError(
                self.env._(
                    "A question about this offer waits for your answer. Answer it "
                    "first."
                )
            )
        silent = self._to_remind()
        if not silent:
            raise UserError(self.env._("They have already been reminded today."))
        silent.reminded_on = today
        silent._mail("mail_template_offer_reminder")

    def _to_remind(self):
        """Return the members of these offers who have not answered, and were not
        reminded today.
        """
        today = fields.Date.context_today(self)
        silent = self._unanswered().filtered(lambda each: each.reminded_on != today)
        return silent - self._reminded_by_timetable(silent)

    def _reminded_by_timetable(self, members):
        """Return those of these members whom the timetable reminded today."""
        today = fields.Date.context_today(self)
        sent = self.env["mentorship.reminder.sent"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("partner_id", "in", members.partner_id.ids),
                ("state", "=", "mailed"),
                ("queued_at", ">", fields.Datetime.now() - DAY),
            ]
        )
        sent = sent.filtered(
            lambda reminder: (
                fields.Datetime.context_timestamp(self, reminder.queued_at).date()
                == today
            )
        )
        told = {(reminder.res_id, reminder.partner_id) for reminder in sent}
        return members.filtered(
            lambda member: (member.pairing_id.id, member.partner_id) in told
        )

    def _check_asks_answer(self):
        if not self._waits_for_members():
            raise UserError(
                self.env._("No one still has to answer an offer of this pairing.")
            )

    def action_bulk_remind(self):
        """Remind the members of the selected offers, and report the result to staff."""
        self._check_staff()
        return self._in_bulk("action_remind", name=self.env._("Remind of offers"))

    def action_extend_offer(self, until=False):
        """Give more time to answer, and tell the members.

        :param until: the new last day, a `date` or ISO string; without one, the
            edition's days to answer are added
        :raises UserError: if no one still has to answer, or the day is no later one
        """
        self._check_staff()
        self._check_not_own()
        until = self._read_day(until)
        for pairing in self:
            # of two extensions at the same moment, or of one and the daily job, the
            # second must see the first
            pairing._touch()
            # sudo: staff of the programme, checked above
            pairing.sudo()._extend(until)

    def _extend(self, until):
        self._check_asks_answer()
        today = fields.Date.context_today(self)
        if until and until == self.expires_on:
            return
        until = until or self._more_time()
        if not max(today, self.expires_on or today) < until <= today + LONGEST:
            raise UserError(
                self.env._(
                    "Choose a day after the present last day to answer, within a year."
                )
            )
        self.expires_on = until
        self._told_of_more_time()._mail("mail_template_offer_extended")

    def _told_of_more_time(self):
        """Return the members of these offers whom more time concerns."""
        # those in a group that has started wait for nothing
        started = self.filtered(lambda pairing: pairing.state == "active")
        return started._unanswered() | (self - started)._present_members()

    def _more_time(self):
        """Return the last day to answer if the edition's days to answer are added."""
        today = fields.Date.context_today(self)
        first = max(today, self.expires_on or today)
        return first + timedelta(days=self.edition_id.offer_days)

    @api.model
    def _question_waits(self):
        """Return the domain of pairings about which a question waits for an answer."""
        return Domain("question_ids", "any", [("waits", "=", True)])

    def _stop_clock(self):
        """Stop the clock of this offer, because of a question; it stops once."""
        if not self.waits_since and not self.waited_days:
            self.waits_since = fields.Date.context_today(self)

    def _resume_clock(self):
        """Move the last day to answer, and the reminders still to come, by the days
        that a question waited, once none waits any longer.
        """
        # sudo: the callers checked the user's rights; users cannot write these
        for pairing in self.sudo():
            questions = pairing.question_ids
            if not questions or any(questions.mapped("waits")):
                continue
            pairing._untell_question()
            since, pairing.waits_since = pairing.waits_since, False
            if not since or pairing.state not in ("offered", "active"):
                continue
            today = fields.Date.context_today(pairing)
            days = max((today - since).days, 1)
            moved = timedelta(days=days)
            pairing.waited_days = days
            pairing.expires_on += moved
            for member in pairing._unanswered():
                if member.remind_on and member.remind_on > since:
                    member.remind_on += moved

    def _leave_a_day(self):
        """Leave the members at least a day to answer, after a question was answered."""
        tomorrow = fields.Date.context_today(self) + DAY
        self.expires_on = max(self.expires_on, tomorrow)
