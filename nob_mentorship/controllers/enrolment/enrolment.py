from functools import partial

from odoo.http import request

from ...portal.enrolment import form
from ...portal.enrolment import page as enrolment_page
from ..base import MentorshipController, form_route, page_route


class MentorshipEnrolmentPortal(MentorshipController):
    """A member's own sign-up."""

    @page_route("/my/mentorship/enrolment/<int:enrolment_id>")
    def enrolment(self, enrolment_id, **params):
        """Show the sign-up; save or send it."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            return self._enrolment_page(enrolment, typed=self._kept())
        typed, own = request.httprequest.form, enrolment.sudo(False)
        page = partial(self._enrolment_page, enrolment, typed=typed)
        done = "saved" if enrolment.state == "draft" else "changed"
        send = params.get("do") == "submit" and enrolment.state == "draft"
        with self._whole(page):
            form.save(own, typed, send)
        if send:
            # what was typed stays saved if it cannot be sent
            with self._whole(page):
                own.action_submit()
            done = "signed_up"
        return self._go(enrolment._page_path(), done)

    @form_route("/my/mentorship/enrolment/<int:enrolment_id>/withdraw")
    def withdraw(self, enrolment_id, **params):
        """Withdraw; a mentor can ask to be told of the next edition."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        own = enrolment.sudo(False)
        with self._whole(partial(self._enrolment_page, enrolment)):
            if params.get("next_time"):
                own.action_not_this_year()
            else:
                own.action_withdraw()
        done = "next_time" if params.get("next_time") else "withdrawn"
        return self._go("/my/mentorship", done)

    def _enrolment_page(self, enrolment, error=None, errors=None, typed=None):
        values = enrolment_page.values(self._server_env, enrolment, typed)
        return self._page("portal_enrolment", error, errors, **values)
