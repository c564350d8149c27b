from odoo.http import request, route

from ..portal.sealed import address
from .base import MentorshipController


class MentorshipConsentPortal(MentorshipController):
    """Leads from a mail, or from Odoo, to the sealed page."""

    @route(
        "/my/mentorship/consent/<int:record_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def consent(self, record_id, **_params):
        """Lead those whom a consent is about to it."""
        found = self._find("mentorship.consent", record_id)
        return request.redirect(address.entry(f"consent/{found.id}"))
