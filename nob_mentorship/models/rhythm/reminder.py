from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.labels import field_labels
from .events import COORDINATOR, DEFAULTS, EVENTS

MOST_LINES = 60
"""The maximum number of lines of one timetable."""


class MentorshipReminder(models.Model):
    """A line of a timetable: who is reminded of what, and when (R32, R63).

    A programme has a timetable; each edition takes a copy of it.
    """

    _name = "mentorship.reminder"
    _inherit = ["mentorship.guarded"]
    _description = "Line of a timetable"
    _order = "sequence, id"

    _method_fields = frozenset({"since"})
    _fixed_fields = frozenset({"programme_id", "edition_id"})
    _ranges = {"days": (0, 1100)}

    programme_id = fields.Many2one(
        "mentorship.programme", index="btree_not_null", ondelete="cascade"
    )
    edition_id = fields.Many2one(
        "mentorship.edition", index="btree_not_null", ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    event = fields.Selection(
        [
            ("sign_up_opens", "Sign-up opens, as announced"),
            ("sign_up_closes", "Sign-up closes"),
            ("draft", "Sign-up closes, draft not sent"),
            ("not_ready", "The programme starts, not ready yet"),
            ("offer", "Half of the time to answer an offer is over"),
            ("no_contact", "Introduced, not in touch yet"),
            ("no_agreement", "In touch, no agreement yet"),
            ("no_goal", "Agreed, no goal yet"),
            ("no_meeting", "No meeting planned since the last one"),
            ("meeting_ahead", "A meeting"),
            ("session_ahead", "A briefing or workshop"),
            ("did_you_meet", "A meeting that nobody marked"),
            ("half_way", "Halfway"),
            ("end_ahead", "The end of the pairing"),
            ("mentor_ready", "A former mentee can be a mentor, and asked to be told"),
            ("ended", "The last day of the edition"),
        ],
        required=True,
    )
    days = fields.Integer(required=True)
    side = fields.Selection(
        [("before", "days before"), ("after", "days after")],
        "When",
        compute="_compute_side",
    )
    audience = fields.Selection(
        [
            ("everyone", "Everyone it concerns"),
            ("mentee", "Mentee or peer"),
            ("mentor", "Mentor"),
            ("coordinator", "Coordinator"),
        ],
        "To",
        required=True,
        default="everyone",
        help="Members get an email, and the coordinator an activity.",
    )
    template_id = fields.Many2one(
        "mail.template",
        "Email",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('model', '=', template_model)]",
    )
    template_model = fields.Char(compute="_compute_side")
    active = fields.Boolean(default=True)
    since = fields.Date(
        "Counts from",
        default=fields.Date.context_today,
        required=True,
        readonly=True,
        copy=False,
        help="Nothing that was due before this day is sent.",
    )

    _one_owner = models.Constraint(
        "CHECK((programme_id IS NULL) <> (edition_id IS NULL))",
        "A line belongs to the timetable of a programme or of an edition.",
    )

    @api.depends("event")
    def _compute_side(self):
        for line in self:
            event = EVENTS.get(line.event)
            line.side = event and ("before" if event.ahead else "after")
            line.template_model = event and self._template_model(line.event)

    @api.depends("event", "days", "audience")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events, sides = field_labels(self, "event"), field_labels(self, "side")
        for line in self:
            line.display_name = (
                f"{line.days} {sides.get(line.side, '')}: {events.get(line.event, '')}"
            )

    @api.model
    def _template_model(self, event):
        """Return the model of the records that a mail about an event is made from."""
        of_others = {
            "sign_up_opens": "mentorship.interest",
            "sign_up_closes": "mentorship.interest",
            "draft": "mentorship.enrolment",
            "not_ready": "mentorship.enrolment",
            "session_ahead": "mentorship.session.attendee",
        }
        return of_others.get(event, "mentorship.pairing.member")

    @api.constrains("event", "audience", "template_id")
    def _check_line(self):
        for line in self:
            if line.audience not in EVENTS[line.event].audiences:
                raise ValidationError(
                    self.env._("“%s” cannot go to that audience.", line.display_name)
                )
            # sudo: only which records the template is for
            template = line.sudo().template_id
            if line.audience == COORDINATOR:
                continue
            if template.model != self._template_model(line.event):
                raise ValidationError(
                    self.env._("Choose the email of “%s”.", line.display_name)
                )

    @api.constrains("programme_id", "edition_id", "event", "days", "audience", "active")
    def _check_timetable(self):
        for owner in [*self.programme_id, *self.edition_id]:
            lines = owner.with_context(active_test=False).reminder_ids
            if len(lines) > MOST_LINES:
                raise ValidationError(
                    self.env._("A timetable has at most %s lines.", MOST_LINES)
                )
            for line in lines.filtered("active") & self:
                if any(line._reaches_as(other) for other in lines - line):
                    raise ValidationError(
                        self.env._(
                            "“%s” is in the timetable twice: the same people would get "
                            "two emails.",
                            line.display_name,
                        )
                    )

    def _reaches_as(self, other):
        """Tell whether another line reminds one of the same people of the same."""
        same = (self.event, self.days, True) == (other.event, other.days, other.active)
        readers = {self.audience, other.audience}
        shared = len(readers) == 1 or (
            "everyone" in readers and COORDINATOR not in readers
        )
        return same and shared

    @api.onchange("event")
    def _onchange_event(self):
        self.template_id = self._own_template(self.event)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("template_id") and vals.get("audience") != COORDINATOR:
                template = self._own_template(vals.get("event"))
                vals["template_id"] = template and template.id
        return super().create(vals_list)

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        since = {line: line.since for line in self}
        told = {line: line._told() for line in self}
        result = super().write(vals)
        today = fields.Date.context_today(self)
        # sudo: who may write these lines was checked above; users cannot write the day
        for line in self.sudo():
            # what changed says nothing about the past
            if line._told() != told[line] and since[line] < today:
                line.since = today
        return result

    def _told(self):
        """Return what a line says."""
        return self.event, self.days, self.audience, self.active

    def _counts_from(self):
        """Return the first day on which something can be due, also for a line that is
        being changed in a form.
        """
        saved = self._origin
        if saved and saved._told() == self._told():
            return saved.since
        return fields.Date.context_today(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # sudo: whether anything went out, which staff of the programme can see
        if (
            self.env["mentorship.reminder.sent"]
            .sudo()
            .search_count([("reminder_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "Reminders of this line went out: switch it off instead of "
                    "deleting it."
                )
            )

    def _is_fixed(self):
        return True

    @api.model
    def _own_template(self, event):
        """Return the template that the addon brings for an event, or None."""
        earlier = {"draft": "draft_reminder", "offer": "offer_reminder"}
        name = earlier.get(event, f"reminder_{event}")
        name = f"nob_mentorship.mail_template_{name}"
        return event and self.env.ref(name, raise_if_not_found=False)

    @api.model
    def _first_lines(self):
        """Return the values of the timetable that a programme starts with."""
        return [
            {
                "sequence": 10 * (number + 1),
                "event": event,
                "days": days,
                "audience": audience,
            }
            for number, (event, days, audience) in enumerate(DEFAULTS)
        ]
