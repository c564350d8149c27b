from werkzeug.exceptions import NotFound

from odoo.http import request

from ..room import door, forms
from .room import PAIRING, MentorshipRoomController, room_route


class MentorshipMessagePortal(MentorshipRoomController):
    """Speaking to the coordinators, unseen by the others in the room (R18, R52)."""

    @room_route(f"{PAIRING}/coordinator", methods=("GET", "POST"))
    def speak(self, pairing_id, **_params):
        """Write a message that only the programme's coordinators can open."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        if not self._posted:
            return self._speak_page(visit)
        sent, texts, wrong, error = self._read(visit, forms.NOTE, forms.NOTE)

        def write():
            note, coordinators = pairing._new_message(self._partner)
            visit.seal(note, texts, coordinators)
            note._tell_coordinators()
            request.env.cr.flush()

        error = error or self._try_to_seal(write)
        if error:
            return self._speak_page(visit, error, wrong, sent)
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "message")

    @room_route("/my/mentorship/messages", methods=("GET",))
    def messages(self, **_params):
        """The messages to the coordinator who is logged in."""
        return self._page(
            "portal_messages", messages=self._pages._messages(self._messages())
        )

    @room_route("/my/mentorship/message/<int:note_id>", methods=("GET",))
    def message(self, note_id, **_params):
        """A message, for a coordinator it was sealed for."""
        note = self._messages().filtered(lambda note: note.id == note_id)
        if not note:
            raise NotFound()
        visit = self._opened(door.enter_as_recipient, note.pairing_id)
        texts = visit.open(note).get(note)
        return self._show(
            visit,
            "portal_message",
            message=self._pages._messages(note)[0],
            texts=visit.hide(texts),
        )

    def _messages(self):
        """Return the messages sealed for the logged-in coordinator."""
        # sudo: only of programmes this user coordinates now, and for this reader
        notes = request.env["mentorship.note"].sudo()
        return notes.search(
            [
                ("audience", "=", "coordinator"),
                ("pairing_id.programme_id.coordinator_ids", "in", request.env.uid),
                ("readers", "like", f"[{self._partner.id}, "),
            ]
        )

    def _speak_page(self, visit, error=None, wrong=None, sent=None):
        return self._show(
            visit,
            "portal_room_coordinator",
            error,
            room=self._pages._room(visit.pairing, self._partner),
            texts=visit.hide({"text": sent.secret("text")} if sent else {}),
            errors=wrong or {},
        )
