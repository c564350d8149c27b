from odoo import fields, models

from ...tools.form import ADDRESS_LIMIT


class MentorshipPublication(models.AbstractModel):
    """A line of text, with or without a link, that is shown to participants."""

    _name = "mentorship.publication"
    _inherit = ["mentorship.linked", "mentorship.guarded"]
    _description = "Mentorship: something published to members"

    _link_fields = ("url",)
    _lengths = {"url": ADDRESS_LIMIT}
    _portal_readable = frozenset(
        {
            "id",
            "name",
            "display_name",
            "summary",
            "url",
            "programme_id",
            "active",
            "sequence",
            "date",
        }
    )

    programme_id = fields.Many2one(
        "mentorship.programme", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Title", required=True, translate=True)
    summary = fields.Text(translate=True)
    url = fields.Char("Link")
    active = fields.Boolean(default=True)
