from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST_FILES = 10
"""Files of one note."""
MOST_OF_ROOM = 500
"""Files of one member in one room."""
MOST_WAITING = 30
"""Files of one member that no note names yet."""


class MentorshipNoteFile(models.Model):
    """A file of a note, as its author's browser sealed it (promise 1).

    Name, type and the key that opens it stand in the note, sealed: the readers of the
    note read the file. A file arrives before the note that names it; one that no note
    names is destroyed after a day.
    """

    _inherit = "mentorship.note.file"

    note_id = fields.Many2one(required=False)

    _uuid_once = models.UniqueIndex("(uuid) WHERE uuid IS NOT NULL")

    @api.model
    def _keep(self, pairing, author, uuid, content):
        """Keep a file until its note arrives; one that arrives twice is kept once.

        :param pairing: one ``mentorship.pairing``
        :param author: partner of a present member
        :param str uuid: drawn by the browser
        :param bytes content: a file of age, in base64
        :raises UserError: when the room is closed, or too many wait for a note
        """
        pairing._check_writable()
        own = Domain("pairing_id", "=", pairing.id) & Domain(
            "author_id", "=", author.id
        )
        if self.search_count(own & Domain("uuid", "=", uuid), limit=1):
            return
        if self.search_count(own, limit=MOST_OF_ROOM) >= MOST_OF_ROOM:
            raise UserError(
                self.env._(
                    "You keep %s files in this room. Remove some that nobody needs, "
                    "then add this one.",
                    MOST_OF_ROOM,
                )
            )
        waiting = own & Domain("uuid", "!=", False) & Domain("note_id", "=", False)
        if self.search_count(waiting, limit=MOST_WAITING) >= MOST_WAITING:
            raise UserError(
                self.env._(
                    "Too many files wait for their note. Save the note first, or wait "
                    "until tomorrow."
                )
            )
        self.create(
            {
                "pairing_id": pairing.id,
                "author_id": author.id,
                "uuid": uuid,
                "content": content,
                "written_on": self.env.cr.now().replace(microsecond=0),
            }
        )

    @api.model
    def _due_drop(self, today):
        """Return the files that no note names, a day and more old."""
        old = fields.Datetime.now() - timedelta(days=1)
        return (
            Domain("uuid", "!=", False)
            & Domain("note_id", "=", False)
            & Domain("create_date", "<", old)
        )

    def _day_drop(self):
        self.unlink()


class MentorshipNote(models.Model):
    """A note names its files."""

    _inherit = "mentorship.note"

    def _name_files(self, uuids):
        """Take the files that a note names now, and destroy those it does not any more.

        :param list uuids: of files that its author's browser sent
        :raises UserError: when one of them did not arrive
        """
        self.ensure_one()
        files = self.file_ids.search(
            [
                ("uuid", "in", uuids),
                ("pairing_id", "=", self.pairing_id.id),
                ("author_id", "=", self.author_id.id),
                ("note_id", "in", (self.id, False)),
            ]
        )
        if len(files) != len(set(uuids)):
            raise UserError(
                self.env._("A file did not arrive. Please choose it once more.")
            )
        (self.file_ids - files).unlink()
        files.note_id = self

    def _clear_text(self):
        self.file_ids.filtered("uuid").unlink()
        return super()._clear_text()
