from werkzeug.exceptions import NotFound

from ...portal.evaluation import changes
from ..base import MentorshipController, view_route


class MentorshipChangesPortal(MentorshipController):
    """What members of earlier editions said, and what changed (R66)."""

    @view_route("/my/mentorship/edition/<int:edition_id>/changes")
    def changes(self, edition_id, **_params):
        """Show the published changes to a member who takes part in the edition."""
        edition = self._find("mentorship.edition", edition_id)
        if not edition._reads_changes(self._partner):
            raise NotFound()
        return self._page("portal_changes", **changes.values(self._server_env, edition))
