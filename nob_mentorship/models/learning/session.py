from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.form import ADDRESS_LIMIT, LINE_LIMIT

SUMMARY_LIMIT = 2000
MOST_PLACES = 1000
MINUTES = (5, 1440)
USUAL_MINUTES = 60
TYPED = ("day", "clock", "minutes")
"""What staff type in a form; ``start`` and ``stop`` follow from it."""
TIMES = frozenset({*TYPED, "start"})
SHOWN = frozenset({"start", "stop", "mode", "location", "video_url"})
"""The fields whose changes everyone who signed up is told of."""
ROLES = {
    "everyone": ("mentor", "mentee", "peer"),
    "mentor": ("mentor",),
    "mentee": ("mentee", "peer"),
}
"""{audience: the roles of the sign-ups that it means}"""
HOLDS = ("going", "attended", "absent")
"""The states of a participant who has a place."""
UNMARKED = ("going", "waiting")
"""The states of a participant who is marked neither as present nor as absent."""


class MentorshipSession(models.Model):
    """A briefing or a workshop for the participants of an edition (R51, R62).

    It belongs to the staff of the programme. Members have no access to it: their pages
    show them those that are for them, and how many others come.
    """

    _name = "mentorship.session"
    _inherit = ["mentorship.linked", "mentorship.guarded"]
    _description = "Briefing or workshop"
    _order = "start desc, id desc"

    _name_parts = ("name",)
    _method_fields = frozenset(
        {"state", "uid", "sequence", "organizer_email", "room_code"}
    )
    _fixed_fields = frozenset({"edition_id", "audience", "request_id"})
    _link_fields = ("video_url",)
    _lengths = {
        "name": LINE_LIMIT,
        "summary": SUMMARY_LIMIT,
        "location": LINE_LIMIT,
        "video_url": ADDRESS_LIMIT,
    }
    _ranges = {"places": (0, MOST_PLACES), "minutes": MINUTES}

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(
        related="edition_id.programme_id", store=True, index=True
    )
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    name = fields.Char("Title", required=True, translate=True)
    summary = fields.Text("What it is about", translate=True)
    kind = fields.Selection(
        [("briefing", "Briefing"), ("workshop", "Workshop")],
        required=True,
        default="briefing",
        help="A briefing prepares participants for their mentorship.",
    )
    audience = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("mentor", "Mentors"),
            ("mentee", "Mentees and peers"),
        ],
        "For",
        required=True,
        default="everyone",
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime("Ends at", required=True)
    day = fields.Date(compute="_compute_typed", readonly=False)
    clock = fields.Char("Time", compute="_compute_typed", readonly=False)
    minutes = fields.Integer(
        "Duration in minutes", compute="_compute_typed", readonly=False
    )
    zone = fields.Char("Time zone", compute="_compute_zone")
    mode = fields.Selection(
        [("in_person", "In person"), ("video", "By video")],
        "How",
        required=True,
        default="in_person",
    )
    location = fields.Char("Place", copy=False)
    video_url = fields.Char("Video link", copy=False)
    places = fields.Integer(help="0 for as many as want to come.")
    user_id = fields.Many2one(
        "res.users",
        "Host",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Participants see this name.",
    )
    request_id = fields.Many2one(
        "mentorship.session.request",
        "Asked for",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    line_ids = fields.One2many(
        "mentorship.session.attendee", "session_id", "Participants"
    )
    attendee_ids = fields.Many2many(
        "res.partner",
        string="Attendees",
        compute="_compute_attendee_ids",
        search="_search_attendee_ids",
        compute_sudo=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    uid = fields.Char(
        default=lambda self: f"{uuid4()}@nob-mentorship",
        required=True,
        readonly=True,
        copy=False,
    )
    sequence = fields.Integer(default=0, readonly=True, copy=False)
    # calendars reject changes from another organizer
    organizer_email = fields.Char("Organizer's address", readonly=True, copy=False)
    room_code = fields.Char("Code for the room", readonly=True, copy=False)

    _newest = models.Index("(start DESC, id DESC)")
    _of_edition = models.Index("(edition_id, state, start)")
    _order_of_times = models.Constraint(
        "CHECK(stop > start)", "A session must end after it starts."
    )

    @api.depends("start", "stop")
    def _compute_typed(self):
        for session in self:
            here = session.with_context(tz=session.edition_id._session_zone())
            start = session.start and fields.Datetime.context_timestamp(
                here, session.start
            )
            session.day = start and start.date()
            session.clock = start and f"{start:%H:%M}"
            session.minutes = session._length() // timedelta(minutes=1)

    @api.depends("edition_id")
    def _compute_zone(self):
        for session in self:
            session.zone = session.edition_id._session_zone()

    @api.depends("line_ids.state", "line_ids.partner_id")
    def _compute_attendee_ids(self):
        for session in self:
            session.attendee_ids = session._going().partner_id

    @api.model
    def _search_attendee_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        people = Domain("partner_id", "in", value) & Domain("state", "in", HOLDS)
        return Domain("line_ids", "any", people)

    def _length(self):
        """Return how long this session takes, a `timedelta`."""
        if self.start and self.stop:
            return self.stop - self.start
        return timedelta(minutes=USUAL_MINUTES)

    @api.model_create_multi
    def create(self, vals_list):
        # before any of these is read
        self._check_naming(vals_list, "create")
        default = self.default_get(["edition_id"]).get("edition_id")
        timed = []
        for vals in vals_list:
            number = vals.get("edition_id", default)
            edition = self.env["mentorship.edition"].browse(
                number if isinstance(number, int) else None
            )
            timed.append(self._with_times(vals, edition))
        return super().create(timed)

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        if TIMES & vals.keys():
            if len(self) > 1:
                # each has its own day, time or duration
                for session in self:
                    session.write(vals)
                return True
            vals = self._with_times(vals, self.edition_id)
        if self.env.su:
            return super().write(vals)
        told = SHOWN & vals.keys()
        # sudo: users cannot write what calendars need
        mine = self.sudo()
        if told or "places" in vals:
            # of two changes at the same moment, the second must see the first
            mine._touch()
        before = {s: s._shown_in_calendars() for s in mine} if told else {}
        result = super().write(vals)
        moved = mine._note_moved(before)
        # who gets a place now is not told of the change as well
        placed = mine._fill() if "places" in vals else mine.browse().line_ids
        moved._tell_moved(placed)
        return result

    @api.constrains("request_id", "edition_id")
    def _check_request(self):
        for session in self:
            topic = session.request_id
            if topic and topic.edition_id != session.edition_id:
                raise ValidationError(
                    self.env._(
                        "Members of another edition asked for this session. Choose "
                        "that edition."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_untold(self):
        if any(session.state == "published" for session in self):
            raise UserError(
                self.env._(
                    "Cancel this session first, so that everyone who signed up is told."
                )
            )

    def _is_fixed(self):
        return self.state != "draft"

    @api.model
    def _member_domain(self, partner):
        """Return the domain of sessions that a member can see: those for their role,
        those that they asked for, and those that they have a place in.
        """
        enrolments = self.env["mentorship.enrolment"]
        mine = Domain("partner_id", "=", partner.id)
        own = enrolments._in_sessions() & mine
        meant = Domain.OR(
            Domain("audience", "=", audience)
            & Domain(
                "edition_id.enrolment_ids", "any", own & Domain("role", "in", roles)
            )
            for audience, roles in ROLES.items()
        )
        asked = Domain("edition_id.enrolment_ids", "any", own)
        asked &= Domain("request_id.voice_ids", "any", mine)
        # one that was cancelled as a draft has no code: no member ever saw it
        seen = Domain("state", "=", "cancelled") & Domain("room_code", "!=", False)
        seen |= Domain("state", "=", "published")
        return list(seen & (Domain("line_ids", "any", mine) | asked | meant))
