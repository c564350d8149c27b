from odoo import fields, models


class MentorshipOpenWizard(models.TransientModel):
    """Shows who is told when the sign-up of an edition opens, and the dates."""

    _name = "mentorship.open.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Open the sign-up"

    edition_id = fields.Many2one("mentorship.edition", required=True)
    facts = fields.Html(compute="_compute_facts")

    def _compute_facts(self):
        for wizard in self:
            edition = wizard.edition_id
            wizard.facts = edition._opening_facts_html() if edition else False

    def action_open(self):
        """Open the sign-up, and report how many members were mailed."""
        self.ensure_one()
        done = {"type": "ir.actions.act_window_close"}
        return self.edition_id.action_open_enrolment() or done
