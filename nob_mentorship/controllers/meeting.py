from odoo.http import request

from .base import MentorshipController, page_route


class MentorshipMeetingPortal(MentorshipController):
    """Planning, moving, cancelling and holding meetings (R12–R14)."""

    @page_route("/my/mentorship/pairing/<int:pairing_id>/meeting")
    def plan(self, pairing_id, **_params):
        """Plan a meeting, or note one that took place."""
        pairing = self._find("mentorship.pairing", pairing_id)
        if not self._posted:
            return self._meeting_page(pairing, typed=self._kept())
        typed = request.httprequest.form
        # sudo: to read a form alone; `_plan` checks that the caller belongs to the pair
        meetings = request.env["mentorship.meeting"]
        values, errors = meetings.sudo()._read_form(typed)
        error = errors and request.env._("Please look at the fields marked below.")
        error = error or self._try(lambda: meetings._plan(pairing.sudo(False), values))
        if error:
            return self._meeting_page(pairing, None, error, errors, typed)
        done = "held" if values.get("held") else "meeting"
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    @page_route("/my/mentorship/meeting/<int:meeting_id>")
    def meeting(self, meeting_id, **params):
        """Show a meeting; change it, mark it as held, or cancel it."""
        meeting = self._find("mentorship.meeting", meeting_id)
        pairing = meeting.pairing_id
        if not self._posted:
            kept = self._kept()
            # a button alone has typed nothing
            typed = kept if kept and "date" in kept else None
            return self._meeting_page(pairing, meeting, typed=typed)
        own, typed, errors = meeting.sudo(False), None, {}
        if params.get("do") == "hold":
            error, done = self._try(own.action_hold), "held"
        elif params.get("do") == "cancel":
            error, done = self._try(own.action_cancel), "cancelled"
        else:
            typed = request.httprequest.form
            values, errors = meeting._read_form(typed)
            error = errors and request.env._("Please look at the fields marked below.")
            moved = []
            error = error or self._try(lambda: moved.append(own._move(values)))
            done = "moved" if any(moved) else "as_it_was"
        if error:
            return self._meeting_page(pairing, meeting, error, errors, typed)
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    def _meeting_page(self, pairing, meeting=None, error=None, errors=None, typed=None):
        values = self._pages._meeting_page(pairing, self._partner, meeting, typed)
        there = pairing._has_room_for(self._partner)
        room = self._pages._room(pairing, self._partner) if there else None
        return self._page(
            "portal_meeting", error, room=room, errors=errors or {}, **values
        )
