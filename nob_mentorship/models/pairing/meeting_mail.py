from odoo import fields, models
from odoo.tools import format_datetime, format_list

from ...tools import ics

INVITATION_NAME = "mentorship-meeting.ics"


class MentorshipMeeting(models.Model):
    """Mails and calendar files about a meeting."""

    _inherit = "mentorship.meeting"

    def _invite(self, method, members=None):
        """Mail the calendar invitation.

        :param str method: ``REQUEST`` or ``CANCEL``
        :param members: the ``mentorship.pairing.member`` records to mail: a newcomer,
            or all who attend
        """
        self.ensure_one()
        self._fix_organizer()
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
        """Return the values of the attachments that add these meetings to, or remove
        them from, an attendee's calendar: a list.

        The first is embedded in the mail itself, where calendar programs look for it; a
        mail has room for only one, see `ir.mail_server`. The others are attached as
        files.

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
        """Return the meetings to which a member is invited, in order of time."""
        return self.filtered(lambda m: partner in m.attendee_ids).sorted("start")

    def _writer(self):
        """Return the sender of a mail about this meeting: the member who acts, or the
        planner if the change comes from someone else.
        """
        own = self.env.user.partner_id
        return own if own in self.attendee_ids else self.planner_id

    def _names(self):
        """Return the names of all attendees, always in the same order."""
        return sorted(name or "" for name in self.attendee_ids.mapped("name"))

    def _names_without(self, partner):
        """Return the names of the other people in this meeting, as shown in a mail."""
        names = (self.attendee_ids - partner).mapped("name")
        return format_list(self.env, [name or "" for name in names])

    def _when(self, partner, form="EEEE d MMMM yyyy, HH:mm (zzzz)"):
        """Return the start in the recipient's language and time zone, with the zone
        named.
        """
        return format_datetime(
            self.env,
            self.start,
            tz=partner._mentorship_timezone(),
            dt_format=form,
            lang_code=partner.lang,
        )

    def _calendar(self, method, reader):
        """Return one attendee's invitation as iCalendar bytes.

        The organizer's own calendar cannot invite them, so it gets a plain event.

        :param str method: ``REQUEST``, ``CANCEL``, or ``PUBLISH`` for a file that asks
            for no answer
        :param reader: the ``res.partner`` who receives it
        """
        if method == "REQUEST" and reader.email_normalized == self._organizer()[1]:
            method = "PUBLISH"
        return ics.calendar([self._appointment(method, reader)], method)

    def _appointment(self, method, reader):
        """Return this meeting as an attendee's calendar shows it, an
        `ics.Appointment`. For the parameters, see :meth:`_calendar`.
        """
        people = self._people_for(reader).filtered("email_normalized")
        people = people.sorted(lambda person: (person.name or "", person.id))
        organizer, address = self._organizer()
        _ = self.with_context(lang=reader.lang).env._
        return ics.Appointment(
            uid=self.uid,
            sequence=self.sequence,
            start=self.start,
            stop=self.stop,
            stamp=fields.Datetime.now().replace(microsecond=0),
            summary=_("Mentorship: %s", " – ".join(self._names())),
            timezone=self._timezone(),
            status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
            organizer=(organizer, address),
            attendees=[
                (p.name or "", p.email_normalized, p.email_normalized == address)
                for p in people
            ],
            location=self._place(),
        )

    def _place(self):
        """Return the video link or the place, or an empty string."""
        return (self.video_url if self.mode == "video" else self.location) or ""

    def _people_for(self, reader):
        """Return the attendees, with the contact data that a recipient may see.

        :param reader: the ``res.partner`` who receives the calendar
        """
        members = self.pairing_id.member_ids
        own = members.filtered(lambda member: member.partner_id == reader)
        return self.attendee_ids & own._reached() if own else self.attendee_ids

    def _reached_by_all(self, partners):
        """Return the people whose contact data all attendees may see."""
        members = self.pairing_id.member_ids.filtered(
            lambda member: member.partner_id in self.attendee_ids
        )
        for member in members:
            partners &= member._reached()
        return partners

    def _organizer(self):
        """Return the name and address of the organizer, which do not change after the
        first invitation.

        This is the planner, or another member whose address all attendees may see:
        calendars send replies there, and these contain the place, which is private to
        the pair.
        """
        if self.organizer_email:
            return self.organizer_name or "", self.organizer_email
        people = self._reached_by_all(self.attendee_ids).filtered("email_normalized")
        organizer = (self.planner_id & people) or people[:1] or self.planner_id
        return organizer.name or "", organizer.email_normalized or ""

    def _fix_organizer(self):
        """Keep the organizer of each meeting that is about to be mailed."""
        for meeting in self:
            name, address = meeting._organizer()
            if address != (meeting.organizer_email or ""):
                meeting.write({"organizer_name": name, "organizer_email": address})

    def _timezone(self):
        """Return the time zone in which the meeting was planned, for its calendar;
        mails use the recipient's: :meth:`_when`.
        """
        return self.planner_id._mentorship_timezone()

    def _day(self, moment="start"):
        """Return the day of this meeting, in the time zone in which it was planned.

        :param str moment: ``start`` or ``stop``
        """
        here = self.with_context(tz=self._timezone())
        return fields.Datetime.context_timestamp(here, self[moment]).date()
