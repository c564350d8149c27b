from odoo import models

NEEDED = "mentorship_meeting"
"""What a mail about a meeting has at hand beside its record."""


class MailTemplate(models.Model):
    """A mail about a meeting can be changed, by an update or by staff.

    Odoo looks whether a template that is written renders with any record. These mails
    are of a member of a pairing, and about a meeting, which such a sample lacks.
    """

    _inherit = "mail.template"

    def _check_can_be_rendered(self, fnames=None, render_options=None):
        about = self.filtered(
            lambda template: NEEDED in f"{template.subject}{template.body_html}"
        )
        # sudo: any meeting, to see whether the text can be rendered; it is not shown
        sample = self.env["mentorship.meeting"].sudo().search([], limit=1)
        if about and sample:
            about = about.with_context(**{NEEDED: sample})
            super(MailTemplate, about)._check_can_be_rendered(fnames, render_options)
        rest = self - about
        return super(MailTemplate, rest)._check_can_be_rendered(fnames, render_options)
