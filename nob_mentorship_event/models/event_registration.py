from odoo import api, fields, models
from odoo.exceptions import UserError

LED = frozenset({"active", "event_id", "partner_id"})
"""What the session decides about its own registrations, besides the state."""


class EventRegistration(models.Model):
    """The registration of a participant in a session: users of Events mark who was
    there, and the session decides the rest.
    """

    _inherit = "event.registration"

    mentorship_session_id = fields.Many2one(
        "mentorship.session",
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        # sudo: which of them the session leads; users of Events do not read it
        led = self.sudo().filtered("mentorship_session_id")
        if led and (LED & vals.keys() or vals.get("state", "done") != "done"):
            raise led._mentorship_leads()
        result = super().write(vals)
        if vals.get("state") == "done":
            led._mentorship_note_attended()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_mentorship(self):
        # sudo: as above
        if not self.env.su and self.sudo().mentorship_session_id:
            raise self._mentorship_leads()

    def _mentorship_leads(self):
        return UserError(
            self.env._(
                "This is a participant of a session of a mentorship programme. Here "
                "you can mark that someone was there; all else is done in the session."
            )
        )

    def _mentorship_note_attended(self):
        """Note in the sessions that these people were there.

        :raises UserError: long before a session begins
        """
        for session, rows in self.grouped("mentorship_session_id").items():
            session._touch()
            lines = session.line_ids.filtered(
                lambda line, rows=rows: line.partner_id in rows.partner_id
            )
            if rows.partner_id - lines.partner_id:
                # who signed off, and came all the same, is added in the session
                raise self._mentorship_leads()
            lines.action_attended()
