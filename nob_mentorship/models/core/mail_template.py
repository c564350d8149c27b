from odoo import models

NEEDED = "mentorship_meeting"
"""The context key with the meeting that a mail is about."""


class MailTemplate(models.Model):
    """Let an update or staff change a mail about a meeting.

    Odoo checks that a changed template renders with any record. These mails are for a
    member of a pairing, and about a meeting, which such a sample record lacks.
    """

    _inherit = "mail.template"

    def _check_can_be_rendered(self, fnames=None, render_options=None):
        about = self.filtered(
            lambda template: NEEDED in f"{template.subject}{template.body_html}"
        )
        # sudo: any meeting, to check that the text renders; it is not shown
        sample = self.env["mentorship.meeting"].sudo().search([], limit=1)
        if about and sample:
            about = about.with_context(**{NEEDED: sample})
            super(MailTemplate, about)._check_can_be_rendered(fnames, render_options)
        rest = self - about
        return super(MailTemplate, rest)._check_can_be_rendered(fnames, render_options)
