from odoo import models

NEEDED = {
    "mentorship_meetings": "mentorship.meeting",
    "mentorship_meeting": "mentorship.meeting",
    "mentorship_checkin": "mentorship.checkin",
    "mentorship_edition": "mentorship.edition",
    "mentorship_session": "mentorship.session",
}
"""{context key of a mail: the model of the records that it is about}; a key before one
that it begins with"""


class MailTemplate(models.Model):
    """Let an update or staff change a mail that is about one more record.

    Odoo checks that a changed template renders with any record. These mails are for a
    member, and about a talk or an edition, which such a sample record lacks.
    """

    _inherit = "mail.template"

    def _check_can_be_rendered(self, fnames=None, render_options=None):
        rest = self
        for key, model in NEEDED.items():
            about = rest.filtered(
                lambda template, key=key: (
                    key in f"{template.subject}{template.body_html}"
                )
            )
            # sudo: any record, to check that the text renders; it is not shown
            sample = self.env[model].sudo().search([], limit=1)
            if about and sample:
                seen = about.with_context(**{key: sample})
                super(MailTemplate, seen)._check_can_be_rendered(fnames, render_options)
            rest -= about
        return super(MailTemplate, rest)._check_can_be_rendered(fnames, render_options)
