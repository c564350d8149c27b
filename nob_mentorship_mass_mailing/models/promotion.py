from odoo import models


class MentorshipPromotion(models.Model):
    """The mailing of an edition puts its readers on the list of the programme (R30)."""

    _inherit = "mentorship.promotion"

    def _deliver(self, rows):
        # before the work of the background, of which two parts can run at once
        # sudo: staff of the programme, checked by the caller
        self.env["mailing.list"].sudo()._mentorship_of(self.sudo().programme_id)
        return super()._deliver(rows)


class MentorshipPromotionSent(models.Model):
    """A reader comes on the list in the transaction that makes the mail."""

    _inherit = "mentorship.promotion.sent"

    def _send(self):
        queued = self.filtered(lambda row: row.state == "queued")
        result = super()._send()
        mailed = queued.filtered(lambda row: row.state == "mailed")
        for programme, rows in mailed.grouped("programme_id").items():
            lists = self.env["mailing.list"]._mentorship_of(programme)
            lists._mentorship_add(rows.partner_id)
        return result
