from odoo import api, fields, models
from odoo.exceptions import UserError

ADVICE = {
    "to_accept": "action_view_to_accept",
    "mentors": "action_ask_mentors",
    "members": "action_ask_members",
    "unpaired": "action_view_unpaired",
    "offered": "action_view_offered",
    "no_contact": "action_view_no_contact",
    "late": "action_view_late",
    "too_few": "action_view_too_few",
    "unprepared": "action_view_unprepared",
    "evaluations": "action_view_evaluations",
}
"""{what the figures ask for: the action of the edition that does it}"""


class MentorshipDashboard(models.TransientModel):
    """What to do about the figures: each advice has a button (R32).

    A button opens records that its user reads anyway; the advice itself tells no number
    of people.
    """

    _inherit = "mentorship.dashboard"

    mentors_short = fields.Char(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_members = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_acceptance = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_pairing = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_answer = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_contact = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_life = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_meetings = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_preparation = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )
    lacks_responses = fields.Boolean(
        compute="_compute_advice", export_string_translation=False
    )

    @api.depends("edition_id")
    @api.depends_context("uid", "lang")
    def _compute_advice(self):
        for dashboard in self:
            edition = dashboard.edition_id._origin
            open_now = bool(edition) and edition._accepts_enrolment()
            short = edition._mentors_short() if open_now else 0
            under_way = edition.state in ("enrolment", "matching", "running")
            dashboard.mentors_short = (
                self.env._("Mentors needed: %s. Ask members who can be one.", short)
                if short
                else False
            )
            dashboard.lacks_members = open_now and not short
            dashboard.lacks_acceptance = under_way and bool(edition.to_accept_count)
            dashboard.lacks_pairing = edition.is_unpaired_late
            dashboard.lacks_answer = under_way and bool(edition.offered_count)
            dashboard.lacks_contact = under_way and bool(edition.no_contact_count)
            dashboard.lacks_life = under_way and bool(edition.late_count)
            dashboard.lacks_meetings = under_way and bool(edition.too_few_count)
            dashboard.lacks_preparation = under_way and edition._lacks_preparation()
            dashboard.lacks_responses = edition._lacks_responses()

    def action_advice(self):
        """Do what the button names in ``mentorship_advice``, for the edition shown.

        :raises UserError: if there is no such advice, or no edition
        """
        self.ensure_one()
        self.check_access("read")
        method = ADVICE.get(self.env.context.get("mentorship_advice"))
        if not method or not self.edition_id:
            raise UserError(self.env._("Choose an edition first."))
        return getattr(self.edition_id, method)()
