from odoo import api, fields, models


class MentorshipNote(models.Model):
    """A note in the pair's room, or an agenda or outcome of a meeting (R9, P5)."""

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
            ("room", "Everybody in the room"),
            ("person", "One person"),
            ("self", "Myself alone"),
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
        """Delete a note with its files; what was shared of it ends."""
        self._end_shared("removed")
        self.unlink()


class MentorshipNoteFile(models.Model):
    """A file with a note: its name and type sealed as its text, its content apart."""

    _name = "mentorship.note.file"
    _inherit = ["mentorship.sealed"]
    _description = "File of a mentorship note"
    _order = "id"

    _method_fields = frozenset()

    note_id = fields.Many2one(
        "mentorship.note", required=True, index=True, ondelete="cascade"
    )
    content = fields.Binary(attachment=False, groups=fields.NO_ACCESS, copy=False)

    @api.model
    def _member_domain(self, partner):
        """Return which files a member may ask for; whether they may read one, the
        sealed text decides."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [("pairing_id", "any", pairings)]

    def _clear_text(self):
        self.content = False
        return super()._clear_text()
