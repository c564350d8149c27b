from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

CALLS = ("no_contact", "no_meeting")
"""Events of the timetable whose activity is a line of the coordinators' day: it
disappears once something happens."""


class MentorshipPairing(models.Model):
    """Why a pairing needs a person (R27, R67, P9). Each method returns
    {pairing id: since when, a `date` or None}.
    """

    _inherit = "mentorship.pairing"

    @api.model
    def _needs_silent(self, editions):
        """Find the pairings that are late: nothing happens any more; and those that a
        line of the timetable put on the day, until something happens.
        """
        late = Domain("edition_id", "in", editions.ids) & self._late_domain(editions)
        found = self.search_fetch(late, ["reached_on"])
        return {
            **self._reminded_of(editions),
            **{pairing.id: pairing.reached_on for pairing in found},
        }

    @api.model
    def _reminded_of(self, editions):
        """Find the pairings that are on the day by a line of the timetable, which would
        be due today as well.
        """
        lines = self.env["mail.activity"].search(
            Domain("mentorship_edition_id", "in", editions.ids)
            & Domain("mentorship_reminder_id.event", "in", CALLS)
        )
        today, still = fields.Date.context_today(self), {}
        for reminder, chosen in lines.grouped("mentorship_reminder_id").items():
            last = today - timedelta(days=reminder.days)
            happened = getattr(self, f"_happened_{reminder.event}")(
                reminder.edition_id, date.min, last
            )
            there = {pairing.id for pairing, _day, _members in happened}
            still |= {
                line.res_id: line.mentorship_since
                for line in chosen
                if line.res_id in there
            }
        return still

    @api.model
    def _needs_few_meetings(self, editions):
        """Find the pairings that meet too little; those that are late are called
        anyway.
        """
        behind = (
            Domain("edition_id", "in", editions.ids)
            & Domain("is_behind", "=", True)
            & Domain("paused_until", "=", False)
            & ~self._late_domain(editions)
        )
        return {
            pairing.id: pairing.reached_on
            for pairing in self.search_fetch(behind, ["reached_on"])
        }

    @api.model
    def _needs_question(self, editions):
        """Find the offers about which a member asked something (P19)."""
        waiting = Domain("edition_id", "in", editions.ids) & self._question_waits()
        return {
            pairing.id: min(
                pairing.question_ids.filtered("waits").mapped("asked_on"), default=None
            )
            for pairing in self.search(waiting)
        }

    @api.model
    def _needs_not_ready(self, editions):
        """Find the pairs that have waited for some days until everyone is ready to
        start (R51).
        """
        today = fields.Date.context_today(self)
        waiting = self.search_fetch(
            Domain("edition_id", "in", editions.ids) & self._due_introduce(today),
            ["edition_id", "ready_waits_since"],
        )
        return {
            pairing.id: pairing.ready_waits_since
            for pairing in waiting
            if (today - pairing.ready_waits_since).days >= pairing.edition_id.ready_days
        }

    @api.model
    def _needs_unanswered(self, editions):
        """Find the offers that were not answered although a reminder went out."""
        today = fields.Date.context_today(self)
        waiting = (
            Domain("edition_id", "in", editions.ids)
            & self._unanswered_domain()
            & Domain("member_ids", "any", [("remind_on", "<", today)])
        )
        found = self.search_fetch(waiting, ["offered_on"])
        return {
            pairing.id: pairing.offered_on
            for pairing in found
            if any(
                member.remind_on and member.remind_on < today
                for member in pairing._unanswered()
            )
        }
