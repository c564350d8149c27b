from email.message import EmailMessage

from icalendar import Calendar

from odoo import models

from .mentorship_meeting import INVITATION_NAME


class IrMailServer(models.Model):
    """Sends a meeting's invitation as part of the mail, where calendars look for it."""

    _inherit = "ir.mail_server"

    def _build_email__(self, *args, attachments=None, **kwargs):  # pylint: disable=W8110
        invitations = [a for a in attachments or [] if a[0] == INVITATION_NAME]
        others = [a for a in attachments or [] if a[0] != INVITATION_NAME]
        message = super()._build_email__(*args, attachments=others, **kwargs)
        for _name, content, _mimetype in invitations:
            self._add_invitation(message, content)
        return message

    @staticmethod
    def _add_invitation(message: EmailMessage, content: bytes):
        """Add a ``text/calendar`` alternative that names its method (P4)."""
        alternative = next(
            part
            for part in message.walk()
            if part.get_content_type() == "multipart/alternative"
        )
        alternative.add_alternative(
            content.decode(),
            subtype="calendar",
            charset="utf-8",
            params={"method": str(Calendar.from_ical(content)["method"])},
        )
