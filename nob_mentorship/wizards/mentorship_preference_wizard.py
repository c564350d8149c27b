"""Turning a member's preference into an exclusion or a wish (N3, R49, R50)."""

from odoo import api, fields, models

from ..models.base.labels import field_labels

OPPOSITE = {"mentor": "mentee", "mentee": "mentor", "peer": "peer"}


class MentorshipPreferenceWizard(models.AbstractModel):
    """Shared by both forms; only staff who can handle a preference can open one for
    it."""

    _name = "mentorship.preference.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Handle a member's request about pairing"

    preference_id = fields.Many2one("mentorship.preference", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_preference(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_preference(vals)
        return super().write(vals)

    def _check_preference(self, vals):
        """Raise for a preference that the caller cannot see, as for a missing one.

        :raises AccessError: before the database can reveal whether it exists
        """
        default = self.env.context.get("default_preference_id")
        preference_id = vals.get("preference_id", default)
        self.env["mentorship.preference"].browse(preference_id or [])._check_staff()


class MentorshipKeepApartWizard(models.TransientModel):
    """Keep a member apart from another person."""

    _name = "mentorship.keep.apart.wizard"
    _inherit = ["mentorship.preference.wizard"]
    _description = "Keep a member apart"

    other_partner_id = fields.Many2one("res.partner", "Not with", required=True)
    kind = fields.Selection(
        selection=lambda self: [
            *field_labels(self.env["mentorship.exclusion"], "kind").items()
        ],
        string="Because of",
        required=True,
        default="other",
    )

    def action_keep_apart(self):
        """Record the exclusion; the preference is marked as handled, and its text
        destroyed.
        """
        self.preference_id._check_staff()
        self.env["mentorship.exclusion"].create(
            {
                "partner_id": self.preference_id.partner_id.id,
                "other_partner_id": self.other_partner_id.id,
                "kind": self.kind,
                "company_id": self.preference_id.programme_id.company_id.id,
            }
        )
        self.preference_id.action_done()
        return {"type": "ir.actions.act_window_close"}


class MentorshipNoteWishWizard(models.TransientModel):
    """Record the sign-up with which a member would like to be paired."""

    _name = "mentorship.note.wish.wizard"
    _inherit = ["mentorship.preference.wizard"]
    _description = "Record a member's wish"

    edition_id = fields.Many2one("mentorship.edition", compute="_compute_edition_id")
    other_role = fields.Char(compute="_compute_edition_id")
    other_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up of the other member",
        required=True,
        domain="[('edition_id', '=', edition_id), ('role', '=', other_role)]",
    )

    @api.depends("preference_id")
    def _compute_edition_id(self):
        for wizard in self:
            enrolment = wizard.preference_id.enrolment_id
            wizard.edition_id = enrolment.edition_id
            wizard.other_role = OPPOSITE.get(enrolment.role)

    def action_note(self):
        """Record the wish; the preference is marked as handled, and its text
        destroyed."""
        self.preference_id._check_staff()
        enrolment, other = self.preference_id.enrolment_id, self.other_enrolment_id
        by_mentor = enrolment.role == "mentor"
        self.env["mentorship.wish"].create(
            {
                "edition_id": enrolment.edition_id.id,
                "mentor_enrolment_id": (enrolment if by_mentor else other).id,
                "mentee_enrolment_id": (other if by_mentor else enrolment).id,
                "source": "mentor" if by_mentor else "mentee",
            }
        )
        self.preference_id.action_done()
        return {"type": "ir.actions.act_window_close"}
