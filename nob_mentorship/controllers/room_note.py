from ..room import forms
from .room import PAIRING, MentorshipRoomController, room_route

NOTES_A_PAGE = 50


class MentorshipNotePortal(MentorshipRoomController):
    """Notes and files of a room, agenda and outcome of a meeting (R9, P5)."""

    @room_route(f"{PAIRING}/notes", methods=("GET",))
    def notes(self, pairing_id, page="1", **_params):
        """All notes of a room, the newest first."""
        pairing = self._find("mentorship.pairing", pairing_id)
        number = int(page) if page.isdecimal() and len(page) < 6 else 1
        return self._notes_page(self._enter(pairing), number=max(number, 1))

    @room_route(f"{PAIRING}/note")
    def write_note(self, pairing_id, **_params):
        """Write a note, an agenda or an outcome, with files."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        sent, texts, wrong, error = self._read(visit, forms.NOTE, forms.NOTE)
        files, trouble = forms.read_files(sent)
        if trouble:
            wrong["files"] = self._pages._form_message(trouble)
            error = error or self._look_below()

        def write():
            note, readers = pairing._new_note(
                self._partner,
                sent.get("kind") or "note",
                sent.get("audience") or "room",
                sent.get("meeting_id"),
            )
            visit.seal(note, texts, readers)
            for values, content in files:
                visit.seal(note._new_file(), values, readers, content)
            path.append(note._room_path())
            return readers

        path = []
        error = error or self._write_room(visit, write)
        if error:
            return self._notes_page(visit, error, wrong, sent)
        return self._go(path[0], "written")

    @room_route("/my/mentorship/note/<int:note_id>", methods=("GET", "POST"))
    def note(self, note_id, **_params):
        """Change or delete a note of one's own."""
        note = self._find("mentorship.note", note_id)
        visit = self._enter(note.pairing_id)
        if not self._posted:
            return self._note_page(visit, note)
        sent, texts, wrong, error = self._read(visit, forms.NOTE, forms.NOTE)
        path = note._room_path()
        if sent.get("do") == "delete" and not visit.closed:
            error = self._form(visit)[1] or self._write_room(visit, note._remove)
            done = "deleted"
        else:
            error = error or self._conflict(note, sent)

            def write():
                readers = note._audience_partners()
                visit.seal(note, texts, readers)
                return readers

            error, done = error or self._write_room(visit, write), "changed"
        if error:
            return self._note_page(visit, note, error, wrong, sent)
        return self._go(path, done)

    @room_route("/my/mentorship/file/<int:file_id>", methods=("GET",))
    def file(self, file_id, **_params):
        """Download a file of a note."""
        file = self._find("mentorship.note.file", file_id)
        visit = self._enter(file.pairing_id)
        if visit.closed:
            return self._go(f"/my/mentorship/pairing/{file.pairing_id.id}")
        return self._download(visit, file, self._partner)

    def _notes_page(self, visit, error=None, wrong=None, sent=None, number=1):
        pairing = visit.pairing
        total = pairing._count_notes_read_by(self._partner)
        notes = pairing._notes_read_by(
            self._partner, NOTES_A_PAGE, (number - 1) * NOTES_A_PAGE
        )
        return self._show(
            visit,
            "portal_room_notes",
            error,
            room=self._pages._room(pairing, self._partner),
            notes=self._notes(visit, notes),
            page_number=number,
            page_count=-(-total // NOTES_A_PAGE),
            errors=wrong or {},
            typed=sent
            and {
                "text": visit.veil.hide(sent.secret("text")),
                "audience": sent.get("audience"),
                "kind": sent.get("kind"),
                "meeting_id": sent.get("meeting_id"),
            },
        )

    def _note_page(self, visit, note, error=None, wrong=None, sent=None):
        saved = visit.hide(visit.open(note).get(note) or {})
        return self._show(
            visit,
            "portal_room_note",
            error,
            room=self._pages._room(note.pairing_id, self._partner),
            note=self._pages._note_line(note, self._partner),
            saved=saved if sent else None,
            texts=visit.hide({n: sent.secret(n) for n in forms.NOTE})
            if sent
            else saved,
            errors=wrong or {},
        )
