from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.base.labels import field_labels

REFUSABLE = ("submitted", "waiting")


class MentorshipRefuseWizard(models.TransientModel):
    """Refuse sign-ups, with a reason that the members can read."""

    _name = "mentorship.refuse.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Refuse sign-ups"

    enrolment_ids = fields.Many2many(
        "mentorship.enrolment",
        string="Sign-ups",
        required=True,
        default=lambda self: self._default_enrolment_ids(),
    )
    reason = fields.Char(required=True, help="The members read this in their email.")
    left_out = fields.Integer(
        default=lambda self: len(self._chosen() - self._default_enrolment_ids()),
        readonly=True,
        help="Number of selected sign-ups that can no longer be refused.",
    )
    left_out_names = fields.Char(
        "Which ones",
        default=lambda self: self._left_out_names(),
        readonly=True,
    )
    outlook = fields.Text("What happens", compute="_compute_outlook")

    @api.depends("enrolment_ids")
    def _compute_outlook(self):
        for wizard in self:
            sign_ups = wizard.enrolment_ids._origin
            wizard.outlook = sign_ups._lines(*sign_ups._mail_words())

    def _chosen(self):
        """Return the sign-ups that staff selected."""
        chosen = self.env.context.get("active_ids") or []
        return self.env["mentorship.enrolment"].browse(chosen).exists()

    def _left_out_names(self):
        """Return the selected sign-ups that cannot be refused, each with its state."""
        refusable = self._default_enrolment_ids()
        if not refusable:
            return ""
        states = field_labels(refusable, "state")
        return self.env["mentorship.edition"]._some_of(
            [
                f"{enrolment.display_name} ({states[enrolment.state]})"
                for enrolment in self._chosen() - refusable
            ]
        )

    @api.model
    def _default_enrolment_ids(self):
        """Return the selected sign-ups that can be refused.

        :raises UserError: if there are none
        """
        if self.env.context.get("active_model") != "mentorship.enrolment":
            return self.env["mentorship.enrolment"]
        chosen = self._chosen()
        refusable = chosen.filtered(lambda enrolment: enrolment.state in REFUSABLE)
        if chosen and not refusable:
            raise UserError(
                self.env._(
                    "Only sign-ups that are submitted, or on the waiting list, can be "
                    "refused."
                )
            )
        return refusable

    def action_refuse(self):
        """Refuse, and report the result to staff."""
        self.enrolment_ids._check_staff()
        return self.enrolment_ids._in_bulk(
            "action_refuse", self.reason, name=self.env._("Refuse sign-ups")
        )
