from functools import partial

from odoo.http import request

from ...portal.preference import form
from ...portal.preference import page as preference_page
from ..base import MentorshipController, page_route


class MentorshipPreferencePortal(MentorshipController):
    """A member's preferences about the person to be paired with."""

    @page_route("/my/mentorship/enrolment/<int:enrolment_id>/preference", keep=False)
    def preference(self, enrolment_id, **params):
        """Show the preferences; add one, or take one back."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            return self._preference_page(enrolment)
        own, typed = enrolment.sudo(False), request.httprequest.form
        with self._whole(partial(self._preference_page, enrolment, typed=typed)):
            if params.get("do") == "take_back":
                own._take_back_preference(self._typed("preference_id"))
                done = "taken"
            else:
                form.save(own, typed)
                done = "told"
        return self._go(f"{enrolment._page_path()}/preference", done)

    def _preference_page(self, enrolment, error=None, errors=None, typed=None):
        values = preference_page.values(self._server_env, enrolment, typed)
        return self._page("portal_preference", error, errors, **values)
