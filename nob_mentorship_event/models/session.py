from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.nob_mentorship.models.base.asked import Question

EVENT_USER = "event.group_event_user"
STATES = {"going": "open", "attended": "done", "absent": "open"}
"""{state of a participant: state of the registration}; who waits has none."""


class MentorshipSession(models.Model):
    """A session that is an event too (R51). The session leads: the event has its times,
    and a registration for each participant who has a place. From the event comes back
    who was there.
    """

    _inherit = "mentorship.session"

    event_id = fields.Many2one(
        "event.event",
        copy=False,
        ondelete="set null",
        groups=EVENT_USER,
        help="The event has the times of this session, and a registration for each "
        "participant with a place. All users of Events read these names there, and "
        "no one else does; email address, telephone number and employer are not "
        "copied. Participants get the emails of the mentorship programme, none of the "
        "event. Who is marked as attended there was at the session.",
    )

    _one_event = models.UniqueIndex("(event_id)", "This event is another session.")

    @api.constrains("event_id")
    def _check_event(self):
        # sudo: users who make no events cannot read it
        for session in self.sudo().filtered("event_id"):
            session.event_id.with_env(self.env).check_access("write")
            if session.state == "cancelled":
                raise ValidationError(
                    self.env._("This session was cancelled. Plan a new one.")
                )
            session.event_id._check_mentorship()

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        sessions._follow_event()
        return sessions

    def write(self, vals):
        # sudo: users who make no events cannot read them
        before = self.sudo().event_id if "event_id" in vals else self.env["event.event"]
        result = super().write(vals)
        self._follow_event()
        if "event_id" in vals:
            self._leave_other_events()
            # an event that was made of a session does not take place without it
            left = (before - self.sudo().event_id).filtered("mentorship_made")
            left.write({"kanban_state": "cancel"})
        return result

    def unlink(self):
        # before any of these is read
        self.check_access("unlink")
        # the superuser: the event that was made of a draft does not take place
        made = self.with_user(SUPERUSER_ID).event_id.filtered("mentorship_made")
        result = super().unlink()
        made.write({"kanban_state": "cancel"})
        return result

    def action_make_event(self):
        """Make an event of this session, with the registrations of those who have a
        place; a second time opens it.

        :raises UserError: if the session was cancelled
        :raises AccessError: for users who cannot make events
        """
        self.ensure_one()
        self._check_staff()
        self.env["event.event"].check_access("create")
        # of two users at the same moment, the second must see the first
        self._touch()
        # sudo: staff of the programme who make events, checked above
        session = self.sudo()
        if not session.event_id:
            session._check_can_be_event()
            session.event_id = session.event_id.create(session._event_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "event.event",
            "res_id": session.event_id.id,
            "views": [(False, "form")],
        }

    def _asks_make_event(self):
        self.ensure_one()
        self._check_can_be_event()
        _ = self.env._
        return Question(
            _("Make this session an event?"),
            _("Make it an event"),
            (
                _(
                    "Names that users of Events will read: %s",
                    self._figure(self.going_count),
                ),
                _(
                    "Email address, telephone number and employer are not copied. No "
                    "one else reads who comes."
                ),
                _("When this session moves or is cancelled, the event follows."),
                _("The event sends no emails."),
            ),
        )

    def _check_can_be_event(self):
        if self.state == "cancelled":
            raise UserError(self.env._("This session was cancelled. Plan a new one."))

    def _event_values(self):
        """Return the values of a new event of this session: one that sends no mails,
        has no limit of its own and is not published.
        """
        return {
            **self._event_times(),
            "name": self.name,
            "description": plaintext2html(self.summary) if self.summary else False,
            "company_id": self.company_id.id,
            "organizer_id": self.company_id.partner_id.id,
            "user_id": self.user_id.id,
            "address_id": False,
            "event_mail_ids": [Command.clear()],
            "question_ids": [Command.clear()],
            "mentorship_made": True,
        }

    def _event_times(self):
        """Return the values in which the event follows this session."""
        values = {
            "date_begin": self.start,
            "date_end": self.stop,
            "date_tz": self.edition_id._session_zone(),
        }
        if self.state == "cancelled":
            values["kanban_state"] = "cancel"
        return values

    def _follow_event(self):
        """Bring the events of these sessions up to date; twice changes nothing."""
        # the superuser: a member who signs up is not the author of what the event says
        for session in self.with_user(SUPERUSER_ID).filtered("event_id"):
            event = session.event_id
            changed = {
                name: value
                for name, value in session._event_times().items()
                if event[name] != value
            }
            if changed:
                event.write(changed)
            session._register_participants()

    def _registrations(self):
        """Return the registrations of participants, of all events that these sessions
        were, as superuser.
        """
        rows = self.env["event.registration"].with_user(SUPERUSER_ID)
        return rows.with_context(active_test=False).search(
            [("mentorship_session_id", "in", self.ids)]
        )

    def _register_participants(self):
        """Give each participant who has a place a registration, and cancel the rest."""
        rows = self._registrations().filtered(lambda r: r.event_id == self.event_id)
        # of two rows of a person, the one that is not cancelled
        rows = rows.sorted(lambda row: (row.state != "cancel", row.id))
        known = {row.partner_id: row for row in rows}
        wanted = {}
        if self.state != "cancelled":
            wanted = {
                line.partner_id: STATES[line.state]
                for line in self._going()
                # an erased person has no name to read
                if line.partner_id.active
            }
        rows.create(
            [
                {
                    "event_id": self.event_id.id,
                    "mentorship_session_id": self.id,
                    "partner_id": partner.id,
                    "name": partner.name,
                    "email": False,
                    "phone": False,
                    "company_name": False,
                    "state": state,
                }
                for partner, state in wanted.items()
                if partner not in known
            ]
        )
        for partner, row in known.items():
            state = wanted.get(partner, "cancel")
            if row.state != state:
                row.state = state

    def _leave_other_events(self):
        """Remove the registrations from events that these sessions no longer are."""
        # the superuser: staff of the session need not be users of Events
        for session in self.with_user(SUPERUSER_ID):
            rows = session._registrations()
            rows.filtered(lambda row, s=session: row.event_id != s.event_id).unlink()
