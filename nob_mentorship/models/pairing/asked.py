from datetime import timedelta

from odoo import fields, models

from ..base.asked import Question


class MentorshipPairing(models.Model):
    """The questions before staff offer, remind, take back, complete or end pairings:
    how many people are told, and the days that matter.
    """

    _inherit = "mentorship.pairing"

    def _asks_offer(self):
        self._check_not_own()
        self._to_move("offered", ("proposed",))
        return self._asks_bulk_offer()

    def _asks_bulk_offer(self):
        _ = self.env._
        todo = self._in_state("proposed")
        asked = todo.member_ids
        days = max(todo.edition_id.mapped("offer_days"), default=0)
        last = fields.Date.context_today(self) + timedelta(days=days)
        return Question(
            _("Offer %s?", self.display_name)
            if len(self) == 1
            else _("Offer the selected pairings (%s)?", self._figure(len(todo))),
            _("Offer"),
            (
                *asked._mail_words(),
                todo and _("Last day to answer: %s", self._day_words(last)),
                self.env["mentorship.preference"]._open_words(
                    "enrolment_id", asked.enrolment_id.ids
                ),
                self._stay_words(todo),
            ),
        )

    def _asks_retract(self):
        self._check_not_own()
        self._to_move("proposed", ("offered",))
        return self._asks_bulk_retract()

    def _asks_bulk_retract(self):
        _ = self.env._
        offered = self._in_state("offered")
        # as `action_retract`: an offer with an answer stays
        todo = offered.filtered(
            lambda pairing: all(m.answer == "pending" for m in pairing.member_ids)
        )
        return Question(
            _("Take the offer to %s back?", self.display_name)
            if len(self) == 1
            else _("Take the selected offers back (%s)?", self._figure(len(todo))),
            _("Take it back") if len(self) == 1 else _("Take them back"),
            (
                *todo.member_ids._mail_words(),
                offered - todo
                and _(
                    "Offers that already have an answer, and stay: %s",
                    self._figure(len(offered - todo)),
                ),
                self._stay_words(offered),
            ),
        )

    def _asks_bulk_remind(self):
        _ = self.env._
        waiting = self.filtered(lambda pairing: pairing._waits_for_members())
        asked = waiting.filtered(lambda pairing: not pairing.has_question)
        silent = asked._to_remind()
        todo = silent.pairing_id
        return Question(
            _("Remind the people in %s?", self.display_name)
            if len(self) == 1
            else _(
                "Remind the people in the selected pairings (%s)?",
                self._figure(len(todo)),
            ),
            _("Remind"),
            (
                *silent._mail_words(),
                todo._last_days_words(),
                waiting - asked
                and _(
                    "Offers with a question that waits for your answer, and stay: %s",
                    self._figure(len(waiting - asked)),
                ),
                asked - todo
                and _("Already reminded today: %s", self._figure(len(asked - todo))),
                self._stay_words(waiting),
            ),
        )

    def _asks_resume(self):
        paused = self.filtered("paused_until")
        return Question(
            self.env._("Resume %s?", self[:1].display_name),
            self.env._("Resume"),
            (
                paused
                and self.env._(
                    "They pause until %s; from today they go on.",
                    self._day_words(paused[:1].paused_until),
                ),
                *paused._present_members()._mail_words(),
            ),
        )

    def _asks_complete(self):
        self._to_move("completed", ("active",))
        return self._asks_bulk_complete()

    def _asks_bulk_complete(self):
        _ = self.env._
        todo = self._in_state("active")
        few = todo.filtered("too_few_meetings")
        return Question(
            _("Complete %s?", self.display_name)
            if len(self) == 1
            else _("Complete the selected pairings (%s)?", self._figure(len(todo))),
            _("Complete"),
            (
                *todo._present_members()._mail_words(),
                len(self) == 1
                and todo.date_end
                and _("Their last day would be %s.", self._day_words(todo.date_end)),
                few
                and _(
                    "Pairings with fewer meetings than the programme asks for: %s",
                    self._figure(len(few)),
                ),
                todo._call_off_words(),
                self._stay_words(todo),
            ),
        )

    def _in_state(self, state):
        """Return those of these pairings that are in a state."""
        return self.filtered(lambda pairing: pairing.state == state)

    def _last_days_words(self):
        """Return the line about the last days to answer these offers, or None."""
        days = sorted(filter(None, self.mapped("expires_on")))
        if not days:
            return None
        if days[0] == days[-1]:
            return self.env._("Last day to answer: %s", self._day_words(days[0]))
        return self.env._(
            "Last days to answer: from %(first)s to %(last)s",
            first=self._day_words(days[0]),
            last=self._day_words(days[-1]),
        )

    def _call_off_words(self):
        """Return the line about the meetings that end with these pairings, or None."""
        # sudo: staff of the programme; only their number leaves this method
        planned = self.sudo().meeting_ids._to_come()
        planned = planned.filtered(lambda meeting: meeting.state == "planned")
        if not planned:
            return None
        return self.env._(
            "Planned meetings that are cancelled: %s", self._figure(len(planned))
        )

    def _end_outlook(self):
        """Return what ending these pairings does, as lines of text."""
        active = self._in_state("active")
        return self._lines(
            *active._present_members()._mail_words(),
            active._call_off_words(),
            self._stay_words(active),
        )

    def _more_time_outlook(self):
        """Return whom more time to answer concerns, as lines of text."""
        waiting = self.filtered(lambda pairing: pairing._waits_for_members())
        return self._lines(
            *waiting._told_of_more_time()._mail_words(),
            waiting._last_days_words(),
            self._stay_words(waiting),
        )

    def _term_outlook(self, kind, until):
        """Return what a pause or a longer term does, as lines of text.

        :param str kind: ``pause`` or ``prolong``
        :param until: the last day, a `date` or False
        """
        active = self._in_state("active")
        days = sorted(filter(None, (each._last_day() for each in active)))
        today = fields.Date.context_today(self)
        moves = kind == "pause" and until and until > today
        return self._lines(
            *active._present_members()._mail_words(),
            days and self.env._("Last day now: %s", self._day_words(days[-1])),
            moves
            and self.env._(
                "The last day moves by as many days as they pause: %s",
                self._figure((until - today).days),
            ),
            self._stay_words(active),
        )


class MentorshipPairingMember(models.Model):
    """The question before staff take back an offer to join."""

    _inherit = "mentorship.pairing.member"

    def _asks_retract(self):
        _ = self.env._
        self.pairing_id._check_not_own()
        todo = self._check_to_retract()
        return Question(
            _(
                "Take the offer to %s back?",
                ", ".join(filter(None, self.mapped("display_name"))),
            ),
            _("Take it back"),
            (
                *todo._mail_words(),
                todo.pairing_id._last_days_words(),
                todo.question_ids
                and _(
                    "Questions about it that are deleted: %s",
                    self._figure(len(todo.question_ids)),
                ),
                _("The others in this pairing were not told of it."),
            ),
        )
