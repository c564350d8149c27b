from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .publication import MentorshipPublication

STAGES = [
    ("first", "First talk"),
    ("second", "Second talk"),
    ("half_way", "Halfway"),
    ("last", "Last talk"),
]
"""The talks that a guide can be for."""


class MentorshipResource(models.Model):
    """Training and reading for participants (R21, R60, R61), and the guides for their
    talks (P16).
    """

    _name = "mentorship.resource"
    _inherit = ["mentorship.publication"]
    _description = "Mentorship resource"
    _order = "sequence, id"

    _lengths = MentorshipPublication._lengths | {
        "questions": 1000,
        "to_agree": 1000,
        "body": 20_000,
    }
    _portal_readable = MentorshipPublication._portal_readable | {
        "kind",
        "audience",
        "stage",
        "questions",
        "to_agree",
        "body",
    }

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("article", "Article"),
            ("video", "Video"),
            ("file", "File"),
            ("guide", "Guide for a talk"),
        ],
        required=True,
        default="article",
        help="Participants see a guide with their talk, and all other kinds on the "
        "page of the edition.",
    )
    audience = fields.Selection(
        [("mentor", "Mentors"), ("mentee", "Mentees")],
        string="Only for",
        help="Leave empty for everyone.",
    )
    stage = fields.Selection(
        STAGES,
        string="For the talk",
        help="Leave empty for a resource that is useful at any time.",
    )
    questions = fields.Text(
        "Good questions",
        translate=True,
        help="One question per line; three are enough.",
    )
    to_agree = fields.Text("To agree on", translate=True, help="One item per line.")
    body = fields.Html(
        "To read",
        translate=True,
        help="About five minutes of reading. Members see it once they unfold it.",
    )

    @api.constrains("kind", "stage", "questions")
    def _check_guide(self):
        for guide in self.filtered(lambda resource: resource.kind == "guide"):
            if not guide.stage or not (guide.questions or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%s” is a guide: choose the talk it is for, and write its "
                        "questions.",
                        guide.name,
                    )
                )
