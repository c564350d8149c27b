from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...tools import ics
from ..pairing.meeting_mail import INVITATION_NAME
from .session import HOLDS


class MentorshipSession(models.Model):
    """Mails and calendar files about a session, to its participants.

    The organizer is the programme, whose address members know; replies go there. No
    member reads in a file who else comes.
    """

    _inherit = "mentorship.session"

    def _shown_in_calendars(self):
        """Return what calendars show of this session: (start, stop, how, place)."""
        return self.start, self.stop, self.mode, self._place()

    def _place(self):
        """Return the video link or the place, or an empty string."""
        return (self.video_url if self.mode == "video" else self.location) or ""

    def _summary_lines(self):
        """Return what it is about, line by line, without the empty ones."""
        return [line for line in (self.summary or "").splitlines() if line.strip()]

    def _when(self, partner, form="EEEE d MMMM yyyy, HH:mm (zzzz)"):
        """Return the start in the recipient's language and time zone, with the zone
        named: so a time that the clock shows twice is told apart.
        """
        return format_datetime(
            self.env,
            self.start,
            tz=partner._mentorship_timezone(),
            dt_format=form,
            lang_code=partner.lang,
        )

    def _invited(self):
        """Return the sign-ups that this session is for: those of its audience, and of
        the members who asked for it.
        """
        enrolments = self.env["mentorship.enrolment"]
        roles = Domain("role", "in", self._roles())
        asked = Domain("partner_id", "in", self.request_id.voice_ids.partner_id.ids)
        return enrolments.search(
            enrolments._in_sessions()
            & Domain("edition_id", "=", self.edition_id.id)
            & (roles | asked)
        )

    def _tell_published(self, voices):
        """Tell the audience of a session that it can sign up; the members who asked for
        it are told so.

        :param voices: the ``mentorship.session.voice`` records of these members
        """
        invited = self._invited()
        voices = voices.filtered(lambda one: one.partner_id in invited.partner_id)
        voices._mail("mail_template_session_planned", mentorship_session=self)
        rest = invited.filtered(lambda one: one.partner_id not in voices.partner_id)
        rest._tell_session(self)
        if self.request_id:
            # of all alike: a note on the others would tell who asked for it
            (invited - invited.browse(invited._reachable().ids))._note_missed()

    def _note_moved(self, before):
        """Count the change of each session that calendars show in another way now.

        :param before: {session: what :meth:`_shown_in_calendars` returned before}
        :return: these sessions
        :raises UserError: if one may not change any more
        """
        moved = self.browse()
        for session, was in before.items():
            if session.state != "draft" and session._shown_in_calendars() != was:
                session._check_may_move(was)
                session.sequence += 1
                moved |= session
        return moved

    def _tell_moved(self, told):
        """Update the calendars of everyone who signed up for sessions that changed.

        :param told: ``mentorship.session.attendee`` records of those who were told just
            now
        """
        lines = self.line_ids - told
        lines._tell("mail_template_session_changed", "REQUEST")

    def _calendar(self, method, reader):
        """Return this session as a calendar file for a participant, in bytes.

        :param str method: ``REQUEST``, ``CANCEL``, or ``PUBLISH`` for a file that asks
            for no answer
        :param reader: the ``res.partner`` who receives it
        """
        programme, address = self.programme_id, reader.email_normalized
        appointment = self._appointment(
            method,
            reader,
            timezone=self.edition_id._session_zone(),
            organizer=(programme.name, self.organizer_email or programme.contact_email),
            attendees=[(reader.name or "", address, True)] if address else [],
            stamp=fields.Datetime.now().replace(microsecond=0),
        )
        return ics.calendar([appointment], method)

    def _appointment(self, method, reader, **values):
        """Return this session as a person's calendar shows it, an `ics.Appointment`.

        :param reader: the ``res.partner`` who receives it
        :param values: more values of the appointment
        """
        return ics.Appointment(
            uid=self.uid,
            sequence=self.sequence,
            start=self.start,
            stop=self.stop,
            status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
            **{
                "summary": self.with_context(lang=reader.lang).name,
                "location": self._place(),
                **values,
            },
        )

    def _calendars(self, method, reader):
        """Return the values of the attachment with this session for a participant's
        calendar, in a list.

        :param str method: ``REQUEST`` or ``CANCEL``
        """
        return [
            {
                "name": INVITATION_NAME,
                "raw": self._calendar(method, reader),
                "mimetype": "text/calendar",
                "res_model": "mail.message",
                "res_id": 0,
            }
        ]

    @api.model
    def _appointments_of(self, address, since, cancelled_since, most):
        """Return the sessions of a member's private calendar, each an
        `ics.Appointment`: those in which they have a place (P24).

        :param address: the ``mentorship.calendar.address``
        :param datetime since: the first start that is shown
        :param datetime cancelled_since: how far back a cancellation is shown
        :param int most: the maximum number
        """
        partner = address.partner_id
        own = Domain("partner_id", "=", partner.id) & Domain("state", "in", HOLDS)
        cancelled = Domain("state", "=", "cancelled")
        shown = Domain("state", "=", "published") | (
            cancelled & Domain("write_date", ">=", cancelled_since)
        )
        # the title is read in the member's language at once
        sessions = self.with_context(lang=partner.lang).search_fetch(
            shown & Domain("line_ids", "any", own) & Domain("start", ">=", since),
            [*self._stored_fields(), "write_date"],
            order="start desc, id desc",
            limit=most,
        )
        _ = self.with_context(lang=partner.lang).env._
        # without names, a calendar says only that there is something at that time
        plain = (
            {} if address.with_names else {"summary": _("Mentoring"), "location": ""}
        )
        return [
            session._appointment(
                "CANCEL" if session.state == "cancelled" else "REQUEST",
                partner,
                stamp=session.write_date.replace(microsecond=0),
                private=True,
                **plain,
            )
            for session in sessions
        ]
