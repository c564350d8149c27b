from odoo.http import request

from ...models.base.form_words import sentence
from ...portal.base import words
from ...tools.form import FormError
from ..base import MentorshipController, page_route


class MentorshipTimeZonePortal(MentorshipController):
    """The time zone in which a member reads and types times."""

    @page_route("/my/mentorship/time-zone")
    def time_zone(self, **_params):
        """Show the time zone, or set another one."""
        if not self._posted:
            return self._time_zone_page(self._kept() or {})
        zone = self._typed("zone")
        if zone not in words.timezones(self._server_env):
            error = sentence(request.env, FormError("not_offered"))
            return self._time_zone_page({"zone": zone}, error)
        # sudo: members can only change their own
        self._partner.sudo().tz = zone
        request.session.context = {**request.session.context, "tz": zone}
        return self._go("/my/mentorship", "changed")

    def _time_zone_page(self, typed, error=None):
        return self._page(
            "portal_time_zone",
            error,
            zones=words.timezones(self._server_env).items(),
            chosen=typed.get("zone") or words.timezone(self._server_env),
        )
