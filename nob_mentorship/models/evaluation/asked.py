from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..base.asked import Question
from .paper import DAYS_OPEN
from .states import MOST_REMINDERS


class MentorshipEvaluation(models.Model):
    """The questions before an evaluation is opened, closed or published, and before
    members are asked later or reminded: how many they are, and until when.

    Nothing here depends on which members answered, only on how many did: staff see that
    number on the form.
    """

    _inherit = "mentorship.evaluation"

    def _asks_open(self):
        self.ensure_one()
        self._to_move("open", ("draft",))
        _, today = self.env._, fields.Date.context_today(self)
        # sudo: users cannot read which members are asked; only numbers leave this
        # method
        here = self.sudo()
        asked = here._audience()
        if problems := here._problems(asked):
            raise UserError("\n".join(problems))
        last = self.closes_on or today + timedelta(days=DAYS_OPEN)
        return Question(
            _("Open %s?", self.display_name),
            _("Open and ask everyone"),
            (
                *self._asked_words(asked),
                _("Last day to answer: %s", self._day_words(last)),
                _(
                    "Answers needed before anything can be shown: %s",
                    self._figure(self.min_responses),
                ),
                _(
                    "The form, the audience and this minimum can then no longer be "
                    "changed."
                ),
            ),
        )

    def _asks_ask_later(self):
        self.ensure_one()
        _ = self.env._
        # sudo: users cannot read which members are asked; only numbers leave this
        # method
        here = self.sudo()
        here._check_asks_people()
        return Question(
            _("Ask those who joined later, in %s?", self.display_name),
            _("Ask those who joined later"),
            (
                *self._asked_words(here._asked_later()),
                self._last_day_words(),
                _("The results show how many were asked later."),
            ),
        )

    def _asks_remind(self):
        self.ensure_one()
        _ = self.env._
        # sudo: staff of the programme; only whether a reminder is possible
        self.sudo()._check_reminds()
        return Question(
            _("Send a reminder of %s?", self.display_name),
            _("Send a reminder"),
            (
                _(
                    "Members who have not answered: %s. Their names stay hidden.",
                    self._figure(self.invited_count - self.responded_count),
                ),
                self._last_day_words(),
                _(
                    "Reminders sent so far: %(count)s of at most %(most)s",
                    count=self._figure(self.reminder_count),
                    most=self._figure(MOST_REMINDERS),
                ),
            ),
        )

    def _asks_close(self):
        self.ensure_one()
        self._to_move("closed", ("open",))
        _, few = self.env._, self.missing_count
        return Question(
            _("Close %s?", self.display_name),
            _("Close without results") if few else _("Close and open the box"),
            (
                self._answered_words(),
                self._last_day_words(),
                few
                and _(
                    "Answers still needed before anything can be shown: %s. All "
                    "answers are destroyed unread. You can also send a reminder, and "
                    "wait until the last day.",
                    self._figure(few),
                ),
                not few
                and _(
                    "All answers are opened at once and shuffled, and the key is "
                    "destroyed."
                ),
                _("No more answers are accepted. This cannot be undone."),
            ),
        )

    def _asks_discard(self):
        self.ensure_one()
        self._check_may_discard()
        self._to_move("closed", ("open",))
        _ = self.env._
        return Question(
            _("Close %s without the answers?", self.display_name),
            _("Close without the answers"),
            (
                self._answered_words(),
                _(
                    "Only for a key that is lost for good: all answers are destroyed, "
                    "and nothing can be shown. If the key can still come back, ask "
                    "your administrator first."
                ),
            ),
        )

    def _asks_publish(self):
        self.ensure_one()
        self._check_may_publish()
        _ = self.env._
        # sudo: how many members took part in the edition, which staff can read
        people = self.sudo().edition_id.enrolment_ids.filtered(
            lambda each: each.state not in ("draft", "refused")
        )
        return Question(
            _("Publish the summary of %s?", self.display_name),
            _("Publish the summary"),
            (
                _(
                    "Members who see it on their page: %s. No one is mailed.",
                    self._figure(len(people.partner_id)),
                ),
                self._answered_words(),
            ),
        )

    def _asked_words(self, asked):
        """Return the lines about the mails to members who are asked.

        :param asked: the value of :meth:`_audience`
        :return: a tuple of sentences
        """
        reached = [partner for partner, _role in asked if partner._has_mail()]
        missed = len(asked) - len(reached)
        return (
            self.env._(
                "Emails, each with a link of its own: %s", self._figure(len(reached))
            ),
            missed
            and self.env._(
                "Members without an email address: %s. Tell them yourself.",
                self._figure(missed),
            ),
        )

    def _answered_words(self):
        """Return the line about how many members answered."""
        return self.env._(
            "Answered: %(answered)s of %(asked)s",
            answered=self._figure(self.responded_count),
            asked=self._figure(self.invited_count),
        )

    def _last_day_words(self):
        """Return the line about the last day to answer, or None."""
        if not self.closes_on:
            return None
        return self.env._("Last day to answer: %s", self._day_words(self.closes_on))
