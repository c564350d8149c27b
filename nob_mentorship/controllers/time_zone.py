from odoo.http import request

from .base import MentorshipController, page_route


class MentorshipTimeZonePortal(MentorshipController):
    """The time zone in which a member reads and types times."""

    @page_route("/my/mentorship/time-zone")
    def time_zone(self, **_params):
        """Show the time zone; set another one."""
        if not self._posted:
            return self._time_zone_page(self._kept() or {})
        zone = self._typed("zone")
        if zone not in self._pages._timezones():
            error = self._pages._form_message("not_offered")
            return self._time_zone_page({"zone": zone}, error)
        # sudo: a member changes only their own
        self._partner.sudo().tz = zone
        request.session.context = {**request.session.context, "tz": zone}
        return self._go("/my/mentorship", "changed")

    def _time_zone_page(self, typed, error=None):
        return self._page(
            "portal_time_zone",
            error,
            zones=self._pages._timezones().items(),
            chosen=typed.get("zone") or self._pages._timezone(),
        )
