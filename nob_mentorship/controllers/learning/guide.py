from ...portal.learning import guide as guide_page
from ..base import MentorshipController, view_route


class MentorshipGuidePortal(MentorshipController):
    """The guide for a talk, on a page of its own (P16)."""

    @view_route("/my/mentorship/meeting/<int:meeting_id>/guide")
    def guide(self, meeting_id, **_params):
        """Show the guide; a talk that has none leads to the page of the talk."""
        meeting = self._find("mentorship.meeting", meeting_id)
        values = guide_page.values(self._server_env, meeting, self._partner)
        if not values:
            return self._go(f"/my/mentorship/meeting/{meeting.id}")
        return self._page("portal_guide_page", **values)
