import hashlib
import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import ics
from ..enrolment.enrolment import FINAL_STATES

PATH = "/mentorship/calendar/"
ENDING = ".ics"
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
"""A token, as `secrets.token_urlsafe` writes its bytes."""
SHOWN_BACK = timedelta(days=60)
"""How far back the meetings of a calendar go."""
SHOWN_CANCELLED = timedelta(days=30)
"""How long a calendar says that a meeting was cancelled."""
MOST_MEETINGS = 500
REFRESH = timedelta(hours=6)


class MentorshipCalendarAddress(models.Model):
    """The private address from which a member's phone fetches their meetings (P24).

    The token in it is not stored, only its hash: reading rows does not enable fetching
    a calendar.
    """

    _name = "mentorship.calendar.address"
    _description = "Mentorship: private address of a member's calendar"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    token_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    with_names = fields.Boolean(
        "With names", help="Names, places and links are in it, and not only times."
    )
    made_on = fields.Date("Since", required=True)

    _one_each = models.UniqueIndex(
        "(partner_id)", "This member already has an address for their calendar."
    )
    _hash_once = models.UniqueIndex("(token_hash)")

    @api.model
    def _of(self, partner):
        """Return the address of a member, or an empty recordset."""
        return self.search([("partner_id", "=", partner.id)])

    @api.model
    def _make(self, partner, with_names=None):
        """Make an address for a member; an earlier one no longer works.

        :param bool with_names: None for the same as the earlier address
        :return: the path of the address, which cannot be read again
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        values = {
            "token_hash": self._hash(token),
            "made_on": fields.Date.context_today(self),
        }
        # of two made at the same moment, the second must see the first
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = write_date WHERE id = %s",
                partner.id,
            )
        )
        if with_names is not None:
            values["with_names"] = with_names
        if own := self._of(partner):
            own.write(values)
        else:
            own.create({**values, "partner_id": partner.id})
        return f"{PATH}{token}{ENDING}"

    @api.model
    def _find(self, name):
        """Return the address with a name, or an empty recordset: also for a member who
        is archived, or whose login is closed.

        :param str name: what follows `PATH`, as received
        """
        token = name.removesuffix(ENDING)
        if token == name or not TOKEN.fullmatch(token):
            return self.browse()
        return self.search(
            Domain("token_hash", "=", self._hash(token))
            & Domain("partner_id.active", "=", True)
            & Domain("partner_id.user_ids", "any", [("active", "=", True)])
        )

    def _mark(self):
        """Return a text that differs for each address that was made, and reveals
        nothing of it; empty without an address.
        """
        # sudo: the hash itself is shown to no one
        return self._hash(self.sudo().token_hash)[:16] if self else ""

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _calendar(self):
        """Return the member's own meetings as a calendar to subscribe to, in bytes."""
        self.ensure_one()
        meetings = self.env["mentorship.meeting"]
        meetings = meetings.search_fetch(
            self._shown(),
            [*meetings._stored_fields(), "write_date"],
            order="start desc, id desc",
            limit=MOST_MEETINGS,
        )
        if self.with_names:
            # the member's own row too, which tells their language
            (meetings.attendee_ids | self.partner_id).fetch(["name", "lang"])
        _ = self.with_context(lang=self.partner_id.lang).env._
        now = fields.Datetime.now()
        shown = [self._appointment(meeting, _) for meeting in meetings]
        shown += self.env["mentorship.session"]._appointments_of(
            self, now - SHOWN_BACK, now - SHOWN_CANCELLED, MOST_MEETINGS
        )
        return ics.calendar(
            sorted(shown, key=lambda one: (one.start, one.uid)),
            name=_("Mentoring"),
            refresh=REFRESH,
        )

    def _shown(self):
        """Return the domain of the meetings in this calendar."""
        now, partner = fields.Datetime.now(), self.partner_id
        meetings = self.env["mentorship.meeting"]
        cancelled = Domain("state", "=", "cancelled")
        return (
            Domain(meetings._member_domain(partner))
            & Domain("attendee_ids", "in", partner.ids)
            & Domain("start", ">=", now - SHOWN_BACK)
            & (~cancelled | Domain("write_date", ">=", now - SHOWN_CANCELLED))
        )

    def _appointment(self, meeting, _):
        """Return a meeting as this calendar shows it.

        :param _: the function that translates for this member
        """
        summary, location = _("Mentoring"), ""
        if self.with_names:
            others = meeting._names_without(self.partner_id)
            summary = _("Mentoring with %s", others) if others else summary
            location = meeting._place()
        return ics.Appointment(
            uid=meeting.uid,
            sequence=meeting.sequence,
            start=meeting.start,
            stop=meeting.stop,
            stamp=meeting.write_date.replace(microsecond=0),
            summary=summary,
            status="CANCELLED" if meeting.state == "cancelled" else "CONFIRMED",
            location=location,
            private=True,
        )

    @api.model
    def _due_forget(self, today):
        """Return the addresses, two months old, of members without a sign-up or an
        active pairing.
        """
        open_sign_up = [("state", "not in", FINAL_STATES)]
        paired = self.env["mentorship.pairing.member"]._search(
            [("pairing_id.state", "=", "active"), ("left_on", "=", False)]
        )
        return (
            Domain("made_on", "<", today - SHOWN_BACK)
            & Domain("partner_id.mentorship_enrolment_ids", "not any", open_sign_up)
            & Domain("partner_id", "not in", paired.subselect("partner_id"))
        )

    def _day_forget(self):
        self.unlink()
