from odoo import fields, models

from ..models.base.labels import field_labels


class MentorshipAnswerWizard(models.TransientModel):
    """Record an answer to an offer on behalf of a member (R7)."""

    _name = "mentorship.answer.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Record a member's answer"

    member_id = fields.Many2one("mentorship.pairing.member", required=True)
    answer = fields.Selection(
        [("accepted", "Yes"), ("declined", "No"), ("not_now", "Not now")],
        required=True,
    )
    until = fields.Date("No offers before", help="From tomorrow until a year from now.")
    channel = fields.Selection(
        selection=lambda self: [
            *field_labels(self.env["mentorship.pairing.member"], "word_channel").items()
        ],
        string="How they told you",
        required=True,
        default="telephone",
    )

    def action_note(self):
        """Record the answer, with the user and the time."""
        self.member_id.action_note_answer(self.answer, self.channel, self.until)
        return {"type": "ir.actions.act_window_close"}
