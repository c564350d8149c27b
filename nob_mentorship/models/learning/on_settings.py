from odoo import fields, models
from odoo.exceptions import ValidationError

from ..programme.settings import LISTS

AUDIENCES = [
    ("everyone", "Everyone"),
    ("mentor", "Mentors"),
    ("mentee", "Mentees and peers"),
]
"""Of whom something is asked; see `ROLES` of sessions."""


class MentorshipSettings(models.AbstractModel):
    """What each role is asked before the introduction, and whether that waits for it
    (R21, R38, R51).
    """

    _inherit = "mentorship.settings"

    ready_self_check = fields.Boolean(
        "Mentors do the self-check",
        tracking=True,
        help="What they answer stays in their browser. They only tell you that they "
        "did it.",
    )
    ready_briefing = fields.Selection(
        AUDIENCES,
        "Come to a briefing",
        tracking=True,
        help="Asked of members who can come to one: a briefing for their role that is "
        "still ahead, or that took place since they were accepted.",
    )
    ready_terms = fields.Selection(
        AUDIENCES,
        "Agree to the terms",
        tracking=True,
        help="Members agree to the terms when they send their sign-up. Those for whom "
        "you signed up are asked here.",
    )
    ready_waits = fields.Boolean(
        "The introduction waits for it",
        tracking=True,
        help="A pair that said yes is introduced as soon as everyone in it is ready. "
        "You can introduce them anyway.",
    )
    ready_days = fields.Integer(
        "On your day after (days)",
        default=7,
        tracking=True,
        help="A pair that waits for longer than this is on the coordinators' day.",
    )

    def _check_reading(self, programmes):
        """Raise if these settings ask to read a resource of another programme.

        :param programmes: {settings: ``mentorship.programme``}
        :raises ValidationError: with the title of the resource
        """
        for record in self:
            for name in LISTS:
                # sudo: the titles of resources that the user has just chosen
                others = (
                    record.sudo()
                    .with_context(active_test=False)[name]
                    .filtered(
                        lambda resource, own=programmes[record]: (
                            resource.programme_id != own
                        )
                    )
                )
                if others:
                    raise ValidationError(
                        self.env._(
                            "“%s” is a resource of another programme.",
                            others[0].name,
                        )
                    )
