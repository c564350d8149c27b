from odoo import api, fields, models


class MentorshipPairing(models.Model):
    """The progress of a pairing: first contact, meetings, and the time it has been
    silent."""

    _inherit = "mentorship.pairing"

    held_meeting_count = fields.Integer(
        "Meetings held", compute="_compute_meetings", store=True, compute_sudo=True
    )
    first_contact_on = fields.Date(
        compute="_compute_first_contact", store=True, compute_sudo=True
    )
    silent_since = fields.Date(
        compute="_compute_silent_since",
        store=True,
        compute_sudo=True,
        help="The last day with known activity.",
    )
    no_first_contact = fields.Boolean(
        compute="_compute_health", store=True, compute_sudo=True
    )
    too_few_meetings = fields.Boolean(
        compute="_compute_health", store=True, compute_sudo=True
    )

    @api.depends("meeting_ids.state")
    def _compute_meetings(self):
        for pairing in self:
            pairing.held_meeting_count = len(
                pairing.meeting_ids.filtered(lambda meeting: meeting.state == "held")
            )

    @api.depends("member_ids.first_contact_on")
    def _compute_first_contact(self):
        for pairing in self:
            days = pairing.member_ids.filtered("first_contact_on").mapped(
                "first_contact_on"
            )
            pairing.first_contact_on = min(days, default=False)

    @api.depends(
        "state",
        "date_start",
        "first_contact_on",
        "room_active_on",
        "meeting_ids.state",
        "meeting_ids.start",
    )
    def _compute_silent_since(self):
        for pairing in self:
            held = pairing.meeting_ids.filtered(lambda meeting: meeting.state == "held")
            days = [
                pairing.date_start,
                pairing.first_contact_on,
                pairing.room_active_on,
                *(meeting._day() for meeting in held),
            ]
            pairing.silent_since = (
                max(filter(None, days), default=False)
                if pairing.state == "active"
                else False
            )

    @api.depends(
        "state", "first_contact_on", "held_meeting_count", "edition_id.min_meetings"
    )
    def _compute_health(self):
        for pairing in self:
            active = pairing.state == "active"
            pairing.no_first_contact = active and not pairing.first_contact_on
            pairing.too_few_meetings = (
                active and pairing.held_meeting_count < pairing.edition_id.min_meetings
            )
