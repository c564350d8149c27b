from odoo import fields, models
from odoo.tools import config, is_html_empty

TEXTS = ("summary", "description")
"""The texts of a programme that a member reads first."""
PLANNED = ("draft", "not_planned")


class MentorshipEdition(models.Model):
    """What is still to do before the sign-up opens."""

    _inherit = "mentorship.edition"

    lacks_dates = fields.Boolean(compute="_compute_lacks")
    lacks_second = fields.Boolean(compute="_compute_lacks")
    lacks_texts = fields.Boolean(compute="_compute_lacks")
    lacks_mail = fields.Boolean(compute="_compute_lacks")
    lacks_terms = fields.Boolean(compute="_compute_lacks")
    lacks_earlier = fields.Boolean(compute="_compute_lacks")

    def _compute_lacks(self):
        """Find what is missing, in the editions that are not open yet."""
        # sudo: only whether there is a mail server
        served = self.env["ir.mail_server"].sudo().search_count([], limit=1)
        no_mail = not served and config["smtp_server"] in (False, "localhost")
        today = fields.Date.context_today(self)
        for edition in self:
            programme, planned = edition.programme_id, edition.state in PLANNED
            end = edition.enrolment_end
            there = planned and bool(programme)
            users = programme.coordinator_ids.filtered("active")
            edition.lacks_dates = planned and not (
                end and end >= today and edition.date_start
            )
            edition.lacks_second = there and len(users) < 2
            edition.lacks_texts = there and any(
                is_html_empty(programme[name]) for name in TEXTS
            )
            edition.lacks_mail = planned and no_mail
            edition.lacks_terms = there and not programme._has_terms()
            edition.lacks_earlier = there and not edition._has_earlier_pairs()

    def _has_earlier_pairs(self):
        """Tell whether this programme has pairs of another edition."""
        return bool(
            self.env["mentorship.pairing"].search_count(
                [
                    ("programme_id", "=", self.programme_id.id),
                    ("edition_id", "!=", self._origin.id),
                    ("state", "in", ("active", "completed", "ended")),
                ],
                limit=1,
            )
        )

    def action_open_programme(self):
        """Open the programme of this edition."""
        self.ensure_one()
        self._check_staff()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentorship.programme",
            "res_id": self.programme_id.id,
            "view_mode": "form",
        }
