from functools import partial

from ...portal.closure import certificate, thanks
from ...portal.enrolment import page as enrolment_page
from ..base import MentorshipController, form_route, view_route


class MentorshipThanksPortal(MentorshipController):
    """Thanks by name: a member's own yes or no, and the page with the names (R69)."""

    @view_route("/my/mentorship/thanks")
    def thanks(self, **_params):
        """Name the members who completed a mentorship and said yes to it."""
        values = thanks.values(self._server_env, self._partner)
        return self._page("portal_thanks", **values)

    @form_route("/my/mentorship/enrolment/<int:enrolment_id>/thanks")
    def answer_thanks(self, enrolment_id, **_params):
        """Say whether one may be thanked by name, or change that."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        answer = self._typed("named")
        with self._whole(partial(self._thanks_refused, enrolment)):
            enrolment.sudo(False).action_answer_thanks(answer)
        done = "thanked" if answer == "yes" else "not_thanked"
        return self._go(enrolment._page_path(), done)

    def _thanks_refused(self, enrolment, error=None, errors=None):
        values = enrolment_page.values(self._server_env, enrolment)
        own = certificate.values(self._server_env, enrolment)
        return self._page("portal_enrolment", error, errors, certificate=own, **values)
