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

    _name = "mentorship.note.file"
    _inherit = ["mentorship.sealed"]
    _description = "File of a mentorship note"
    _order = "id"

    _method_fields = frozenset()

    note_id = fields.Many2one("mentorship.note", index=True, ondelete="cascade")
    content = fields.Binary(attachment=False, groups=fields.NO_ACCESS, copy=False)

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
                    "You already keep %s files in this room. Remove some that are no "
                    "longer needed, then add this one.",
                    MOST_OF_ROOM,
                )
            )
        waiting = own & Domain("uuid", "!=", False) & Domain("note_id", "=", False)
        if self.search_count(waiting, limit=MOST_WAITING) >= MOST_WAITING:
            raise UserError(
                self.env._(
                    "Too many files are waiting for their note. Save the note first, "
                    "or wait until tomorrow."
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

    @api.model
    def _member_domain(self, partner):
        """Return which files a member may ask for; whether they may read one, the
        sealed text decides."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [("pairing_id", "any", pairings)]

    def _clear_text(self):
        self.content = False
        return super()._clear_text()
