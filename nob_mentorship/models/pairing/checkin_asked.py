from odoo import models

from ..base.asked import Question


class MentorshipCheckin(models.Model):
    """The questions before staff cancel or take over a talk, or share its report: when
    it is, and how many members are told.
    """

    _inherit = "mentorship.checkin"

    def _asks_cancel(self):
        _ = self.env._
        todo = self._to_move("cancelled", ("planned",))
        return Question(
            _("Cancel the check-in with %s?", self._talk_words()),
            _("Cancel the check-in"),
            (todo._moment_words(), *todo._invited_words()),
        )

    def _asks_take_over(self):
        _ = self.env._
        todo = self._check_to_take_over()
        return Question(
            _("Take over the check-in with %s?", self._talk_words())
            if len(self) == 1
            else _("Take over the selected check-ins (%s)?", self._figure(len(todo))),
            _("Take over"),
            (
                todo._moment_words(),
                *todo._invited_words(),
                _("Colleagues who are told: %s", self._figure(len(todo.partner_id))),
                self._stay_words(todo),
            ),
        )

    def _asks_share_report(self):
        _ = self.env._
        self._check_report()
        return Question(
            _("Share the report of the talk with %s?", self._talk_words()),
            _("Share it"),
            (
                self._moment_words(),
                *self._told_of_report()._mail_words(),
                _("They read it on their page, and are asked whether they agree."),
                self.version
                and _(
                    "They have read another text before, and are asked again. Versions "
                    "so far: %s",
                    self._figure(self.version),
                ),
            ),
        )

    def _talk_words(self):
        """Return the names of the people invited to this talk."""
        return ", ".join(filter(None, self.partner_ids.mapped("name")))

    def _moment_words(self):
        """Return the line about when this talk is, or None for several."""
        if len(self) != 1:
            return None
        return self.env._("When: %s", self._when(self.env.user.partner_id))

    def _invited_words(self):
        """Return the lines about the mails to the members invited to these talks.

        :return: a tuple of sentences
        """
        invited = [checkin._rows(checkin._in_calendars()) for checkin in self]
        number = sum(len(rows._reachable()) for rows in invited)
        rows = self.env["mentorship.pairing.member"].union(*invited)
        return (
            self.env._("Emails to members: %s", self._figure(number)),
            rows._unreached_words(),
        )
