from odoo.http import root
from odoo.tests import HttpCase, tagged
from odoo.tests.common import HOST

from ..room import door, items, keys
from .common import MentorshipCase
from .queries import recorded_queries

FEW = 5
MOST_QUERIES = 32
"""What the page of a room may send, however much is written in it."""


@tagged("post_install", "-at_install")
class TestRoomQueries(HttpCase, MentorshipCase):
    """A room does not get slower as fifty notes are written in it."""

    many = 50

    def test_the_room_sends_as_many_queries_with_few_notes_as_with_many(self):
        pairing = self._active_pair()
        ring = keys.Keys(self.env)
        self._write(ring, pairing, FEW)
        few = self._counts(ring, pairing)
        self._write(ring, pairing, self.many - FEW)
        self.assertEqual(pairing.note_count, self.many)
        self.assertEqual(self._counts(ring, pairing), few)
        self.assertLessEqual(max(few.values()), MOST_QUERIES)

    def _paths(self, pairing):
        room = f"/my/mentorship/pairing/{pairing.id}"
        return room, f"{room}/notes"

    def _write(self, ring, pairing, count):
        people = pairing._room_members().partner_id
        for number in range(count):
            note, readers = pairing._new_note(people[number % 2], "note", "room")
            items.write(ring, note, {"text": f"Note {number}"}, readers)

    def _counts(self, ring, pairing):
        """Return {path: queries} of the pages on a warm server."""
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        uid, session = self.mentee_user.id, self.session
        mark = ring.sign(*door._mark_context(uid, session.sid, "a-ticket"))
        session[door.MARK] = [uid, mark]
        self.opener.cookies.set(door.TICKET, "a-ticket", domain=HOST)
        root.session_store.save(session)
        counts = {}
        for path in self._paths(pairing):
            for _warm in range(2):
                page = self.url_open(path)
                self.assertIn("Note 4", page.text)
            with recorded_queries() as queries:
                self.url_open(path)
            counts[path] = len(queries)
        return counts


@tagged("post_install", "-at_install", "slow")
class TestRoomQueriesOfManyMore(TestRoomQueries):
    """Nor as five hundred are."""

    many = 500
