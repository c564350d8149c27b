from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import room_code
from ..base.asked import Question


class MentorshipSession(models.Model):
    """The states of a session, and its question before each (R51): each method is the
    only way to its state.
    """

    _inherit = "mentorship.session"

    def action_publish(self):
        """Show the session to its audience, and tell everyone in it.

        :raises UserError: if its time has passed, or its edition is not under way
        """
        self._check_staff()
        for session in self._to_move("published", ("draft",)):
            session._check_ahead()
            # sudo: staff of the programme, checked above
            session.sudo()._publish()

    def _publish(self):
        self._touch()
        self._set_state(
            "published",
            room_code=room_code.new(),
            organizer_email=self.programme_id.contact_email,
        )
        asked = self.request_id._planned()
        self._tell_published(asked)

    def action_cancel(self):
        """Cancel the session; everyone who signed up is told, and their calendars
        follow.

        :raises UserError: if people were there
        """
        self._check_staff()
        for session in self._to_move("cancelled", ("draft", "published")):
            # sudo: staff of the programme, checked above
            session.sudo()._cancel()

    def _cancel(self):
        self._touch()
        if any(line.state == "attended" for line in self.line_ids):
            raise UserError(
                self.env._("This session took place: someone was marked as present.")
            )
        told = self.state == "published" and self.stop > fields.Datetime.now()
        self._set_state("cancelled", sequence=self.sequence + 1)
        if told:
            self.line_ids._tell("mail_template_session_cancelled", "CANCEL")
        self.request_id._plan_again()
        # a briefing that no one can come to any more is not asked for
        self.edition_id._settle_ready()

    def action_everyone_attended(self):
        """Mark everyone who has a place, and is not marked yet, as present."""
        self._check_staff()
        going = self.line_ids.filtered(lambda line: line.state == "going")
        going.action_attended()

    def action_view_attendees(self):
        """Open the list of participants, in which staff mark who was there."""
        self._check_staff()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentorship.session.attendee",
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "domain": [("session_id", "in", self.ids)],
            "context": {"default_session_id": self[:1].id},
            "name": self.env._("Participants"),
        }

    def _asks_publish(self):
        for session in self._to_move("published", ("draft",)):
            session._check_ahead()
        _ = self.env._
        # sudo: how many members take part in an edition of the user's programme
        invited = self.env["mentorship.enrolment"].sudo()
        for session in self.sudo():
            invited |= session._invited()
        return Question(
            _("Publish this session?"),
            _("Publish"),
            (
                *(line for session in self for line in session._clashes()),
                _("Its audience sees it on their page, and can sign up."),
                *invited._mail_words(),
            ),
        )

    def _asks_cancel(self):
        todo, _ = self._to_move("cancelled", ("draft", "published")), self.env._
        now = fields.Datetime.now()
        # sudo: how many members are told; the user is staff of the programme
        lines = todo.sudo().filtered(lambda s: s.stop > now).line_ids
        return Question(
            _("Cancel this session?"),
            _("Cancel the session"),
            (
                _("It disappears from the calendars of everyone who signed up."),
                *lines._mail_words(),
                _("This cannot be undone."),
            ),
        )
