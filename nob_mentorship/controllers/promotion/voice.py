from functools import partial

from odoo.http import request

from ...portal.closure import certificate
from ...portal.enrolment import page as enrolment_page
from ...portal.promotion import voice
from ..base import MentorshipController, form_route


class MentorshipVoicePortal(MentorshipController):
    """A member's own words about a mentorship (R30)."""

    @form_route("/my/mentorship/enrolment/<int:enrolment_id>/voice")
    def say(self, enrolment_id, **_params):
        """Save a member's own words, or take them back."""
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        typed, own = request.httprequest.form, enrolment.sudo(False)
        with self._whole(partial(self._voice_refused, enrolment, typed)):
            if typed.get("do") == "unsay":
                own.action_unsay()
            else:
                voice.save(own, typed)
        done = "unsaid" if typed.get("do") == "unsay" else "said"
        return self._go(enrolment._page_path(), done)

    def _voice_refused(self, enrolment, typed, error=None, errors=None):
        values = enrolment_page.values(self._server_env, enrolment)
        values["voice"] = voice.asked(self._server_env, enrolment, typed)
        own = certificate.values(self._server_env, enrolment)
        return self._page("portal_enrolment", error, errors, certificate=own, **values)
