from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.form import ADDRESS_LIMIT, LINE_LIMIT
from ..base.labels import field_labels

STARTED = ("active", "completed", "ended")
MINUTES = (5, 480)
IN_CALENDARS = frozenset(
    {"date", "minutes", "mode", "location", "video_url", "kind", "partner_ids"}
)
"""The fields whose changes the people invited are told of."""
TEXTS = frozenset({"summary", "report", "location"})


class MentorshipCheckin(models.Model):
    """A talk of the coordinators with the mentor, the mentee, or everyone in a pairing
    (R65).

    It belongs to the staff of the programme: members read nothing of it but the talks
    ahead of them, and the reports that were shared with them, on their own page. What
    the members of a pairing discuss with each other is not collected (R16).
    """

    _name = "mentorship.checkin"
    _inherit = [
        "mentorship.unseen",
        "mentorship.linked",
        "mentorship.guarded",
        "mentorship.mailing",
    ]
    _description = "Check-in"
    _order = "date desc, id desc"

    _name_parts = ("pairing_id", "state")
    _method_fields = frozenset(
        {
            "state",
            "partner_id",
            "uid",
            "sequence",
            "organizer_email",
            "shared_report",
            "version",
            "shared_on",
            "answer_ids",
        }
    )
    _fixed_fields = frozenset({"pairing_id", "kind"})
    _link_fields = ("video_url",)
    _lengths = {"video_url": ADDRESS_LIMIT, "location": LINE_LIMIT}
    _ranges = {"minutes": MINUTES}

    pairing_id = fields.Many2one(
        "mentorship.pairing", required=True, index=True, ondelete="cascade"
    )
    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    kind = fields.Selection(
        [
            ("mentor", "With the mentor"),
            ("mentee", "With the mentee"),
            ("both", "With both, or everyone"),
        ],
        "With",
        required=True,
        default="both",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Invited",
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
        help="Who is invited. In a group, you can leave people out.",
    )
    possible_ids = fields.Many2many("res.partner", compute="_compute_possible_ids")
    partner_id = fields.Many2one(
        "res.partner",
        "Coordinator",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.partner_id,
    )
    date = fields.Datetime(
        "Start", required=True, default=lambda self: self._default_date()
    )
    minutes = fields.Integer("Duration in minutes", required=True, default=30)
    stop = fields.Datetime("Ends at", compute="_compute_stop", store=True)
    mode = fields.Selection(
        [("phone", "By phone"), ("video", "By video"), ("in_person", "In person")],
        "How",
        required=True,
        default="phone",
    )
    location = fields.Char("Place", copy=False)
    video_url = fields.Char("Video link", copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    is_over = fields.Boolean(compute="_compute_is_over")
    summary = fields.Text(
        copy=False,
        prefetch="texts",
        help="Only the coordinators of this programme and the managers can read it.",
    )

    _newest = models.Index("(date DESC, id DESC)")

    @api.model
    def _default_date(self):
        """Return now for a talk that is noted afterwards, and nothing for one that is
        planned.
        """
        noted = self.env.context.get("mentorship_note")
        return noted and fields.Datetime.now().replace(second=0, microsecond=0)

    @api.depends("pairing_id.display_name", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        states = field_labels(self, "state")
        for checkin in self:
            names = checkin.pairing_id.display_name or ""
            checkin.display_name = f"{names} ({states.get(checkin.state, '')})"

    @api.depends("date", "minutes")
    def _compute_stop(self):
        for checkin in self:
            checkin.stop = checkin.date and checkin.date + timedelta(
                minutes=checkin.minutes
            )

    @api.depends("state", "date")
    def _compute_is_over(self):
        now = fields.Datetime.now()
        for checkin in self:
            checkin.is_over = bool(checkin.date and checkin.date <= now)

    @api.depends("pairing_id", "kind")
    def _compute_partner_ids(self):
        for checkin in self:
            # sudo: the people in a pairing that the user chose and can see
            members = checkin.pairing_id.sudo()._present_members()
            if checkin.kind != "both":
                mentor = checkin.kind == "mentor"
                members = members.filtered(
                    lambda m, mentor=mentor: (m.role == "mentor") == mentor
                )
            checkin.partner_ids = members.partner_id

    @api.depends("pairing_id")
    def _compute_possible_ids(self):
        """Find the people who can be invited: also those who left."""
        for checkin in self:
            # sudo: the people in a pairing that the user chose and can see
            members = checkin.pairing_id.sudo().member_ids
            accepted = members.filtered(lambda member: member.answer == "accepted")
            checkin.possible_ids = accepted.partner_id

    @api.constrains("pairing_id")
    def _check_started(self):
        for checkin in self:
            if checkin.pairing_id.state not in STARTED:
                raise ValidationError(
                    self.env._("You can plan a check-in once the pairing has started.")
                )

    @api.constrains("partner_ids", "pairing_id")
    def _check_invited(self):
        for checkin in self.filtered(lambda c: c.pairing_id.state in STARTED):
            if checkin.partner_ids - checkin.possible_ids:
                raise ValidationError(
                    self.env._("Invite only people who take part in this pairing.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        checkins = super().create([self._without_nul(vals) for vals in vals_list])
        # what the server itself creates, such as demonstration data, mails no one
        if not self.env.su:
            checkins._check_someone()
            checkins._check_kept()
            # sudo: checked by `create`; users cannot write what calendars need
            checkins.sudo()._tell_new()
            checkins._end_lines()
        return checkins

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        vals = self._without_nul(vals)
        if self.env.su:
            return super().write(vals)
        if TEXTS & vals.keys():
            self._check_kept()
        if "pairing_id" in vals:
            self._check_same_pairing(vals["pairing_id"])
        if "partner_ids" in vals:
            self._check_not_shared()
        told = IN_CALENDARS & vals.keys()
        # sudo: users cannot write what calendars need
        mine = self.sudo()
        if told:
            # of two changes at the same moment, the second must see the first
            mine._touch()
        before = mine._shown_in_calendars() if told else {}
        result = super().write(vals)
        if told:
            self._check_someone()
            mine._tell_changes(before)
        return result

    def _check_same_pairing(self, pairing_id):
        """Raise if people were invited to this talk: it is theirs."""
        if any(
            checkin.sequence >= 0 and checkin.pairing_id.id != pairing_id
            for checkin in self
        ):
            raise UserError(
                self.env._(
                    "People have been invited to this talk. Cancel it, and plan one "
                    "for the other pairing."
                )
            )

    @staticmethod
    def _without_nul(vals):
        """Return the values without the character that the database cannot store."""
        return {
            name: value.replace("\0", "")
            if name in TEXTS and isinstance(value, str)
            else value
            for name, value in vals.items()
        }

    def _check_someone(self):
        for checkin in self:
            if not checkin.partner_ids:
                raise ValidationError(self.env._("Invite at least one person."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_untold(self):
        for checkin in self:
            if checkin.version:
                raise UserError(
                    self.env._("A check-in whose report was shared cannot be deleted.")
                )
            if checkin._in_calendars():
                raise UserError(
                    self.env._(
                        "Cancel this check-in first, so that everyone invited is told."
                    )
                )

    def _is_fixed(self):
        return self.state != "planned"

    def action_note(self):
        """Open the small form in which staff note that the talk took place."""
        self._check_staff()
        self.ensure_one()
        form = self.env.ref("nob_mentorship.mentorship_checkin_view_form_note")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("It took place"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
            "target": "new",
        }

    def action_hold(self):
        """Note that the talk took place."""
        self._check_staff()
        todo, now = self._to_move("held", ("planned",)), fields.Datetime.now()
        if any(checkin.date > now for checkin in todo):
            raise UserError(
                self.env._(
                    "This talk has not taken place yet. If it was earlier than "
                    "planned, change the date first."
                )
            )
        todo._touch()
        todo._set_state("held")
        todo._end_lines()

    def action_cancel(self):
        """Cancel the talk; if it is still to come, everyone invited is told."""
        self._check_staff()
        for checkin in self._to_move("cancelled", ("planned",)):
            # sudo: staff of the programme, checked above
            checkin.sudo()._cancel()

    def _cancel(self):
        self._touch()
        invited = self._in_calendars()
        self._set_state("cancelled", sequence=self.sequence + 1)
        if invited:
            self._mail_members("CANCEL", invited)
            self._mail_coordinator("CANCEL")
