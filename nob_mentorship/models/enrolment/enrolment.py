from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.labels import field_labels

FINAL_STATES = ("refused", "completed", "unmatched", "withdrawn")


class MentorshipEnrolment(models.Model):
    """The participation of a member in an edition, in one role (R4, R8, R36, R38)."""

    _name = "mentorship.enrolment"
    _inherit = [
        "mentorship.correspondence",
        "mail.activity.mixin",
        "mentorship.guarded",
        "mentorship.mailing",
        "mentorship.word",
    ]
    _description = "Sign-up"
    _order = "edition_id.id desc, role, submitted_on, id"

    _name_parts = ("partner_id", "role")

    _method_fields = frozenset(
        {
            "state",
            "held_places",
            "active_pairing_count",
            "submitted_on",
            "waiting_since",
            "unmatched_word",
            "lapse_noted_on",
            "refused_on",
            "terms_version",
            "terms_accepted_on",
            "away_until",
            "named_in_thanks",
            *("ready_noted_on", "ready_by_id", "ready_reason"),
            *("ready_reminded_on", "self_checked_on"),
        }
    )
    _fixed_fields = frozenset({"edition_id", "partner_id", "role"})
    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "edition_id",
            "programme_id",
            "partner_id",
            "role",
            "state",
            "question",
            "motivation",
            "topic_ids",
            "focus_ids",
            "language_ids",
            "region_id",
            "meeting_mode",
            "answer_ids",
            "employer",
            "max_mentees",
            "shown",
            "shares_question",
            "shares_contact",
            "shares_profile",
            "active_pairing_count",
            "refusal_reason",
            "stated_professional_since",
            "stated_gender",
            "submitted_on",
            "terms_version",
            "terms_accepted_on",
            "away_until",
            "named_in_thanks",
        }
    )

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="restrict"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        [("mentor", "Mentor"), ("mentee", "Mentee"), ("peer", "Peer")],
        required=True,
        default="mentee",
        index=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("waiting", "Waiting list"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("matched", "Matched"),
            ("completed", "Completed"),
            ("unmatched", "Unmatched"),
            ("withdrawn", "Withdrawn"),
        ],
        group_expand="_expand_states",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    question = fields.Text(
        "Question or objective",
        help="Visible to programme staff and to the mentor you are matched with.",
    )
    motivation = fields.Text(
        help="Visible to programme staff and to the person you are matched with."
    )
    topic_ids = fields.Many2many("mentorship.topic", string="Topics")
    employer = fields.Char(help="As stated by the member at sign-up.")
    max_mentees = fields.Integer("Maximum mentees", default=1)
    unmatched_word = fields.Selection(
        [
            ("scarce", "More applicants than places on the other side"),
            ("later", "No match found yet"),
        ],
        readonly=True,
        copy=False,
        help="Message to the member when the matching found no match; it is based on "
        "numbers only.",
    )
    priority = fields.Boolean(
        help="The member was left out in an earlier edition of this programme, so "
        "comes first now."
    )
    member_ids = fields.One2many(
        "mentorship.pairing.member", "enrolment_id", "Places in pairings"
    )
    active_pairing_count = fields.Integer(
        "Active pairings", compute="_compute_places", store=True, compute_sudo=True
    )
    held_places = fields.Integer(
        "Places held",
        compute="_compute_places",
        store=True,
        compute_sudo=True,
        help="Places taken by offered and active pairings.",
    )
    free_places = fields.Integer(
        compute="_compute_free_places", search="_search_free_places"
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    waiting_since = fields.Datetime(readonly=True, copy=False)
    refusal_reason = fields.Char(copy=False)
    lapse_noted_on = fields.Date("End of membership recorded on", copy=False)
    partner_email = fields.Char(related="partner_id.email")
    portal_user_state = fields.Selection(
        [("none", "No login"), ("new", "Invited"), ("active", "Has logged in")],
        compute="_compute_portal_user_state",
        compute_sudo=True,
        string="Portal",
    )
    _in_order = models.Index("(edition_id DESC, role, submitted_on, id)")
    _once = models.UniqueIndex(
        "(edition_id, partner_id, role) WHERE state <> 'withdrawn'",
        "This member has already signed up in this role.",
    )
    _places = models.Constraint(
        "CHECK(held_places <= max_mentees)",
        "There is no free place left: someone else was quicker, or there are fewer "
        "places than pairings.",
    )
    _max_mentees = models.Constraint(
        "CHECK(max_mentees BETWEEN 1 AND 200)",
        "A mentor can take between 1 and 200 mentees.",
    )

    @api.depends("partner_id.name", "role", "edition_id.name", "max_mentees")
    @api.depends_context("lang", "mentorship_places")
    def _compute_display_name(self):
        with_places = self.env.context.get("mentorship_places")
        roles = field_labels(self, "role")
        for enrolment in self:
            # sudo: the name of a member that the reader of this sign-up can see
            partner = enrolment.sudo().partner_id
            if not partner:
                enrolment.display_name = self.env._("New sign-up")
                continue
            name = partner.name or ""
            word = roles.get(enrolment.role, "")
            if with_places and enrolment.role == "mentor":
                places = enrolment.max_mentees
                word = places > 1 and self.env._("%s places", places)
            enrolment.display_name = f"{name} ({word})" if word else name

    @api.depends("member_ids.pairing_id.member_ids.live", "member_ids.pairing_id.state")
    def _compute_places(self):
        for enrolment in self:
            live = enrolment.member_ids.filtered("live")
            if enrolment.role == "mentor":
                held = live.pairing_id.member_ids.filtered(
                    lambda member: member.live and member.role != "mentor"
                )
            else:
                held = live
            enrolment.held_places = len(held)
            enrolment.active_pairing_count = len(
                live.pairing_id.filtered(lambda pairing: pairing.state == "active")
            )

    @api.depends("max_mentees", "held_places")
    def _compute_free_places(self):
        for enrolment in self:
            enrolment.free_places = max(
                enrolment.max_mentees - enrolment.held_places, 0
            )

    @api.model
    def _search_free_places(self, operator, value):
        """Return the domain of sign-ups with, or without, a free place."""
        if operator != "in" or set(value) != {0}:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s >= %s",
                SQL.identifier(alias, "held_places"),
                SQL.identifier(alias, "max_mentees"),
            ),
            predicate=lambda enrolment: not enrolment.free_places,
        )

    @api.depends("partner_id.user_ids.login_date")
    def _compute_portal_user_state(self):
        for enrolment in self:
            users = enrolment.partner_id.user_ids
            enrolment.portal_user_state = (
                "none"
                if not users
                else "active"
                if any(users.mapped("login_date"))
                else "new"
            )

    @api.constrains("role", "edition_id")
    def _check_role(self):
        for enrolment in self:
            if (enrolment.role == "peer") != (enrolment.edition_id.kind == "peer"):
                raise ValidationError(
                    self.env._("This edition has no place for that role.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create(vals_list)
        for enrolment in enrolments.filtered(lambda e: not e.employer):
            enrolment.employer = enrolment.partner_id._mentorship_employer()
        for enrolment in enrolments.filtered(lambda e: not e.region_id):
            enrolment.region_id = enrolment.partner_id.state_id
        return enrolments

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        sent = self.filtered(lambda e: e.state not in ("draft", "withdrawn"))
        if any(e.member_ids or not e.edition_id.taken_over for e in sent):
            raise UserError(
                self.env._(
                    "You cannot delete a sign-up that was sent; withdraw it instead."
                )
            )

    def _is_fixed(self):
        return self.state != "draft"

    @api.model
    def _member_domain(self, partner):
        """Return the domain of the sign-ups that a member can see: their own."""
        return [("partner_id", "=", partner.id)]

    def _check_staff_or_own(self):
        """Raise unless the caller is staff, or these are their own sign-ups.

        :raises AccessError: for all other users
        """
        # sudo: reads only which member each sign-up belongs to
        there = self.sudo().exists()
        own = there == self.sudo() and there.partner_id <= self.env.user.partner_id
        if not own and not self._is_staff():
            raise AccessError(self.env._("You cannot change this record."))

    def _is_final(self):
        """Tell whether this state is final."""
        self.ensure_one()
        return self.state in FINAL_STATES

    def _page_path(self):
        return f"/my/mentorship/enrolment/{self.id}"
