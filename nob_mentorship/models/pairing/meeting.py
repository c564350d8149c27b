from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ...tools.form import ADDRESS_LIMIT
from ..base.labels import field_labels

PAIR_FIELDS = frozenset(
    {
        "video_url",
        "location",
        "uid",
        "series_uid",
        "organizer_name",
        "organizer_email",
    }
)


class MentorshipMeeting(models.Model):
    """A meeting of a pairing (R12–R14, P4).

    Staff see that it is planned or held; its place and its subject are private to the
    pair.
    """

    _name = "mentorship.meeting"
    _inherit = ["mentorship.linked", "mentorship.guarded"]
    _description = "Meeting"
    _order = "start desc, id desc"

    _name_parts = ("pairing_id", "state")

    _pair_fields = PAIR_FIELDS
    _link_fields = ("video_url",)
    _lengths = {"video_url": ADDRESS_LIMIT}
    _portal_readable = frozenset(
        {"id", "display_name", "pairing_id", "start", "stop", "mode", "state"}
    )

    pairing_id = fields.Many2one(
        "mentorship.pairing", required=True, index=True, ondelete="cascade"
    )
    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    mode = fields.Selection(
        [("in_person", "In person"), ("video", "By video")],
        required=True,
        default="in_person",
    )
    video_url = fields.Char("Video link", copy=False)
    location = fields.Char(copy=False)
    attendee_ids = fields.Many2many("res.partner", string="Attendees")
    planner_id = fields.Many2one(
        "res.partner", ondelete="restrict", copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
    )
    unmarked = fields.Boolean(
        "Ended, not marked",
        compute="_compute_unmarked",
        search="_search_unmarked",
        help="The meeting is over, but it is not recorded whether it took place.",
    )
    uid = fields.Char(
        default=lambda self: f"{uuid4()}@nob-mentorship", required=True, copy=False
    )
    sequence = fields.Integer(default=0, copy=False)
    # calendars reject changes to a meeting from another organizer
    organizer_name = fields.Char("Organizer's name", copy=False)
    organizer_email = fields.Char("Organizer's address", copy=False)

    _newest = models.Index("(start DESC, id DESC)")
    _order_of_times = models.Constraint(
        "CHECK(stop > start)", "A meeting must end after it starts."
    )

    @api.depends("pairing_id.display_name", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        states = field_labels(self, "state")
        for meeting in self:
            names = meeting.pairing_id.display_name or ""
            meeting.display_name = f"{names} ({states.get(meeting.state, '')})"

    @api.depends("state", "stop")
    def _compute_unmarked(self):
        now = fields.Datetime.now()
        for meeting in self:
            meeting.unmarked = bool(
                meeting.state == "planned" and meeting.stop and meeting.stop < now
            )

    @api.model
    def _search_unmarked(self, operator, value):
        if operator != "in":
            return NotImplemented
        unmarked = Domain("state", "=", "planned") & Domain(
            "stop", "<", fields.Datetime.now()
        )
        return unmarked if True in value else ~unmarked

    @api.model
    def _member_domain(self, partner):
        """Return the domain of meetings that a member can see: of pairings they
        accepted.
        """
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        said_yes = [("partner_id", "=", partner.id), ("answer", "=", "accepted")]
        return [
            ("pairing_id", "any", pairings),
            ("pairing_id.member_ids", "any", said_yes),
        ]

    @api.model
    def _former_domain(self, partner):
        """Return the domain of meetings of any pairing a member was ever in."""
        pairings = self.env["mentorship.pairing"]._former_domain(partner)
        return [("pairing_id", "any", pairings)]

    def _former_path(self):
        return self.pairing_id._former_path()

    @api.model
    def _plan(self, pairing, values):
        """Plan a meeting and invite the members, or record one that took place.

        :param pairing: an active pairing of the caller
        :param dict values: ``start``, ``stop`` (naive UTC), ``mode``, ``video_url``,
            ``location``, ``held``
        :return: the new meeting
        """
        pairing = self._may_plan(pairing)
        held = values.get("held")
        values = {key: value for key, value in values.items() if key != "held"}
        state = "held" if held else "planned"
        twice = pairing.meeting_ids.filtered(
            lambda m: m.state == state and m._is_as(values)
        )
        # a double click plans and invites only once
        if twice:
            return twice[0]
        meeting = self._add(pairing, [values])
        if held:
            meeting.action_hold()
        else:
            meeting._invite("REQUEST")
        return meeting

    @api.model
    def _may_plan(self, pairing):
        """Return an active pairing of the caller as superuser, to plan meetings in it.

        :raises AccessError: for all but its present members
        """
        if not self.env.su and not pairing._own_member():
            raise AccessError(self.env._("You cannot change this record."))
        pairing = pairing._as_participant()
        # of two sent at the same moment, the second must see the first
        pairing._touch()
        return pairing

    @api.model
    def _add(self, pairing, values_list):
        """Create meetings of all who said yes, planned by the caller.

        :param pairing: as :meth:`_may_plan` returns it
        :param values_list: the values of each
        """
        accepted = pairing._present_members().filtered(
            lambda member: member.answer == "accepted"
        )
        return pairing.meeting_ids.create(
            [
                {
                    **values,
                    "pairing_id": pairing.id,
                    "attendee_ids": accepted.partner_id.ids,
                    "planner_id": self.env.user.partner_id.id,
                }
                for values in values_list
            ]
        )

    def _move(self, values):
        """Change the time or place, and send the invitation again if anything changed.

        :param dict values: as for :meth:`_plan`
        :return: whether anything changed
        :raises UserError: if it is no longer planned
        """
        meeting = self._as_participant()
        # concurrent changes wait: both would write the same calendar file, and one
        # would find half of it
        meeting._touch()
        if meeting.state != "planned":
            raise UserError(
                self.env._("This meeting has already been held or cancelled.")
            )
        values = {key: value for key, value in values.items() if key != "held"}
        if meeting._is_as(values):
            return False
        meeting.write({**values, "sequence": meeting.sequence + 1})
        meeting._invite("REQUEST")
        return True

    def _is_as(self, values):
        """Tell whether this meeting already has these values."""
        return all((self[key] or "") == (value or "") for key, value in values.items())

    def action_hold(self):
        """Mark a meeting that has begun as held, by a member of the pairing (R14)."""
        for meeting in self:
            meeting = meeting._as_participant()
            for todo in meeting._to_move("held", ("planned",)):
                if todo.start > fields.Datetime.now():
                    raise UserError(self.env._("This meeting has not taken place yet."))
                todo._set_state("held")

    def action_cancel(self):
        """Cancel the meeting, by a member of the pairing, and update the calendars; of
        one that is over, and did not take place, no one is mailed.
        """
        for meeting in self:
            meeting = meeting._as_participant()
            for todo in meeting._to_move("cancelled", ("planned",)):
                # as in `_move`
                todo._touch()
                todo._set_state("cancelled", sequence=todo.sequence + 1)
                if todo.stop > fields.Datetime.now():
                    todo._invite("CANCEL")

    def _to_come(self):
        """Return the meetings that have not begun."""
        now = fields.Datetime.now()
        return self.filtered(lambda meeting: meeting.start > now)

    def _call_off(self):
        """Cancel planned meetings because the pairing ended.

        :return: the future meetings; the mail about the end removes them from the
            calendars: :meth:`_off`
        """
        planned = self.filtered(lambda m: m.state == "planned")
        # as in `_move`
        planned._touch()
        for meeting in planned:
            meeting._set_state("cancelled", sequence=meeting.sequence + 1)
        return planned._to_come()

    def _without(self, partner):
        """Remove a member who left a group from the planned meetings.

        :return: the values of the attachments that clear the member's calendar, a list
        """
        planned = self.filtered(lambda m: m.state == "planned")._attended_by(partner)
        for meeting in planned:
            meeting.sequence += 1
        calendars = planned._to_come()._calendars("CANCEL", partner)
        for meeting in planned:
            meeting.attendee_ids -= partner
        return calendars

    def _off(self):
        """Return the arguments of `_mail` with which a mail to members, or to their
        sign-ups, removes these meetings from their calendars.
        """
        if not self:
            return {}
        return {
            "mentorship_off": self,
            "attach": lambda record: self._calendars("CANCEL", record.partner_id),
        }

    def _with(self, member):
        """Invite a newcomer to the planned meetings.

        :param member: the ``mentorship.pairing.member`` of these meetings' pairing
        """
        planned = self._to_come().filtered(
            lambda m: m.state == "planned" and member.partner_id not in m.attendee_ids
        )
        planned.write({"attendee_ids": [Command.link(member.partner_id.id)]})
        planned._invite_to_all(member)

    def _as_participant(self):
        """Return this meeting, accessible to a present member of its pairing.

        :raises AccessError: for all others, including staff
        """
        self.ensure_one()
        # sudo: only to find the pairing, whose members are checked next
        meeting = self.sudo().exists()
        own = meeting and meeting.pairing_id._own_member()
        if not self.env.su and not own:
            raise AccessError(self.env._("You cannot change this record."))
        return meeting
