from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """Retention of the texts of an edition's sign-ups and rooms."""

    _inherit = "mentorship.edition"

    @api.model
    def _due_forget(self, today):
        """Return the editions that are over and still have sign-up texts."""
        over = Domain("state", "=", "closed") & Domain("date_end", "<", today)
        texts = self.env["mentorship.enrolment"]._with_texts()
        return over & Domain("enrolment_ids", "any", texts)

    def _day_forget(self):
        """Delete the sign-up texts of editions whose retention period has ended."""
        today = fields.Date.context_today(self)
        if self.date_end + relativedelta(months=self.retention_months) > today:
            return
        sign_ups = self.env["mentorship.enrolment"]
        kept = sign_ups.search(
            Domain("edition_id", "=", self.id) & sign_ups._with_texts()
        )
        over = kept.filtered(lambda sign_up: sign_up._is_retention_over())
        self.env["mentorship.daily"]._add(over, "forget_old", today)

    @api.model
    def _due_forget_reminders(self, today):
        """Return the editions that are over, or were called off, and still have
        reminders in the ledger that are older than a month.
        """
        over = Domain("state", "in", ("closed", "not_planned"))
        rows = self.env["mentorship.reminder.sent"]._search(
            [("due_on", "<", today - relativedelta(months=1))]
        )
        return over & Domain("id", "in", rows.subselect("edition_id"))

    def _day_forget_reminders(self):
        """Delete who was reminded of what, once the retention period has ended; what is
        younger is still needed, so that it does not go out again.
        """
        kept = relativedelta(months=self.retention_months)
        today = fields.Date.context_today(self)
        if (self.date_end or self.date_start or today) + kept <= today:
            self.env["mentorship.reminder.sent"].search(
                [("edition_id", "=", self.id), ("due_on", "<", today - kept)]
            ).unlink()

    @api.model
    def _due_forget_day(self, today):
        """Return the editions that are over and still have lines on the coordinators'
        day that were marked as done.
        """
        over = Domain("state", "in", ("closed", "not_planned"))
        lines = self.env["mail.activity"]._search(
            Domain("active", "=", False) & Domain("mentorship_edition_id", "!=", False)
        )
        return over & Domain("id", "in", lines.subselect("mentorship_edition_id"))

    def _day_forget_day(self):
        """Delete what staff noted about members, once the retention period has
        ended."""
        kept = relativedelta(months=self.retention_months)
        today = fields.Date.context_today(self)
        if (self.date_end or self.date_start or today) + kept <= today:
            done = self.env["mail.activity"].with_context(active_test=False)
            done = done.search(
                [
                    ("mentorship_edition_id", "=", self.id),
                    ("active", "=", False),
                    ("date_done", "<", today - kept),
                ]
            )
            # what was noted stands in a message as well
            for model, lines in done.grouped("res_model").items():
                self.env["mail.message"].search(
                    [
                        ("model", "=", model),
                        ("res_id", "in", lines.mapped("res_id")),
                        ("mail_activity_type_id", "!=", False),
                        ("date", "<", today - kept),
                    ]
                ).unlink()
            done.unlink()

    @api.model
    def _due_clear_rooms(self, today):
        """Return the editions with rooms that have ended and are not cleared."""
        return Domain(
            "pairing_ids",
            "any",
            [("ended_on", "!=", False), ("room_cleared_on", "=", False)],
        )

    def _day_clear_rooms(self):
        """Clear the rooms whose retention period has ended (promise 7, N9)."""
        today = fields.Date.context_today(self)
        kept = relativedelta(months=self.retention_months)
        over = self.env["mentorship.pairing"].search(
            [
                ("edition_id", "=", self.id),
                # a day of a shorter month can correspond to the same day as that of a
                # longer one
                ("ended_on", "<=", today - kept + relativedelta(days=3)),
                ("room_cleared_on", "=", False),
            ]
        )
        self.env["mentorship.daily"]._add(
            over.filtered(lambda p: p._is_time_to_clear()), "clear_room", today
        )
