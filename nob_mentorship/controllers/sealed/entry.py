from odoo.http import request

from ...models.sealed import address
from ..base import MentorshipController, view_route


class MentorshipConsentPortal(MentorshipController):
    """Redirects from a mail, or from Odoo, to the sealed page."""

    @view_route("/my/mentorship/consent/<int:record_id>")
    def consent(self, record_id, **_params):
        """Redirect the people involved in a consent to it."""
        found = self._find("mentorship.consent", record_id)
        return request.redirect(address.entry(f"consent/{found.id}"))
