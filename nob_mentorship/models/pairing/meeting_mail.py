from odoo import fields, models
from odoo.tools import format_datetime

from ...tools import ics

INVITATION_NAME = "mentorship-meeting.ics"


class MentorshipMeeting(models.Model):
    """What the people of a meeting are told of it, by mail and in their calendars."""

    _inherit = "mentorship.meeting"

    def _invite(self, method, members=None):
        """Mail the calendar invitation.

        :param str method: ``REQUEST`` or ``CANCEL``
        :param members: ``mentorship.pairing.member`` to mail, who joined, or everybody
            who attends
        """
        self.ensure_one()
        present = self.pairing_id.member_ids.filtered(
            lambda member: member.partner_id in self.attendee_ids
        )
        template = "mail_template_meeting"
        if method == "CANCEL":
            template = "mail_template_meeting_cancelled"
        elif self.sequence and not members:
            template = "mail_template_meeting_changed"
        (members or present)._mail(
            template,
            attach=lambda member: self._calendars(method, member.partner_id),
            mentorship_meeting=self,
            mentorship_from=self._writer(),
            mentorship_among=self.attendee_ids,
        )

    def _calendars(self, method, partner):
        """Return the values of the attachments that bring these meetings into, or take
        them out of, the calendar of somebody who attends: a list.

        The first one is part of the mail itself, where calendars look for it, and there
        is room for one; see `ir.mail_server`. The others are files.

        :param str method: ``REQUEST`` or ``CANCEL``
        """
        return [
            {
                "name": f"{number}-{INVITATION_NAME}" if number else INVITATION_NAME,
                "raw": meeting._calendar(method, partner),
                "mimetype": "text/calendar",
                "res_model": "mail.message",
                "res_id": 0,
            }
            for number, meeting in enumerate(self._attended_by(partner))
        ]

    def _attended_by(self, partner):
        """Return those of these meetings that somebody is invited to, in time."""
        return self.filtered(lambda m: partner in m.attendee_ids).sorted("start")

    def _writer(self):
        """Return the partner whom a mail on this meeting is from: the one at work, or
        the planner where somebody else caused it."""
        own = self.env.user.partner_id
        return own if own in self.attendee_ids else self.planner_id

    def _names_without(self, partner):
        """Return the names of the other people of this meeting, as a mail has them."""
        return ", ".join((self.attendee_ids - partner).mapped("name"))

    def _when(self, partner, form="EEEE d MMMM yyyy, HH:mm (zzzz)"):
        """Return the start as one of its people reads it: in their own language and
        time zone, which is named."""
        return format_datetime(
            self.env,
            self.start,
            tz=partner._mentorship_timezone(),
            dt_format=form,
            lang_code=partner.lang,
        )

    def _calendar(self, method, reader):
        """Return the invitation of one of its people as bytes of iCalendar.

        The organizer's own calendar invites nobody, so it gets the meeting as it is.

        :param str method: ``REQUEST`` or ``CANCEL``
        :param reader: the ``res.partner`` who gets it
        """
        people = self._people_for(reader).filtered("email_normalized")
        organizer, address = self._organizer()
        if method == "REQUEST" and reader.email_normalized == address:
            method = "PUBLISH"
        _ = self.with_context(lang=reader.lang).env._
        return ics.invitation(
            method,
            self.uid,
            self.sequence,
            self.start,
            self.stop,
            fields.Datetime.now().replace(microsecond=0),
            self._timezone(),
            _("Mentorship: %s", " – ".join(self.attendee_ids.mapped("name"))),
            (organizer, address),
            [
                (p.name or "", p.email_normalized, p.email_normalized == address)
                for p in people
            ],
            (self.video_url if self.mode == "video" else self.location) or "",
        )

    def _people_for(self, reader):
        """Return who attends, as far as a reader may learn how to reach them.

        :param reader: the ``res.partner`` who gets the calendar
        """
        members = self.pairing_id.member_ids
        own = members.filtered(lambda member: member.partner_id == reader)
        return self.attendee_ids & own._reached() if own else self.attendee_ids

    def _reached_by_all(self, partners):
        """Return those of these people whom everybody in the meeting may reach."""
        members = self.pairing_id.member_ids.filtered(
            lambda member: member.partner_id in self.attendee_ids
        )
        for member in members:
            partners &= member._reached()
        return partners

    def _organizer(self):
        """Return the name and the address of the organizer, the same all along.

        It is the member who planned, or another one who has an address that all may
        read: that is where a calendar sends a yes or a no, with the place in it, which
        is of the pair alone.
        """
        if not self.organizer_email:
            people = self._reached_by_all(self.attendee_ids)
            people = people.filtered("email_normalized")
            organizer = (self.planner_id & people) or people[:1] or self.planner_id
            self.organizer_name = organizer.name
            self.organizer_email = organizer.email_normalized
        return self.organizer_name or "", self.organizer_email or ""

    def _timezone(self):
        """Return the time zone the meeting was planned in, as its calendar has it; in a
        mail it is the reader's: :meth:`_when`."""
        return self.planner_id._mentorship_timezone()
