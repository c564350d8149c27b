import re
from email.message import EmailMessage

from icalendar import Calendar

from odoo import models

from ..pairing.meeting_mail import INVITATION_NAME

LINE_ENDS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class IrMailServer(models.Model):
    """Send a meeting invitation as a part of the mail, where calendar programs look for
    it.
    """

    _inherit = "ir.mail_server"

    def _build_email__(  # pylint: disable=W8110
        self, email_from, email_to, subject, body, *args, attachments=None, **kwargs
    ):
        invitations = [a for a in attachments or [] if a[0] == INVITATION_NAME]
        others = [a for a in attachments or [] if a[0] != INVITATION_NAME]
        # a mail has room for one; those of other pairings are attached as files
        others += [
            (f"{number}-{name}", *rest)
            for number, (name, *rest) in enumerate(invitations[1:], 1)
        ]
        for name in {"email_cc", "email_bcc", "reply_to"} & kwargs.keys():
            kwargs[name] = self._one_line(kwargs[name])
        message = super()._build_email__(
            *map(self._one_line, (email_from, email_to, subject)),
            body,
            *args,
            attachments=others,
            **kwargs,
        )
        for _name, content, _mimetype in invitations[:1]:
            self._add_invitation(message, content)
        return message

    def _one_line(self, header):
        """Return a header, or a list of addresses, without the line breaks that a name
        can contain: a mail with these cannot be sent.
        """
        if isinstance(header, (list, tuple)):
            return [self._one_line(each) for each in header]
        return LINE_ENDS.sub(" ", header) if isinstance(header, str) else header

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
