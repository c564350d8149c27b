from markupsafe import Markup

from odoo import api, fields, models


class MentorshipNote(models.Model):
    """A note in the pair's room, an agenda or outcome of a meeting, or a message to the
    coordinators (R9, R18, P5)."""

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
            ("coordinator", "The coordinators"),
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

    def _tell_coordinators(self):
        """Plan an activity for those a message was sealed for: that there is one, and
        not of whom."""
        for note in self:
            readers = {reader for reader, _user in note._reader_list()}
            edition = note.pairing_id.edition_id
            for user in edition.programme_id.coordinator_ids:
                if user.partner_id.id in readers:
                    edition = edition.with_context(lang=user.lang)
                    edition.activity_schedule(
                        "mail.mail_activity_data_todo",
                        summary=edition.env._("A message for the coordinators"),
                        note=Markup(
                            '<p>%s <a href="/my/mentorship/message/%s">%s</a></p>'
                        )
                        % (
                            edition.env._(
                                "A participant asks to speak with you. You alone can "
                                "read it, with your own login."
                            ),
                            note.id,
                            edition.env._("Read it"),
                        ),
                        user_id=user.id,
                    )


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
