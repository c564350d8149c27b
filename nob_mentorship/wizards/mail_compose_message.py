from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class MailComposeMessage(models.TransientModel):
    """Mail to members must have a text."""

    _inherit = "mail.compose.message"

    def _action_send_mail(self, *args, **kwargs):
        """Send, unless there is nothing to read.

        :raises UserError: for a mail to members without a text
        """
        if "mentorship_each_of" in self.env.context and any(
            is_html_empty(composer.body) for composer in self
        ):
            raise UserError(self.env._("Write a message first."))
        return super()._action_send_mail(*args, **kwargs)
