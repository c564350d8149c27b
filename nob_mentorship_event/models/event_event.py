from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

DESK = "event.group_event_registration_desk"
LED = frozenset({"active", "company_id", "date_begin", "date_end", "date_tz"})
"""What the session decides, and users of Events do not change."""


class EventEvent(models.Model):
    """An event that is a session of a mentorship programme."""

    _inherit = "event.event"

    mentorship_session_ids = fields.One2many(
        "mentorship.session",
        "event_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    mentorship_made = fields.Boolean(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )
    mentorship_session = fields.Char(
        "Mentorship session",
        compute="_compute_mentorship_session",
        compute_sudo=True,
        groups=DESK,
        help="The session sets the times, and who is registered with a place. Its "
        "participants get the emails of the mentorship programme.",
    )
    mentorship_place = fields.Char(
        "Place of the session",
        compute="_compute_mentorship_session",
        compute_sudo=True,
        groups=DESK,
    )

    @api.depends(
        "mentorship_session_ids.name",
        "mentorship_session_ids.mode",
        "mentorship_session_ids.location",
        "mentorship_session_ids.video_url",
    )
    def _compute_mentorship_session(self):
        for event in self:
            session = event.mentorship_session_ids[:1]
            event.mentorship_session = session.display_name
            event.mentorship_place = session._place() if session else False

    def write(self, vals):
        stops = LED & vals.keys() or vals.get("kanban_state") == "cancel"
        # sudo: whether it is a session, which users of Events do not read
        if stops and not self.env.su and self.sudo().mentorship_session_ids:
            raise UserError(
                self.env._(
                    "This event is a session of a mentorship programme, which sets "
                    "when it is and whether it takes place. Ask its coordinators."
                )
            )
        return super().write(vals)

    @api.constrains("seats_limited", "is_multi_slots")
    def _check_mentorship_seats(self):
        self._check_mentorship()

    def _check_mentorship(self):
        """Raise if an event cannot be the session that it is.

        :raises ValidationError: if it has mails, limits or slots of its own, or is of
            another company
        """
        # sudo: only whether it is a session; a user of Events may not read sessions
        for event in self.sudo():
            if not event.mentorship_session_ids:
                continue
            if event.event_mail_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” is a session of a mentorship programme, which sends its "
                        "own emails. Remove the communication of the event.",
                        event.name,
                    )
                )
            if event.seats_limited or event.is_multi_slots:
                raise ValidationError(
                    self.env._(
                        "“%s” is a session of a mentorship programme, which has its "
                        "own number of places. Remove the limit and the slots of the "
                        "event.",
                        event.name,
                    )
                )
            companies = event.mentorship_session_ids.company_id
            if event.company_id and event.company_id != companies:
                raise ValidationError(
                    self.env._("“%s” is an event of another company.", event.name)
                )
