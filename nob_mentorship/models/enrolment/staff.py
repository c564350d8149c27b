from odoo import fields, models
from odoo.exceptions import UserError


class MentorshipEnrolment(models.Model):
    """The actions of staff on a sign-up, apart from accepting it."""

    _inherit = "mentorship.enrolment"

    partner_phone = fields.Char("Telephone", related="partner_id.phone")
    member_category_ids = fields.Many2many(
        related="partner_id.membership_category_ids", string="Membership"
    )
    member_since = fields.Date("Member since", related="partner_id.membership_start")
    professional_since = fields.Date(related="partner_id.professional_since")
    work_experience_years = fields.Integer(related="partner_id.work_experience_years")

    def action_preview_portal(self):
        """Show staff the pages as this member sees them, except any room."""
        self.ensure_one()
        self._check_staff()
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/my/mentorship/preview/{self.id}",
        }

    def action_propose_pairing(self):
        """Open a new pairing with the selected sign-ups."""
        self._check_staff()
        self._check_not_own()
        if len(self.edition_id) != 1:
            raise UserError(self.env._("Choose sign-ups of one edition."))
        mentors = self.filtered(lambda enrolment: enrolment.role == "mentor")
        if len(mentors) > 1:
            raise UserError(self.env._("A pairing has one mentor."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentorship.pairing",
            "view_mode": "form",
            "context": {
                "default_edition_id": self.edition_id.id,
                "default_mentor_enrolment_id": mentors.id,
                "default_mentee_enrolment_ids": (self - mentors).ids,
            },
        }

    def action_invite_sign_up(self):
        """Ask members to complete the sign-up that staff started for them."""
        self._check_staff()
        drafts = self.filtered(lambda enrolment: enrolment.state == "draft")
        unreachable = drafts._mail("mail_template_sign_up_invitation", report=False)
        reasons = {
            **dict.fromkeys(self - drafts, self.env._("It has already been sent.")),
            **dict.fromkeys(
                unreachable,
                self.env._("The member is archived or has no email address."),
            ),
        }
        return self.env["mentorship.job"]._outcome(
            len(self),
            [f"{each.display_name}: {reason}" for each, reason in reasons.items()],
        )

    def action_give_portal_access(self):
        """Give members without a login one, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            # Odoo sends the mail at once, and no rollback can recall it
            "_give_portal_access",
            name=self.env._("Give portal access"),
            alone=True,
        )

    def _give_portal_access(self):
        """Give this member a login, with Odoo's own invitation.

        :raises UserError: if the address is missing, or is in use by another login
        """
        # sudo: staff of the programme were checked; Odoo requires the right to edit
        # contacts
        partner = self.sudo().partner_id
        if not partner.user_ids:
            wizard = self.env["portal.wizard"].sudo()
            wizard = wizard.create({"partner_ids": partner.ids})
            wizard.user_ids.action_grant_access()
