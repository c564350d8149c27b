from odoo import fields, models
from odoo.exceptions import UserError

from ..base.asked import Question


class MentorshipChange(models.Model):
    """The states of a change, and its publication: each method is the only way to them
    (R66).
    """

    _inherit = "mentorship.change"

    def action_done(self):
        """Record that the change was made; the line on its owner's day ends."""
        self._check_staff()
        today = fields.Date.context_today(self)
        for change in self._to_move("done", ("agreed",)):
            change._set_state("done", done_on=today)
            change._finish_line(self.env._("The change was made."))

    def action_drop(self):
        """Give the change up; no participant reads it any more."""
        self._check_staff()
        for change in self._to_move("dropped", ("agreed",)):
            change._set_state("dropped", published=False)
            change._refresh_line()

    def action_reopen(self):
        """Agree on the change again: it is not done after all, or no longer dropped."""
        self._check_staff()
        for change in self._to_move("agreed", ("done", "dropped")):
            change._set_state("agreed", done_on=False)
            change._refresh_line()

    def action_publish(self):
        """Show the change to participants of later editions.

        :raises UserError: if it was dropped
        """
        self._check_staff()
        self._check_may_publish()
        # sudo: staff of the programme, checked above
        self.sudo().published = True

    def action_unpublish(self):
        """Hide the change from participants again."""
        self._check_staff()
        # sudo: staff of the programme, checked above
        self.sudo().published = False

    def _check_may_publish(self):
        if any(change.state == "dropped" for change in self):
            raise UserError(
                self.env._("This change was dropped, so there is nothing to publish.")
            )

    def _asks_publish(self):
        self._check_may_publish()
        _ = self.env._
        # sudo: how many members take part in editions of programmes that staff run
        enrolments = self.env["mentorship.enrolment"].sudo()
        readers = enrolments.search(self._readers())
        return Question(
            _("Publish this change?"),
            _("Publish the change"),
            (
                _(
                    "Members who can read it now: %s. No one is mailed.",
                    self._figure(len(readers.partner_id)),
                ),
                _(
                    "Check the text once more: it quotes no one, describes no one, and "
                    "gives no figures."
                ),
            ),
        )
