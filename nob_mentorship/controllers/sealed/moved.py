from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request

from ...models.sealed import address
from ...tools.form import LARGEST_ID
from ..base import MentorshipController, view_route

PAIRING = "/my/mentorship/pairing/<int:pairing_id>"
STAFF = "nob_mentorship.group_mentorship_coordinator"


class MentorshipMovedPortal(MentorshipController):
    """Redirects from the addresses of earlier versions to the sealed page."""

    @view_route(
        [
            f"{PAIRING}/notes",
            f"{PAIRING}/note",
            f"{PAIRING}/goal",
            f"{PAIRING}/plan",
            f"{PAIRING}/agreement",
            f"{PAIRING}/share/<string:item>",
        ]
    )
    def room(self, pairing_id, **_params):
        """Redirect a member of a pairing to its room."""
        return self._to_room(self._pairing(pairing_id))

    @view_route(f"{PAIRING}/coordinator")
    def speak(self, pairing_id, **_params):
        """Redirect a member of a pairing to the page for writing to the
        coordinators."""
        programme = self._in_room(self._pairing(pairing_id)).programme_id
        return request.redirect(address.entry(f"speak/{programme.id}"))

    @view_route(["/my/mentorship/messages", "/my/mentorship/message/<int:record_id>"])
    def messages(self, **_params):
        """Redirect a member of staff to the messages for them."""
        if not request.env.user.has_group(STAFF):
            raise NotFound()
        return request.redirect(address.entry("messages"))

    @view_route("/my/mentorship/note/<int:record_id>")
    def note(self, record_id, **_params):
        """Redirect the author of a note to it."""
        return self._to_room(self._find("mentorship.note", record_id).pairing_id)

    @view_route("/my/mentorship/goal/<int:record_id>")
    def goal(self, record_id, **_params):
        """Redirect the author of a goal to it."""
        return self._to_room(self._find("mentorship.goal", record_id).pairing_id)

    @view_route("/my/mentorship/file/<int:record_id>")
    def file(self, record_id, **_params):
        """Redirect a member of a pairing to a file of its room."""
        return self._to_room(self._find("mentorship.note.file", record_id).pairing_id)

    def _pairing(self, pairing_id):
        """Return one of the member's pairings, even if it is over."""
        # sudo: the search includes the check that it is the member's own
        pairings = request.env["mentorship.pairing"].sudo()
        found = pairings.search(
            Domain("id", "=", min(pairing_id, LARGEST_ID))
            & pairings._room_domain(self._partner)
        )
        return found or self._find("mentorship.pairing", pairing_id)

    def _in_room(self, pairing):
        """Return a pairing whose room the member can enter.

        :raises NotFound: for members who are not in it, or no longer
        """
        if not pairing._has_room_for(self._partner):
            raise NotFound()
        return pairing

    def _to_room(self, pairing):
        """Redirect to the room of a pairing, as :meth:`_in_room`."""
        return request.redirect(address.entry(f"room/{self._in_room(pairing).id}"))
