from base64 import b64decode

from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request

from ...portal.sealed import forms, room
from ...tools.form import LARGEST_ID
from .api import SealedApi, sealed_route


class SealedRoomController(SealedApi):
    """The texts of a pair's room, as ciphertext."""

    def _pairing(self, sent):
        """Return a pairing whose room the member can enter, as superuser.

        :raises NotFound: for a room of others, and for one that does not exist
        """
        number = forms.whole_number(sent, "room", 1, LARGEST_ID)
        # sudo: the search includes the check that it is the member's own
        pairings = request.env["mentorship.pairing"].sudo()
        found = pairings.search(
            Domain("id", "=", number) & pairings._room_domain(self._partner)
        )
        if not found or not found._has_room_for(self._partner):
            raise NotFound()
        return found

    @sealed_route("room")
    def sealed_room(self, sent):
        pairing = self._pairing(sent)
        offset = forms.whole_number(sent, "offset")
        pairing._seen_by(self._partner)
        return room.room_values(pairing, self._partner, offset)

    def _own_uuid(self):
        return self._partner._mentorship_member_uuid()

    @sealed_route("text/save")
    def sealed_text_save(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        text = forms.read_text(sent)
        kind, values = forms.read_open(sent, pairing, self._partner)
        if kind in forms.ONE_EACH:
            lost = forms.read_replaced(sent)
            pairing._drop_lost(room.MODELS[kind], self._partner, lost)
        if kind == "agreement":
            follows = forms.read_followed(sent)
            record = pairing._save_agreement(self._partner, text, follows)
        else:
            record, _readers = pairing._save_text(
                room.MODELS[kind], self._partner, text, values
            )
            if kind == "note":
                record._name_files(forms.read_files(sent))
        return {
            **room.room_values(pairing, self._partner),
            "saved": room.text_values(kind, record, self._own_uuid(), self._partner),
        }

    @sealed_route("file/save", most=forms.LONGEST_FILE + 1000)
    def sealed_file_save(self, sent):
        """Store a file; the note that names it follows."""
        pairing = self._pairing(sent)
        self._check_as(sent)
        uuid = forms.text(sent, "uuid", forms.UUID)
        content = forms.octets(sent, forms.LONGEST_FILE)
        # sudo: of a room that the member can enter
        files = request.env["mentorship.note.file"].sudo()
        files._keep(pairing, self._partner, uuid, content)
        return {}

    @sealed_route("file/read")
    def sealed_file_read(self, sent):
        """Return a file of a note that was sealed for the member."""
        pairing = self._pairing(sent)
        uuid = forms.text(sent, "uuid", forms.UUID)
        return b64decode(pairing._file_for(self._own_uuid(), uuid).content)

    @sealed_route("text/pass-on", most=forms.LONGEST_TEXT * forms.MOST_COPIES)
    def sealed_text_pass_on(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        reader = self._own_uuid()
        uuid = forms.text(sent, "reader", forms.UUID)
        for passed in forms.read_copies(sent):
            text = self._text(pairing, passed["kind"], passed["uuid"])
            text._pass_on(reader, uuid, passed["sealed"])
        return room.room_values(pairing, self._partner)

    @sealed_route("text/refuse-copies")
    def sealed_text_refuse_copies(self, sent):
        """Delete the copies passed on to the member that do not open."""
        pairing = self._pairing(sent)
        self._check_as(sent)
        text = self._text(pairing, forms.text(sent, "kind"), sent.get("uuid"))
        text._refuse_copies(self._own_uuid())
        return {}

    @sealed_route("text/remove")
    def sealed_text_remove(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        note = self._text(pairing, "note", sent.get("uuid"), self._partner)
        pairing._check_writable()
        note._remove()
        return room.room_values(pairing, self._partner)

    @sealed_route("agreement/accept")
    def sealed_agreement_accept(self, sent):
        """Accept a version of the agreement, with a signature."""
        pairing = self._pairing(sent)
        self._check_as(sent)
        version = self._text(pairing, "agreement", sent.get("uuid"))
        if version not in pairing._texts_for(version._name, self._own_uuid()):
            raise NotFound()
        pairing._check_writable()
        version._accept_signed(self._partner, forms.read_acceptance(sent))
        return room.room_values(pairing, self._partner)

    @sealed_route("goal/turn")
    def sealed_goal_turn(self, sent):
        """Record the progress of a goal, drop it, or resume it."""
        pairing = self._pairing(sent)
        self._check_as(sent)
        goal = self._text(pairing, "goal", sent.get("uuid"), self._partner)
        pairing._check_writable()
        turn, progress = forms.read_turn(sent)
        if turn == "progress":
            goal._note_progress(progress)
        elif turn == "drop":
            goal._drop()
        else:
            goal._resume()
        return room.room_values(pairing, self._partner)

    def _text(self, pairing, kind, uuid, author=None):
        """Return a text of a room, by its uuid.

        :param author: the required author
        :raises NotFound: if there is none
        """
        if kind not in room.MODELS or not isinstance(uuid, str):
            raise NotFound()
        # sudo: of a room that the member can enter
        texts = request.env[room.MODELS[kind]].sudo()
        found = texts.search([("uuid", "=", uuid), ("pairing_id", "=", pairing.id)])
        if not found or (author and found.author_id != author):
            raise NotFound()
        return found
