from odoo import fields, models


class MentorshipSessionVoice(models.Model):
    """A member who would like a session about a topic (R62). No one reads who: staff
    and members read how many.
    """

    _name = "mentorship.session.voice"
    _inherit = ["mentorship.guarded", "mentorship.mailing"]
    _description = "Mentorship: a member who would like a session"
    _rec_name = "request_id"
    _order = "id"

    _method_fields = frozenset({"request_id", "enrolment_id", "partner_id"})
    # staff must not read who said so
    _recipients_secret = True

    request_id = fields.Many2one(
        "mentorship.session.request", required=True, index=True, ondelete="cascade"
    )
    edition_id = fields.Many2one(related="request_id.edition_id")
    programme_id = fields.Many2one(related="request_id.programme_id")
    enrolment_id = fields.Many2one(
        "mentorship.enrolment", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id", store=True, index=True, ondelete="restrict"
    )

    _once = models.UniqueIndex("(request_id, partner_id)", "You have said so already.")

    def _page_path(self):
        """Return the page of the session that is planned, or of all sessions."""
        planned = self.request_id.session_ids.filtered(
            lambda session: session.state == "published"
        )
        if planned:
            return f"/my/mentorship/session/{planned[:1].id}"
        return "/my/mentorship/sessions"
