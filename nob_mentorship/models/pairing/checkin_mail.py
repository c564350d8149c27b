from uuid import uuid4

from odoo import fields, models
from odoo.tools import format_datetime, format_list

from ...tools import ics
from .meeting_mail import INVITATION_NAME


class MentorshipCheckin(models.Model):
    """Mails and calendar files about a check-in: to the members invited, and to the
    coordinator.

    The organizer is the programme, whose address members know; replies go there. No
    member reads another's address in a file.
    """

    _inherit = "mentorship.checkin"

    uid = fields.Char(
        default=lambda self: f"{uuid4()}@nob-mentorship",
        required=True,
        readonly=True,
        copy=False,
    )
    # below zero before the first invitation
    sequence = fields.Integer(default=-1, readonly=True, copy=False)
    # calendars reject changes from another organizer
    organizer_email = fields.Char("Organizer's address", readonly=True, copy=False)

    def _page_path(self):
        """Return the path of the page that a mail to the coordinator links to."""
        return f"/odoo/{self._name}/{self.id}"

    def _in_calendars(self):
        """Return the people whose calendars show this talk: nobody, unless it is
        planned and still to come.
        """
        ahead = self.state == "planned" and self.date > fields.Datetime.now()
        return self.partner_ids if ahead else self.partner_ids.browse()

    def _shown_in_calendars(self):
        """Return {id: (the people whose calendars show a talk, what they show)}."""
        return {
            checkin.id: (checkin._in_calendars(), checkin._appointment_values())
            for checkin in self
        }

    def _appointment_values(self):
        return self.date, self.minutes, self.mode, self._place()

    def _tell_new(self):
        """Invite everyone to the talks that are still to come."""
        for checkin in self:
            if invited := checkin._in_calendars():
                checkin.sequence += 1
                checkin._mail_members("REQUEST", invited, "mail_template_checkin")
                checkin._mail_coordinator("REQUEST")

    def _tell_changes(self, before):
        """Update the calendars of the people invited.

        :param before: what :meth:`_shown_in_calendars` returned before the change
        """
        for checkin in self:
            was, shown = before[checkin.id]
            invited = checkin._in_calendars()
            moved = checkin._appointment_values() != shown
            if not (was | invited) or (was == invited and not moved):
                continue
            checkin.sequence += 1
            # to those taken off it is cancelled, at the time that they know
            checkin._mail_members("CANCEL", was - invited, at=shown[0])
            checkin._mail_members("REQUEST", invited - was, "mail_template_checkin")
            if moved:
                checkin._mail_members(
                    "REQUEST", invited & was, "mail_template_checkin_changed"
                )
            checkin._mail_coordinator("REQUEST" if invited else "CANCEL")

    def _rows(self, partners):
        """Return the rows of some people in this pairing, for a mail to each."""
        return self.pairing_id.member_ids.filtered(
            lambda member: member.partner_id in partners
        )

    def _mail_members(
        self, method, partners, template="mail_template_checkin_cancelled", at=None
    ):
        """Mail an invitation or a cancellation to members.

        :param str method: ``REQUEST`` or ``CANCEL``
        :param datetime at: the start that they know, if it is another one now
        """
        self.ensure_one()
        self._rows(partners)._mail(
            template,
            attach=lambda member: self._calendars(method, member.partner_id),
            mentorship_checkin=self,
            mentorship_at=at,
        )

    def _mail_coordinator(self, method):
        """Mail the coordinator what belongs in their calendar."""
        self.ensure_one()
        template = "mail_template_checkin_coordinator"
        if method == "CANCEL":
            template = "mail_template_checkin_coordinator_cancelled"
        self._mail(
            template,
            attach=lambda checkin: checkin._calendars(method, checkin.partner_id),
        )

    def _calendars(self, method, partner):
        """Return the values of the attachment with this talk for a person's calendar,
        in a list.

        :param str method: ``REQUEST`` or ``CANCEL``
        """
        appointment = self._appointment(method, partner)
        return [
            {
                "name": INVITATION_NAME,
                "raw": ics.calendar([appointment], method),
                "mimetype": "text/calendar",
                "res_model": "mail.message",
                "res_id": 0,
            }
        ]

    def _appointment(self, method, reader):
        """Return this talk as a person's calendar shows it, an `ics.Appointment`.

        :param reader: the ``res.partner`` who receives it
        """
        if not self.organizer_email:
            self.organizer_email = self.programme_id.contact_email
        own = reader == self.partner_id
        people = reader | self.partner_ids if own else reader
        _ = self.with_context(lang=reader.lang).env._
        title = _("Mentorship: talk with %s", self._names_without(reader))
        return ics.Appointment(
            uid=self.uid,
            sequence=self.sequence,
            start=self.date,
            stop=self.stop,
            stamp=fields.Datetime.now().replace(microsecond=0),
            summary=title,
            timezone=self.partner_id._mentorship_timezone(),
            status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
            organizer=(self.programme_id.name, self.organizer_email),
            attendees=[
                (person.name or "", person.email_normalized, person == self.partner_id)
                for person in people.filtered("email_normalized")
            ],
            location=self._place(),
        )

    def _place(self):
        """Return the video link or the place, or an empty string."""
        if self.mode == "phone":
            return ""
        return (self.video_url if self.mode == "video" else self.location) or ""

    def _names_without(self, partner):
        """Return the names of the other people in this talk."""
        people = (self.partner_id | self.partner_ids) - partner
        return format_list(self.env, list(filter(None, people.mapped("name"))))

    def _when(self, partner, at=None, form="EEEE d MMMM yyyy, HH:mm (zzzz)"):
        """Return the start in the recipient's language and time zone, with the zone
        named.

        :param datetime at: another start than the present one
        """
        return format_datetime(
            self.env,
            at or self.date,
            tz=partner._mentorship_timezone(),
            dt_format=form,
            lang_code=partner.lang,
        )
