from odoo import api, fields, models

from ..programme.settings import LISTS


class MentorshipProgramme(models.Model):
    """What the editions of a programme ask their members to read before the
    introduction, by default (R21).
    """

    _inherit = "mentorship.programme"

    # a copy of a programme has resources of its own
    ready_mentor_resource_ids = fields.Many2many(
        "mentorship.resource",
        "mentorship_programme_ready_mentor_rel",
        "programme_id",
        "resource_id",
        "Mentors read",
        copy=False,
        tracking=True,
        domain="[('programme_id', '=', id)]",
        help="Before they are introduced, mentors are asked to read these.",
    )
    ready_mentee_resource_ids = fields.Many2many(
        "mentorship.resource",
        "mentorship_programme_ready_mentee_rel",
        "programme_id",
        "resource_id",
        "Mentees and peers read",
        copy=False,
        tracking=True,
        domain="[('programme_id', '=', id)]",
        help="Before they are introduced, mentees and peers are asked to read these.",
    )

    @api.constrains(*LISTS)
    def _check_own_reading(self):
        self._check_reading({programme: programme for programme in self})
