from functools import partial

from odoo.http import request

from ...portal.closure import certificate
from ...portal.enrolment import form, parts, sign_up
from ...portal.enrolment import page as enrolment_page
from ...portal.learning import ready
from ...portal.promotion import voice
from ..base import MentorshipController, form_route, page_route


class MentorshipEnrolmentPortal(MentorshipController):
    """A member's own sign-up."""

    @page_route("/my/mentorship/enrolment/<int:enrolment_id>")
    def enrolment(self, enrolment_id, **params):
        """Show the sign-up, or one step of it; save or send what was typed."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            step = parts.number(params.get("step"))
            return self._enrolment_page(enrolment, typed=self._kept(), step=step)
        typed = request.httprequest.form
        if "example" in typed:
            typed = sign_up.with_example(self._server_env, enrolment, typed)
            return self._enrolment_page(enrolment, typed=typed)
        return self._save(enrolment, typed)

    def _save(self, enrolment, typed):
        """Save what was typed, send it if that is asked, and lead on."""
        own, step, do = enrolment.sudo(False), parts.typed_step(typed), typed.get("do")
        page = partial(self._enrolment_page, enrolment, typed=typed)
        draft = enrolment.state == "draft"
        send = draft and do == "submit"
        with self._whole(page):
            form.save(own, typed, draft and do in form.ONWARD, step)
        if send:
            # what was typed stays saved if it cannot be sent
            with self._whole(page):
                form.send(own, typed)
        path = enrolment._page_path()
        if send or not step or not draft:
            done = "signed_up" if send else "saved" if draft else "changed"
            return self._go(path, done)
        shown = parts.beside(step, do)
        # a step that leads on is its own confirmation
        saved = "&done=saved" if shown == step else ""
        return self._go(f"{path}?step={shown}{saved}")

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

    @page_route("/my/mentorship/enrolment/<int:enrolment_id>/terms")
    def terms(self, enrolment_id, **_params):
        """Agree to the terms after signing up, where staff signed the member up."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not self._posted:
            return self._terms_page(enrolment)
        if not enrolment.terms_open:
            return self._go("/my/mentorship")
        with self._whole(partial(self._terms_page, enrolment)):
            env = self._server_env
            version = ready.read_terms(env, enrolment, self._typed("version"))
            enrolment.sudo(False)._accept_terms(version)
        return self._go("/my/mentorship", "agreed")

    def _terms_page(self, enrolment, error=None, errors=None):
        values = ready.terms(self._server_env, enrolment)
        return self._page("portal_terms", error, errors, **values)

    def _enrolment_page(
        self, enrolment, error=None, errors=None, typed=None, step=None
    ):
        values = enrolment_page.values(self._server_env, enrolment, typed, step, errors)
        if words := self._kept("voice"):
            values["voice"] = voice.asked(self._server_env, enrolment, words)
        # here, and not where staff see the page as the member
        own = certificate.values(self._server_env, enrolment)
        return self._page("portal_enrolment", error, errors, certificate=own, **values)
