from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.form import LINE_LIMIT
from .publication import MentorshipPublication

STAGES = [
    ("first", "First talk"),
    ("second", "Second talk"),
    ("half_way", "Halfway"),
    ("last", "Last talk"),
]
"""The talks that a guide can be for."""
MOMENTS = [
    ("before", "Before the introduction"),
    ("grounding", "Personal grounding"),
    ("preparation", "Preparation"),
    ("negotiating", "Negotiating and initiating"),
    ("supporting", "Supporting"),
    ("closure", "Closure and celebration"),
]
"""When a resource matters most: before a member is paired, or in one of the stages of a
pairing (R44)."""


class MentorshipResource(models.Model):
    """Training and reading for participants, shown when it matters (R21, R60, R61,
    P12), and the guides for their talks (P16).
    """

    _name = "mentorship.resource"
    _inherit = ["mentorship.publication"]
    _description = "Mentorship resource"
    _order = "sequence, id"

    _method_fields = frozenset({"link_checked_on", "link_failed_on", "link_failures"})
    _lengths = MentorshipPublication._lengths | {
        "file_name": LINE_LIMIT,
        "questions": 1000,
        "to_agree": 1000,
        "body": 20_000,
    }
    _portal_readable = MentorshipPublication._portal_readable | {
        "kind",
        "audience",
        "stage",
        "moment",
        "file_name",
        "file_type",
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
        help="Participants see a guide with their talk, and everything on the page of "
        "resources.",
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
    moment = fields.Selection(
        MOMENTS,
        string="When it matters",
        help="Members see it on their own pages in this stage, until they note that "
        "they read it. Leave this empty for a resource that is useful at any time.",
    )
    # the long texts are read together, and only for the page that shows them
    questions = fields.Text(
        "Good questions",
        translate=True,
        prefetch="texts",
        help="One question per line; three are enough.",
    )
    to_agree = fields.Text(
        "To agree on", translate=True, prefetch="texts", help="One item per line."
    )
    body = fields.Html(
        "To read",
        translate=True,
        prefetch="texts",
        help="About five minutes of reading. Members see it on the page of the "
        "resource; of a guide, once they unfold it.",
    )
    start_key = fields.Char(
        "Start text",
        readonly=True,
        help="Which of the texts that programmes start with this is, or is a copy of.",
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

    @api.constrains("kind", "url", "file")
    def _check_there_is_something(self):
        for resource in self:
            if resource.kind == "video" and not resource.url:
                raise ValidationError(
                    self.env._("“%s” is a video: fill in its link.", resource.name)
                )
            if resource.kind == "file" and not (resource.url or resource.file_type):
                raise ValidationError(
                    self.env._(
                        "“%s” is a file: upload it, or fill in its link.",
                        resource.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_file(vals)
        return super().create(vals_list)

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        self._check_file(vals)
        links = {resource: resource.url for resource in self if "url" in vals}
        result = super().write(vals)
        changed = self.filtered(lambda r: r in links and r.url != links[r])
        # sudo: what was seen of the old link says nothing of the new one; the user's
        # right to write these was checked
        changed.sudo()._forget_link()
        if "active" in vals:
            self._asking()._settle_ready()
        return result

    @api.model
    def _member_domain(self, partner):
        """Return the domain of the resources that a member can see: those of the
        programmes that they see. For which role one is written is advice, no limit.
        """
        programmes = self.env["mentorship.programme"]._member_domain(partner)
        return [("active", "=", True), ("programme_id", "any", programmes)]
