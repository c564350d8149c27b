from odoo.http import request

from .base import MentorshipController, page_route


class MentorshipPreferencePortal(MentorshipController):
    """Whom a member would like, or would rather not, be paired with."""

    @page_route("/my/mentorship/enrolment/<int:enrolment_id>/preference", keep=False)
    def preference(self, enrolment_id, **params):
        """Show what was told; tell more, or take something back."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            return self._preference_page(enrolment)
        own, typed, errors = enrolment.sudo(False), request.httprequest.form, {}
        if params.get("do") == "take_back":
            number = self._typed("preference_id")
            error, done = self._try(lambda: own._take_back_preference(number)), "taken"
        else:
            error = self._try(lambda: errors.update(own._save_preferences(typed)))
            done = "told"
        if error or errors:
            error = error or request.env._("Please look at the fields marked below.")
            return self._preference_page(enrolment, error, errors, typed)
        return self._go(f"{enrolment._page_path()}/preference", done)

    def _preference_page(self, enrolment, error=None, errors=None, typed=None):
        return self._page(
            "portal_preference",
            error,
            errors=errors or {},
            **self._pages._preference_page(enrolment, typed),
        )
