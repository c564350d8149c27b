from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..base.mailing import MANY
from .session import ROLES, UNMARKED

IN_SESSIONS = ("accepted", "matched")
"""The states of a sign-up with which a member can come to sessions."""


class MentorshipEnrolment(models.Model):
    """The sessions that a member can come to, came to, or loses by leaving (R51)."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _in_sessions(self):
        """Return the domain of sign-ups with which members can come to sessions."""
        return Domain("state", "in", IN_SESSIONS)

    def _takes_part_in_sessions(self):
        """Tell whether a member can come to sessions with this sign-up."""
        self.ensure_one()
        return self.state in IN_SESSIONS

    def _attended(self, kind):
        """Return those of these sign-ups whose member was at a session of their edition
        that was for their role.

        :param str kind: ``briefing`` or ``workshop``
        """
        # sudo: only who was there; the caller can see these sign-ups
        lines = self.env["mentorship.session.attendee"].sudo()
        there = lines.search_fetch(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("edition_id", "in", self.edition_id.ids),
                ("state", "=", "attended"),
                ("session_id.kind", "=", kind),
            ],
            ["partner_id", "edition_id", "session_id", "enrolment_id"],
        )
        known = {
            (line.edition_id.id, line.partner_id.id, role)
            for line in there
            for role in ROLES[line.session_id.audience]
        }
        # a member who asked for a session can be of another role
        own = set(there.enrolment_id.ids)
        return self.filtered(
            lambda enrolment: (
                enrolment.id in own
                or (enrolment.edition_id.id, enrolment.partner_id.id, enrolment.role)
                in known
            )
        )

    def _tell_session(self, session):
        """Tell these members that they can sign up for a session; if they are many, in
        the background.
        """
        if len(self) > MANY:
            template = "mail_template_session_published"
            # of a session that members asked for, the rest would tell who they are
            user = SUPERUSER_ID if session.request_id else self.env.uid
            # sudo: only mails, to members that staff of the programme chose to tell
            self.env["mentorship.job"]._start(
                self._one_a_member().with_user(user).sudo(),
                "_tell_session_now",
                [session.id],
                name=self.env._("Emails: %s", self._mail_template(template).name),
            )
        else:
            self._tell_session_now(session.id)

    def _tell_session_now(self, number):
        """Queue these mails, unless the session has begun or was cancelled meanwhile.

        :param int number: the id of the session
        """
        session = self.env["mentorship.session"].browse(number).exists()
        if session.state == "published" and session.start > fields.Datetime.now():
            self._mail(
                "mail_template_session_published",
                report=not session.request_id,
                mentorship_session=session,
            )

    def _leave_sessions(self):
        """Take a member who withdrew off the sessions to come, unless they can come in
        another role; those who wait get the places. What they asked for and no
        coordinator approved is deleted.

        :return: the values of the attachments that clear the member's calendar, a list
        """
        self.ensure_one()
        # sudo: the caller checked who withdraws
        own = self.sudo()
        own.env["mentorship.session.request"]._leave(own)
        lines = own.env["mentorship.session.attendee"].search(
            [
                ("enrolment_id", "=", self.id),
                ("state", "in", UNMARKED),
                ("session_id.state", "=", "published"),
                ("session_id.stop", ">", fields.Datetime.now()),
            ]
        )
        calendars = []
        for line in lines.sorted(lambda line: line.session_id.start):
            session = line.session_id
            session._touch()
            if other := session._enrolment_of(own.partner_id):
                line.enrolment_id = other
                continue
            if line.state == "going":
                session.sequence += 1
                calendars += session._calendars("CANCEL", own.partner_id)
            session._take_off(line, tell=False)
        return calendars
