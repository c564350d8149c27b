from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.lines import Lines

THERE = ("|", ("left_on", "=", False), ("left_at_end", "=", True))
"""The domain of members who did not leave before the end."""


class MentorshipPairing(models.Model):
    """A mentor and a mentee, or a group, or peers (R5–R7, R43)."""

    _name = "mentorship.pairing"
    _inherit = [
        "mentorship.correspondence",
        "mail.activity.mixin",
        "mentorship.guarded",
    ]
    _description = "Pairing"
    _order = "edition_id.id desc, id desc"

    _name_parts = ("member_ids",)

    _method_fields = frozenset(
        {
            "state",
            "date_start",
            "date_end",
            "offered_on",
            "expires_on",
            "waits_since",
            "waited_days",
            "ready_waits_since",
            "paused_until",
            "pause_days",
            "resumed_on",
            "prolonged_until",
            "held_meeting_count",
            "first_contact_on",
            "silent_since",
            "room_active_on",
            "room_cleared_on",
        }
    )
    _fixed_fields = frozenset({"edition_id"})
    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "edition_id",
            "programme_id",
            "state",
            "member_ids",
            "mentor_id",
            "mentee_ids",
            "date_start",
            "date_end",
            "paused_until",
            "prolonged_until",
            "expires_on",
            "meeting_ids",
            "held_meeting_count",
            "first_contact_on",
        }
    )

    _in_order = models.Index("(edition_id DESC, id DESC)")

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="restrict"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    kind = fields.Selection(related="edition_id.kind")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("offered", "Offered"),
            ("active", "Active"),
            ("declined", "Declined"),
            ("completed", "Completed"),
            ("ended", "Ended"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    member_ids = Lines("mentorship.pairing.member", "pairing_id", "People")
    mentor_id = fields.Many2one(
        "res.partner",
        compute="_compute_mentor_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    mentee_ids = fields.Many2many(
        "res.partner",
        string="Mentees",
        compute="_compute_mentee_ids",
        search="_search_mentee_ids",
        compute_sudo=True,
        help="The mentees, or the peers.",
    )
    mentor_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentor's sign-up",
        compute="_compute_enrolments",
        inverse="_inverse_enrolments",
        domain=[("role", "=", "mentor")],
    )
    mentee_enrolment_ids = fields.Many2many(
        "mentorship.enrolment",
        string="Sign-ups",
        compute="_compute_enrolments",
        inverse="_inverse_enrolments",
        domain=[("role", "!=", "mentor")],
    )
    offered_on = fields.Date(readonly=True, copy=False)
    expires_on = fields.Date("Answer by", readonly=True, copy=False)
    date_start = fields.Date("Since", readonly=True, copy=False, tracking=True)
    date_end = fields.Date("Until", readonly=True, copy=False, tracking=True)
    paused_until = fields.Date(readonly=True, copy=False, tracking=True)
    pause_days = fields.Integer(readonly=True, copy=False)
    prolonged_until = fields.Date(readonly=True, copy=False, tracking=True)
    meeting_ids = Lines("mentorship.meeting", "pairing_id", "Meetings")

    @api.depends("member_ids.partner_id.name", "member_ids.role")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: the names of the people in pairings that the reader can see; reads
        # nothing else, for long lists
        pairings = self.sudo()
        self._fields["member_ids"].read_columns(pairings, {"role", "partner_id"})
        pairings.member_ids.partner_id.fetch(["name"])
        for pairing, readable in zip(self, pairings, strict=True):
            members = sorted(readable.member_ids, key=lambda m: m.role != "mentor")
            names = [member.partner_id.name for member in members]
            pairing.display_name = " – ".join(filter(None, names)) or self.env._(
                "New pairing"
            )

    @api.depends("member_ids.partner_id", "member_ids.role")
    def _compute_mentor_id(self):
        for pairing in self:
            mentors = pairing.member_ids.filtered(lambda m: m.role == "mentor")
            pairing.mentor_id = mentors.partner_id[:1]

    @api.depends("member_ids.partner_id", "member_ids.role")
    def _compute_mentee_ids(self):
        for pairing in self:
            mentees = pairing.member_ids.filtered(lambda m: m.role != "mentor")
            pairing.mentee_ids = mentees.partner_id

    def _search_mentee_ids(self, operator, value):
        return [
            (
                "member_ids",
                "any",
                [("role", "!=", "mentor"), ("partner_id", operator, value)],
            )
        ]

    @api.depends("member_ids.enrolment_id")
    def _compute_enrolments(self):
        for pairing in self:
            enrolments = pairing.member_ids.enrolment_id
            mentors = enrolments.filtered(lambda e: e.role == "mentor")
            pairing.mentor_enrolment_id = mentors[:1]
            pairing.mentee_enrolment_ids = enrolments - mentors

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposed(self):
        # a line of a file that was wrong is imported anew
        past = self.filtered(lambda pairing: pairing.edition_id.taken_over)
        past._check_not_own()
        if any(pairing.state != "proposed" for pairing in self - past):
            raise UserError(
                self.env._(
                    "You can only delete a pairing that was never offered to its "
                    "members."
                )
            )

    def _is_fixed(self):
        return self.state != "proposed"

    @api.model
    def _member_domain(self, partner):
        """Return the domain of pairings that a member can see: those they are in or
        asked for.
        """
        return [
            ("state", "in", ("offered", "active", "completed", "ended")),
            (
                "member_ids",
                "any",
                [
                    ("partner_id", "=", partner.id),
                    ("answer", "not in", ("declined", "not_now")),
                    *THERE,
                ],
            ),
        ]

    @api.model
    def _former_domain(self, partner):
        """Return the domain of pairings that a member was ever in or asked for,
        including offers that were withdrawn.
        """
        own = [("partner_id", "=", partner.id)]
        asked = [*own, ("asked_on", "!=", False)]
        return [
            "|",
            "&",
            ("state", "!=", "proposed"),
            ("member_ids", "any", own),
            ("member_ids", "any", asked),
        ]

    def _former_path(self):
        return f"/my/mentorship/pairing/{self.id}"

    def _present_members(self):
        """Return the present members: they accepted, and did not leave before the end.

        Before the start, members who were asked, or will be, count too.
        """
        return self.member_ids.filtered(
            lambda member: (
                (not member.left_on or member.left_at_end)
                and (
                    member.answer == "accepted"
                    or (
                        member.answer == "pending"
                        and member.pairing_id.state in ("proposed", "offered")
                    )
                )
            )
        )

    def _unanswered(self):
        """Return the members who were asked and have not answered."""
        return self.member_ids.filtered(
            lambda member: member.answer == "pending" and not member.left_on
        )

    def _call_off_offers(self, template="mail_template_offer_off"):
        """Withdraw open offers to members of pairings that have started or ended.

        :param template: the name of the mail template that tells them, or None if
            another mail does
        """
        # sudo: the user who ended the pairing was checked; only open offers are
        # withdrawn
        waiting = self.sudo()._unanswered()
        # they gave no answer, and none is recorded
        waiting.left_on = fields.Date.context_today(self)
        self._resume_clock()
        if template:
            waiting._mail(template)

    def _own_row(self):
        """Return the caller's own row in this pairing, empty if there is none.

        Members are not told of proposals, so they have no row in one.
        """
        self.ensure_one()
        partner = self.env.user.partner_id
        # sudo: only the row of the caller leaves this method
        pairing = self.sudo().exists()
        if pairing.state == "proposed":
            return pairing.member_ids.browse()
        return pairing.member_ids.filtered(lambda member: member.partner_id == partner)

    def _own_member(self):
        """Return the caller's own row, unless they declined or left; once the pairing
        is active, only if they accepted.
        """
        own = self._own_row() & self._own_row().pairing_id._present_members()
        waits = own.pairing_id.state == "active" and own.answer == "pending"
        return own.browse() if waits else own
