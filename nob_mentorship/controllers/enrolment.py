from odoo.http import request, route

from .base import MentorshipController, form_route


class MentorshipEnrolmentPortal(MentorshipController):
    """A member's own sign-up."""

    @route(
        "/my/mentorship/enrolment/<int:enrolment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def enrolment(self, enrolment_id, **params):
        """Show the sign-up; save or send it."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            return self._enrolment_page(enrolment)
        typed = request.httprequest.form
        own = enrolment.sudo(False)
        errors = {}
        send = params.get("do") == "submit" and enrolment.state == "draft"
        error = self._try(lambda: errors.update(own._save_form(typed, send)))
        if not error and not errors and send:
            error = self._try(own.action_submit)
        if error or errors:
            error = error or request.env._("Please look at the fields marked below.")
            return self._enrolment_page(enrolment, error, errors, typed)
        done = "signed_up" if send else "saved"
        if enrolment.state != "draft" and not send:
            done = "changed"
        return self._go(enrolment._page_path(), done)

    @form_route("/my/mentorship/enrolment/<int:enrolment_id>/withdraw")
    def withdraw(self, enrolment_id, **params):
        """Withdraw; a mentor may ask to be asked for the next edition."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        own = enrolment.sudo(False)
        next_time = bool(params.get("next_time"))
        error = self._try(
            own.action_not_this_year if next_time else own.action_withdraw
        )
        if error:
            return self._enrolment_page(enrolment, error)
        return self._go("/my/mentorship", "next_time" if next_time else "withdrawn")

    def _enrolment_page(self, enrolment, error=None, errors=None, typed=None):
        return self._page(
            "portal_enrolment",
            error,
            errors=errors or {},
            **self._pages._enrolment_page(enrolment, typed),
        )
