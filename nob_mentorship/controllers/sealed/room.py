from werkzeug.exceptions import NotFound

from odoo.http import request

from ...portal.sealed import forms, room
from ...tools.form import LARGEST_ID
from .api import SealedApi, sealed_route


class SealedRoomController(SealedApi):
    """What a pair writes and reads, as ciphertext."""

    def _pairing(self, sent):
        """Return a pairing whose room the member is in, as superuser.

        :raises NotFound: for anybody else's, as for one that does not exist
        """
        number = forms.whole_number(sent, "room", 1, LARGEST_ID)
        # sudo: whose it is, is part of the search
        pairings = request.env["mentorship.pairing"].sudo()
        found = pairings.search(
            [("id", "=", number), *pairings._member_domain(self._partner)]
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

    def _check_as(self, sent):
        """Raise unless the page has the member's current keys.

        :raises Newer: for an old tab, and for the page of whoever was logged in before
        """
        identity = self._partner.mentorship_identity_ids._of(self._partner)
        identity._check_is(forms.text(sent, "as", forms.RECIPIENT))

    @sealed_route("note/save")
    def sealed_note_save(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        text = forms.read_text(sent)
        values = forms.read_note(sent, pairing, self._partner)
        pairing._save_text("mentorship.note", self._partner, text, values)
        return room.room_values(pairing, self._partner)

    @sealed_route("note/pass-on", most=forms.LONGEST_TEXT * 60)
    def sealed_note_pass_on(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        reader = self._partner._mentorship_member_uuid()
        uuid = forms.text(sent, "reader", forms.UUID)
        for passed in forms.read_copies(sent):
            note = pairing.note_ids.filtered(
                lambda note, passed=passed: note.uuid == passed["uuid"]
            )
            if not note:
                raise NotFound()
            note._pass_on(reader, uuid, passed["sealed"])
        return room.room_values(pairing, self._partner)

    @sealed_route("note/remove")
    def sealed_note_remove(self, sent):
        pairing = self._pairing(sent)
        self._check_as(sent)
        place = forms.text(sent, "uuid", forms.UUID), self._partner
        note = pairing.note_ids.filtered(lambda n: (n.uuid, n.author_id) == place)
        if not note:
            raise NotFound()
        pairing._check_writable()
        note._remove()
        return room.room_values(pairing, self._partner)
