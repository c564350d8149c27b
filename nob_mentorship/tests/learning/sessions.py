"""An edition with people who come to sessions."""

from datetime import timedelta

import icalendar

from odoo import fields

from ..common import MentorshipCase

HOUR = timedelta(hours=1)


class SessionCase(MentorshipCase):
    """A running edition with a mentor, a mentee and three more mentees, and a briefing
    in a week with two places."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.pairing = cls._active_pair()
        cls.edition.late_enrolment = True
        cls.guests = [cls._member(f"guest_{n}", years=1) for n in range(3)]
        cls.sign_ups = [cls._enrol(user.partner_id, "mentee") for user in cls.guests]
        people = [user.partner_id for user in cls.guests]
        for partner in (cls.mentor, cls.mentee, cls.member, *people):
            partner.lang = "en_US"
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.session = cls._session(places=2)
        cls.env.flush_all()

    @classmethod
    def _session(cls, days=7, publish=True, **values):
        """Return a session that the coordinator plans."""
        sessions = cls.env["mentorship.session"].with_user(cls.coordinator)
        start = cls.now + timedelta(days=days)
        session = sessions.create(
            {
                "edition_id": cls.edition.id,
                "name": "Your goals on paper",
                "location": "Brugstraat 12",
                "start": start,
                "stop": start + HOUR,
                **values,
            }
        )
        if publish:
            session.action_publish()
        return session

    def _lines(self, session=None):
        """Return {person: state} of a session."""
        lines = (session or self.session).sudo().line_ids
        return {line.partner_id: line.state for line in lines}

    def _sign_up(self, *users, session=None):
        for user in users:
            (session or self.session).with_user(user)._sign_up()

    def _now(self, session=None, minutes=-10):
        """Let a session begin some minutes from now."""
        start = self.now + timedelta(minutes=minutes)
        session = (session or self.session).sudo()
        session.write({"start": start, "stop": start + HOUR})
        self.env.flush_all()
        return session

    def _event(self, mail):
        """Return (method, event) of the calendar file of a mail."""
        calendar = icalendar.Calendar.from_ical(mail.attachment_ids.raw)
        (event,) = calendar.walk("VEVENT")
        return str(calendar["method"]), event

    def _last(self, partner):
        return self._mails(partner)[-1]
