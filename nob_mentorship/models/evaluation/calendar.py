import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .states import MOST_REMINDERS

_logger = logging.getLogger(__name__)
MIDWAY_DAYS = 21
FINAL_DAYS = 21
NEEDS_DAYS = 14
LAST_CALL_DAYS = 2


class MentorshipEvaluation(models.Model):
    """The calendar: evaluations are planned with the edition, and opened, reminded of
    and closed by date.
    """

    _inherit = "mentorship.evaluation"

    @api.onchange("moment", "edition_id")
    def _onchange_moment(self):
        self.update(self._dates_for(self.edition_id, self.moment))
        if self.moment in ("pulse", "lookback"):
            self.audience = "all"

    @api.model
    def _dates_for(self, edition, moment):
        """Return when an evaluation opens and closes, according to the calendar of its
        edition; empty for those that open once enough members are due.
        """
        if moment in ("pulse", "lookback"):
            return {"opens_on": False, "closes_on": False}
        start, end = edition.date_start, edition.date_end
        if not start or (not end and moment != "needs"):
            return {}
        if moment == "needs":
            closes = start - timedelta(days=1)
            opens = closes - timedelta(days=NEEDS_DAYS)
        elif moment == "midway":
            opens = start + (end - start) // 2
            closes = opens + timedelta(days=MIDWAY_DAYS)
        else:
            opens, closes = end - timedelta(days=FINAL_DAYS), end
        return {"opens_on": opens, "closes_on": closes}

    @api.model
    def _due_open(self, today):
        """Return the evaluations that are due to open; a pulse opens once enough
        members are due, see `mentorship.edition`.
        """
        in_time = Domain("edition_id.state", "in", ("running", "closed"))
        before = Domain("moment", "=", "needs") & Domain(
            "edition_id.state", "in", ("enrolment", "matching")
        )
        return (
            Domain("state", "=", "draft")
            & Domain("moment", "!=", "pulse")
            & Domain("edition_id.evaluate", "=", True)
            & Domain("opens_on", "<=", today)
            & (Domain("closes_on", "=", False) | Domain("closes_on", ">=", today))
            & (in_time | before)
        )

    def _day_open(self):
        if not self._leaves_box_to_others():
            self._by_date("_open")

    @api.model
    def _due_remind(self, today):
        """Return the open evaluations for which a reminder may be due."""
        return (
            Domain("state", "=", "open")
            & Domain("closing", "=", False)
            & Domain("reminder_count", "<", MOST_REMINDERS)
            & Domain("edition_id.state", "!=", "not_planned")
            & Domain("closes_on", ">=", today)
        )

    def _day_remind(self):
        if self._is_reminder_due(fields.Date.context_today(self)):
            self._by_date("_remind")

    @api.model
    def _due_close(self, today):
        """Return the evaluations whose last day has passed, or that started to
        close."""
        return Domain("state", "=", "open") & (
            Domain("closing", "!=", False) | Domain("closes_on", "<", today)
        )

    def _day_close(self):
        if not self._leaves_box_to_others():
            self._by_date("action_close")

    def _by_date(self, method):
        """Apply a step to each evaluation; tell the coordinator why if it fails."""
        for evaluation in self:
            try:
                with self.env.cr.savepoint():
                    getattr(evaluation, method)()
            except UserError as error:
                evaluation._tell_problem(str(error))

    def _tell_problem(self, problem):
        """Plan an activity about the problem, unless there already is one."""
        user = self.edition_id._responsible()
        if not user or self.activity_ids.filtered(
            lambda activity: problem in (activity.note or "")
        ):
            _logger.warning("%s: %s", self.display_name, problem)
            return
        lang_self = self.with_context(lang=user.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=lang_self.env._("The evaluation needs your attention"),
            note=problem,
            user_id=user.id,
        )

    def _is_reminder_due(self, today):
        """Tell whether a reminder is due: halfway, and two days before the end."""
        if self.closing or self.reminder_count >= MOST_REMINDERS or not self.closes_on:
            return False
        if self.closes_on < today:
            # it is about to close: members who are reminded now could not answer any
            # more
            return False
        opened = fields.Datetime.context_timestamp(self, self.opened_on).date()
        if self.reminder_count:
            due = self.closes_on - timedelta(days=LAST_CALL_DAYS)
        else:
            due = opened + (self.closes_on - opened) // 2
        # never on the day it opens, and at most once a day
        return max(due, opened + timedelta(days=1)) <= today != self.reminded_on
