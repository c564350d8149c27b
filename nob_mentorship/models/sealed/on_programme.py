from odoo import api, fields, models
from odoo.exceptions import ValidationError

COORDINATOR = "nob_mentorship.group_mentorship_coordinator"
MANAGER = "nob_mentorship.group_mentorship_manager"


class MentorshipProgramme(models.Model):
    """Readers of the sealed messages from a programme's members."""

    _inherit = "mentorship.programme"

    appeal_user_id = fields.Many2one(
        "res.users",
        "Alternative contact",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref(COORDINATOR).id),
        ],
        tracking=True,
        index="btree_not_null",
        help="Reads the messages that members do not want the coordinators to read. If "
        "empty, the managers who do not coordinate this programme read them.",
    )
    sealed_message_count = fields.Integer(
        "Messages",
        compute="_compute_sealed_message_count",
        compute_sudo=True,
        help="Conversations with the coordinators that they have been told about.",
    )
    keyless_names = fields.Char(
        "Coordinators who cannot read messages yet",
        compute="_compute_keyless",
        compute_sudo=True,
    )
    is_keyless = fields.Boolean(
        "Has no key yet", compute="_compute_keyless", compute_sudo=True
    )

    has_nobody_past = fields.Boolean(
        "No alternative contact",
        compute="_compute_has_nobody_past",
        compute_sudo=True,
    )

    @api.depends_context("uid")
    def _compute_sealed_message_count(self):
        # messages to the alternative contact are not counted: coordinators would notice
        # them
        counts = dict(
            self.env["mentorship.message"]._read_group(
                [
                    ("programme_id", "in", self.ids),
                    ("addressee", "=", "coordinators"),
                    ("is_told", "=", True),
                ],
                ["programme_id"],
                ["__count"],
            )
        )
        for programme in self:
            programme.sealed_message_count = counts.get(programme, 0)

    @api.depends("coordinator_ids")
    @api.depends_context("uid")
    def _compute_keyless(self):
        """List the coordinators without an identity; tell whether the caller is one of
        them.
        """
        for programme in self:
            users = programme._on_duty(programme.coordinator_ids)
            without = users._without_mentorship_keys()
            programme.keyless_names = ", ".join(without.mapped("name"))
            programme.is_keyless = self.env.user in without

    @api.depends("coordinator_ids", "appeal_user_id", "company_id")
    def _compute_has_nobody_past(self):
        """Tell whether a message to the alternative contact would have no reader."""
        for programme in self:
            programme.has_nobody_past = not programme._speak_to("past")

    def _has_field_access(self, field, operation):
        """Let only managers choose the alternative contact, not coordinators."""
        if not super()._has_field_access(field, operation):
            return False
        is_chosen = field.name == "appeal_user_id" and operation == "write"
        return not is_chosen or self.env.su or self.env.user.has_group(MANAGER)

    @api.constrains("appeal_user_id", "company_id")
    def _check_appeal_reads(self):
        for programme in self:
            # sudo: the writing user was checked; reads the contact's companies and role
            user = programme.sudo().appeal_user_id
            if user - programme.sudo()._on_duty(user):
                raise ValidationError(
                    self.env._(
                        "%s cannot be the alternative contact: choose a "
                        "mentorship coordinator or manager who still works for the "
                        "company of this programme.",
                        user.name,
                    )
                )

    @api.constrains("appeal_user_id", "coordinator_ids")
    def _check_appeal(self):
        for programme in self:
            if programme.appeal_user_id in programme.coordinator_ids:
                raise ValidationError(
                    self.env._(
                        "%s coordinates this programme, so they cannot be the "
                        "alternative contact.",
                        programme.appeal_user_id.name,
                    )
                )

    def _speak_to(self, addressee):
        """Return the users who read messages of this programme, by addressee.

        :param str addressee: as in ``mentorship.message``
        """
        self.ensure_one()
        if addressee == "coordinators":
            return self._on_duty(self.coordinator_ids)
        managers = self.env.ref(MANAGER).all_user_ids
        users = self._on_duty(self.appeal_user_id) or self._on_duty(managers)
        robot = self.env.ref("base.user_root")
        return users - self.coordinator_ids - robot

    def _on_duty(self, users):
        """Return which of some users are allowed to read messages of this programme; a
        user who left, lost the role or moved to another company is not.

        :param users: ``res.users``, as superuser
        """
        role, company = self.env.ref(COORDINATOR), self.company_id
        return users.filtered(
            lambda user: (
                user.active
                and role in user.all_group_ids
                and (not company or company in user.company_ids)
            )
        )

    def _speak_people(self, addressee):
        """Return {uuid: user} for the readers who have keys."""
        users = self._speak_to(addressee)
        return {
            identity.member_uuid: user
            for user in users
            if (
                identity := user.partner_id.mentorship_identity_ids._of(user.partner_id)
            )
        }

    def _speak_domain(self, partner):
        """Return the domain of programmes that a member can write to: those they take
        part in, or took part in.
        """
        enrolments = [("partner_id", "=", partner.id), ("state", "!=", "draft")]
        return [("edition_ids.enrolment_ids", "any", enrolments)]

    def _speak_participants(self):
        """Return all current and former participants: the author is one of them."""
        enrolments = self.env["mentorship.enrolment"].search(
            [("edition_id.programme_id", "=", self.id), ("state", "!=", "draft")]
        )
        return enrolments.partner_id

    def action_make_identity(self):
        """Open the page on which a coordinator creates their keys."""
        return self.env["mentorship.message"]._page("messages")

    def action_view_messages(self):
        """Open the conversations that the caller can read."""
        return {
            "type": "ir.actions.act_window",
            "domain": [("programme_id", "in", self.ids)],
            "res_model": "mentorship.message",
            "view_mode": "list",
            "name": self.env._("Messages"),
        }
