import logging

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PLACE = "/mentorship/room?to=messages"


class MentorshipMessage(models.Model):
    """Readers are told of new messages hours later and all at once, so that the time of
    a mail reveals nothing about the author.
    """

    _inherit = "mentorship.message"

    @api.model
    def _cron_tell(self):
        """Notify the readers of new messages all at once, and rewrite the messages'
        rows together, so that neither their place in the tables nor their transaction
        reveals anything about the author.
        """
        # sudo: a job of the system
        new = self.sudo().search([("is_told", "=", False)])
        readers = self.env["res.users"]
        for message in new:
            readers |= message._readers()
        new.write({"is_told": True})
        self.env.flush_all()
        new._write_again()
        for user in readers:
            try:
                with self.env.cr.savepoint():
                    self._tell(user)
                    self.sudo()._refresh_lines(user)
            except Exception:
                # the others are told all the same
                _logger.exception("messages: user %s could not be told", user.id)

    def _write_again(self):
        """Rewrite the rows of texts and readers, as telling them did for the
        conversations. Values stored outside a row, such as long texts, are only
        rewritten if they change.
        """
        for table, column, value in (
            (
                "mentorship_message_text",
                "message_id",
                SQL("ciphertext = ciphertext || ''"),
            ),
            (
                "mentorship_message_res_users_rel",
                "mentorship_message_id",
                SQL("mentorship_message_id = mentorship_message_id"),
            ),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    value,
                    SQL.identifier(column),
                    self.ids,
                )
            )

    @api.model
    def _tell(self, user):
        """Queue one mail that says a message is waiting: neither its contents nor its
        author.
        """
        if not user.email_normalized:
            return
        _ = self.with_context(lang=user.lang).env._
        odoobot = self.env["res.users"].browse(SUPERUSER_ID).partner_id
        link = f"{user.get_base_url()}{PLACE}"
        # sudo: a system job; the mail only says that a message is waiting
        self.env["mail.mail"].sudo().create(
            {
                "subject": _("There is a message for you"),
                "body_html": Markup("<p>%s</p><p><a href='%s'>%s</a></p>")
                % (
                    _(
                        "A message in the mentorship programme is waiting for you. "
                        "Read it on the page that seals texts, with your own login."
                    ),
                    link,
                    _("Read it"),
                ),
                "author_id": odoobot.id,
                "email_from": odoobot.email_formatted
                or user.company_id.email_formatted,
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )
