from functools import partial

from odoo.http import content_disposition, request

from ...portal.learning import guide as guide_page
from ...portal.pairing import meeting as meeting_page
from ...portal.pairing import meeting_form, people, series_form
from ...portal.pairing import room as room_page
from ..base import MentorshipController, page_route, view_route
from .pairing import PLANNED


class MentorshipMeetingPortal(MentorshipController):
    """Planning, moving, cancelling and holding meetings (R12–R14)."""

    @page_route("/my/mentorship/pairing/<int:pairing_id>/meeting")
    def plan(self, pairing_id, **_params):
        """Plan a meeting or a series, or record a meeting that took place."""
        pairing = self._find("mentorship.pairing", pairing_id)
        if not self._posted:
            return self._meeting_page(pairing, typed=self._kept())
        typed = request.httprequest.form
        # the form for a meeting that nobody planned asks for no series
        met = bool(typed.get("held")) and "repeat" not in typed
        page = partial(self._meeting_page, pairing, typed=typed, met=met)
        with self._whole(page):
            values = meeting_form.read(self._server_env, typed)
            series = series_form.read(self._server_env, typed, pairing, values["start"])
            done = self._plan(pairing.sudo(False), values, series)
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    def _plan(self, pairing, values, series):
        """Plan a meeting or a series; return the code of the message about it.

        :param dict values: as `meeting_form.read` returns them
        :param series: a ``series_form.Series``, or None
        """
        meetings = request.env["mentorship.meeting"]
        if not series:
            meetings._plan(pairing, values)
            return "held" if values["held"] else "meeting"
        planned = meetings._plan_series(pairing, values, series.starts)
        request.session[PLANNED] = {
            "pairing": pairing.id,
            "count": len(planned),
            "left_out": [str(day) for day in series.left_out],
        }
        return "series"

    @view_route("/my/mentorship/pairing/<int:pairing_id>/met")
    def met(self, pairing_id, **_params):
        """Show the form for a meeting that took place without being planned (P17)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        return self._meeting_page(pairing, met=True)

    @page_route("/my/mentorship/meeting/<int:meeting_id>")
    def meeting(self, meeting_id, **params):
        """Show a meeting; change it, mark it as held, or cancel it."""
        meeting = self._find("mentorship.meeting", meeting_id)
        pairing, own = meeting.pairing_id, meeting.sudo(False)
        page = partial(self._meeting_page, pairing, meeting)
        if not self._posted:
            kept = self._kept()
            # a button on its own sends no typed values
            return page(typed=kept if kept and "date" in kept else None)
        if params.get("do") == "hold":
            with self._whole(page):
                own.action_hold()
            done = "held"
        elif params.get("do") in ("cancel", "not_yet"):
            with self._whole(page):
                own.action_cancel()
            done = "cancelled" if params["do"] == "cancel" else "not_met"
        elif params.get("do") == "cancel_rest":
            with self._whole(page):
                own._cancel_rest()
            done = "cancelled_rest"
        else:
            typed = request.httprequest.form
            with self._whole(page, typed=typed):
                values = meeting_form.read(self._server_env, typed, moves=True)
                done = "moved" if own._move(values) else "as_it_was"
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    @view_route("/my/mentorship/meeting/<int:meeting_id>/calendar")
    def calendar(self, meeting_id, **_params):
        """Return a meeting that is still to come as a file for the member's calendar
        (P4)."""
        meeting = self._find("mentorship.meeting", meeting_id)
        shown = meeting_page.line(self._server_env, meeting)
        if not shown["calendar"]:
            return self._go(shown["url"])
        name = request.env._("mentorship meeting %s", meeting._day())
        return self._kept_nowhere(
            request.make_response(
                meeting._calendar("PUBLISH", self._partner),
                headers=[
                    ("Content-Type", "text/calendar; charset=utf-8"),
                    ("Content-Disposition", content_disposition(f"{name}.ics")),
                    ("X-Content-Type-Options", "nosniff"),
                ],
            )
        )

    def _meeting_page(
        self, pairing, meeting=None, error=None, errors=None, typed=None, met=False
    ):
        env, partner = self._server_env, self._partner
        people.read_together(pairing)
        values = meeting_page.values(env, pairing, partner, meeting, typed, met)
        there = pairing._has_room_for(partner)
        room = room_page.values(env, pairing, partner) if there else None
        guide = guide_page.for_meeting(env, meeting, partner) if meeting else None
        return self._page(
            "portal_meeting", error, errors, room=room, guide=guide, **values
        )
