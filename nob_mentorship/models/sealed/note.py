from odoo import fields, models
from odoo.exceptions import UserError


class MentorshipNote(models.Model):
    """A note in the pair's room, or the agenda or outcome of a meeting (R9, P5)."""

    _name = "mentorship.note"
    _inherit = ["mentorship.sealed"]
    _description = "Mentorship note"
    _order = "id desc"

    _method_fields = frozenset()

    kind = fields.Selection(
        [("note", "A note"), ("agenda", "Agenda"), ("outcome", "Outcome")],
        required=True,
        default="note",
    )
    audience = fields.Selection(
        [
            ("room", "Everyone in the room"),
            ("person", "One person"),
            ("self", "Only me"),
        ],
        required=True,
        default="room",
    )
    reader_id = fields.Many2one(
        "res.partner", "For", ondelete="restrict", index="btree_not_null"
    )
    meeting_id = fields.Many2one("mentorship.meeting", index=True, ondelete="cascade")
    file_ids = fields.One2many("mentorship.note.file", "note_id", "Files")

    def _remove(self):
        """Delete a note with its files, and end its sharing."""
        self._end_shared("removed")
        self.unlink()

    def _name_files(self, uuids):
        """Attach the files that a note now names, and destroy those it no longer names.

        :param list uuids: the uuids of files that its author's browser sent
        :raises UserError: if one of them did not arrive
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
                self.env._("A file did not arrive. Please choose it again.")
            )
        (self.file_ids - files).unlink()
        files.note_id = self

    def _clear_text(self):
        self.file_ids.filtered("uuid").unlink()
        return super()._clear_text()
