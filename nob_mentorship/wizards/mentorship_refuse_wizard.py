from odoo import fields, models


class MentorshipRefuseWizard(models.TransientModel):
    """Refuse sign-ups, with a reason that the members read."""

    _name = "mentorship.refuse.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Refuse sign-ups"

    enrolment_ids = fields.Many2many(
        "mentorship.enrolment",
        string="Sign-ups",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True, help="The members read this in their mail.")

    def action_refuse(self):
        """Refuse, and tell staff how it went."""
        self.enrolment_ids._check_staff()
        return self.enrolment_ids._in_bulk(
            "action_refuse", self.reason, name=self.env._("Refuse sign-ups")
        )
