from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .session import HOLDS, ROLES, UNMARKED


class MentorshipSession(models.Model):
    """The places of a session: who has one, who waits for one, and who gets the next
    one (R51).

    Each change of a place first locks the row of the session: of two members who take
    the last one, the second starts again, and waits.
    """

    _inherit = "mentorship.session"

    going_count = fields.Integer("Have a place", compute="_compute_counts")
    waiting_count = fields.Integer("Wait for a place", compute="_compute_counts")
    attended_count = fields.Integer("Were there", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (session.id, state): count
            for session, state, count in self.env[
                "mentorship.session.attendee"
            ]._read_group(
                [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
            )
        }
        for session in self:
            number = session._origin.id
            session.going_count = sum(counts.get((number, s), 0) for s in HOLDS)
            session.waiting_count = counts.get((number, "waiting"), 0)
            session.attended_count = counts.get((number, "attended"), 0)

    def _roles(self):
        """Return the roles of the sign-ups in the audience of this session."""
        return ROLES[self.audience]

    def _going(self):
        """Return the participants who have a place."""
        return self.line_ids.filtered(lambda line: line.state in HOLDS)

    def _places_left(self):
        """Return the number of free places, or None if there is no limit."""
        self.ensure_one()
        return max(self.places - len(self._going()), 0) if self.places else None

    def _line_of(self, partner):
        """Return the row of a participant, or an empty recordset."""
        return self.line_ids.filtered(lambda line: line.partner_id == partner)

    def _enrolment_of(self, partner):
        """Return the sign-up with which a member can come, or an empty recordset."""
        enrolments = self.env["mentorship.enrolment"]
        mine = enrolments.search(
            enrolments._in_sessions()
            & Domain("edition_id", "=", self.edition_id.id)
            & Domain("partner_id", "=", partner.id),
            order="id",
        )
        meant = mine.filtered(lambda enrolment: enrolment.role in self._roles())
        asked = partner in self.request_id.voice_ids.partner_id
        return (meant or (mine if asked else meant))[:1]

    def _own_session(self):
        """Return this session as superuser, and the sign-up with which the caller can
        come.

        :raises AccessError: for all others, including staff
        """
        self.ensure_one()
        # sudo: only to find the sign-up of the caller, without which this raises
        session = self.sudo().exists()
        partner = self.env.user.partner_id
        # who has a row keeps it, also once the mentorship is completed
        own = session and (
            session._line_of(partner).enrolment_id or session._enrolment_of(partner)
        )
        if not own or session.state == "draft":
            raise AccessError(self.env._("You cannot change this record."))
        return session, own

    def _check_open(self):
        """Raise unless members can sign up, or sign off, now."""
        if self.state == "cancelled":
            raise UserError(self.env._("This session was cancelled."))
        if self.start <= fields.Datetime.now():
            raise UserError(self.env._("This session has begun."))

    def _sign_up(self):
        """Give the caller a place, or put them on the waiting list if all are taken.

        :return: the ``mentorship.session.attendee``, as superuser
        :raises UserError: if it is too late, or they signed up for something else at
            that time
        """
        session, own = self._own_session()
        # of two sent at the same moment, the second must see the first; a member who
        # withdraws at this moment has no place afterwards
        own.search(
            own._in_sessions() & Domain("partner_id", "=", own.partner_id.id),
            order="id",
        )._touch()
        session._touch()
        if line := session._line_of(own.partner_id):
            return line
        session._check_open()
        if others := session._overlapping(own.partner_id):
            raise UserError(
                self.env._(
                    "You are signed up for “%s” at the same time. Sign off there "
                    "first.",
                    others[0].name,
                )
            )
        full = session._places_left() == 0
        line = session.line_ids.create(
            {
                "session_id": session.id,
                "enrolment_id": own.id,
                "state": "waiting" if full else "going",
            }
        )
        if not full:
            line._tell("mail_template_session", "REQUEST")
        return line

    def _sign_off(self):
        """Take the caller off the session; who waits longest gets the place.

        :raises UserError: if it has begun, or they are marked as present or absent
        """
        self.ensure_one()
        # sudo: only the caller's own row
        session, partner = self.sudo().exists(), self.env.user.partner_id
        session._touch()
        line = session._line_of(partner)
        if line:
            session._check_open()
            if line.state not in UNMARKED:
                raise UserError(self.env._("This session has begun."))
            session._take_off(line)

    def _take_off(self, lines, tell=True):
        """Take participants off this session, and give their places to others.

        :param lines: ``mentorship.session.attendee`` records of it, after
            :meth:`_touch`
        :param bool tell: whether they are told, and their calendars follow
        """
        if tell:
            lines._tell_off()
        lines.unlink()
        self._fill()

    def _fill(self):
        """Give free places to those who wait, first come, first served, and tell them
        at once.

        :return: the ``mentorship.session.attendee`` records that got one
        """
        now, filled = fields.Datetime.now(), self.browse().line_ids
        for session in self:
            if session.state != "published" or session.start <= now:
                continue
            left = session._places_left()
            waiting = session.line_ids.filtered(lambda line: line.state == "waiting")
            chosen = waiting.sorted("id")[:left]
            chosen._set_state("going")
            chosen._tell("mail_template_session_place", "REQUEST")
            filled |= chosen
        return filled
