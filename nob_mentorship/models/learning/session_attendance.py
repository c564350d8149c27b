from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import room_code
from .session_attendee import EARLY

LATE = timedelta(hours=2)
"""How long after the end the code is still accepted."""
MOST_TRIES = 5
"""How many codes a member can try at one session."""


class MentorshipSession(models.Model):
    """Members confirm that they are there, with the code shown in the room (R51)."""

    _inherit = "mentorship.session"

    shown_code = fields.Char(
        "Code", compute="_compute_shown_code", help="Show it in the room."
    )

    @api.depends("room_code")
    def _compute_shown_code(self):
        for session in self:
            session.shown_code = room_code.shown(session.room_code or "")

    def _takes_code_now(self):
        """Tell whether the code is accepted at this moment."""
        self.ensure_one()
        now = fields.Datetime.now()
        return self.state == "published" and (
            self.start - EARLY <= now <= self.stop + LATE
        )

    def _confirm(self, typed):
        """Note that the caller is there, if they typed the code of this session; also
        without having signed up.

        Every refusal is the same: a wrong code, too many tries, or another time. It is
        no error, so that the try is kept.

        :param str typed: as received
        :return: whether it is noted
        """
        session, own = self._own_session()
        # one that is cancelled or moved at this moment has no one who was there; others
        # who confirm at this moment do not wait
        self.env.cr.execute(
            SQL("SELECT 1 FROM mentorship_session WHERE id = %s FOR SHARE", session.id)
        )
        partner = own.partner_id
        line = session._line_of(partner)
        if line.state == "attended":
            return True
        if line.state == "absent" or not session._takes_code_now():
            return False
        # sudo: the member's own tries; `_own_session` checked who they are
        tries = self.env["mentorship.session.try"].sudo()
        if tries._count(session, partner) > MOST_TRIES:
            return False
        if not room_code.is_same(session.room_code or "", typed):
            return False
        if line:
            line._set_state("attended")
        else:
            # a member who withdraws at this moment was not there
            own._touch()
            line = session.line_ids.create(
                {
                    "session_id": session.id,
                    "enrolment_id": own.id,
                    "state": "attended",
                }
            )
        line._came()
        return True


class MentorshipSessionTry(models.Model):
    """How many codes a member tried at a session, without the codes."""

    _name = "mentorship.session.try"
    _description = "Mentorship: tries of a code at a session"
    _rec_name = "partner_id"
    _log_access = False

    session_id = fields.Many2one(
        "mentorship.session", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    tries = fields.Integer(required=True, default=0)

    _once = models.UniqueIndex("(session_id, partner_id)")

    @api.model
    def _count(self, session, partner):
        """Count one more try of a member; of two at the same moment, the second waits.

        :return: how many there are now
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO mentorship_session_try (session_id, partner_id, tries)"
                " VALUES (%s, %s, 1)"
                " ON CONFLICT (session_id, partner_id) DO UPDATE"
                " SET tries = LEAST(mentorship_session_try.tries + 1, 1000)"
                " RETURNING tries",
                session.id,
                partner.id,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.autovacuum
    def _forget(self):
        """Delete the tries that no longer count."""
        over = fields.Datetime.now() - LATE
        self.search([("session_id.stop", "<", over)]).unlink()
