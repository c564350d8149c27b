from odoo import api, fields, models
from odoo.exceptions import UserError

CLEARED = {"summary": False, "report": False, "shared_report": False}
"""{field: its value once the texts of a check-in are destroyed}"""


class MentorshipCheckin(models.Model):
    """What stays of check-ins when a member withdraws or is erased, and after the
    retention period (N9).

    Talks to come stay when a member leaves a pairing, or when it ends: the coordinator
    may want to talk about just that.
    """

    _inherit = "mentorship.checkin"

    def _check_kept(self):
        """Raise if the texts of a pairing were destroyed: no new ones are kept."""
        # sudo: only whether the texts of a pairing that the user can see are gone
        if any(checkin.sudo().pairing_id.room_cleared_on for checkin in self):
            raise UserError(
                self.env._(
                    "The texts about this pairing have been destroyed, because the "
                    "time to keep them is over. New ones are not kept."
                )
            )

    @api.model
    def _take_off(self, partner, pairings, tell=True):
        """Take a member who withdrew off the talks to come; one that no one else is
        invited to is cancelled.

        :param bool tell: whether the coordinators' calendars are updated
        :return: the values of the attachments that clear the member's calendar, a list
        """
        planned = self.search(
            [
                ("pairing_id", "in", pairings.ids),
                ("partner_ids", "in", partner.ids),
                ("state", "=", "planned"),
                ("date", ">", fields.Datetime.now()),
            ]
        )
        planned._touch()
        calendars = []
        for checkin in planned.sorted("date"):
            checkin.sequence += 1
            calendars += checkin._calendars("CANCEL", partner)
            checkin.partner_ids -= partner
            if not checkin.partner_ids:
                checkin._set_state("cancelled")
            if tell:
                checkin._mail_coordinator(
                    "REQUEST" if checkin.partner_ids else "CANCEL"
                )
        return calendars

    @api.model
    def _erase(self, partner):
        """Destroy the texts about an erased person's pairings; the numbers stay."""
        rows = self.env["mentorship.pairing.member"].search(
            [("partner_id", "=", partner.id)]
        )
        self._take_off(partner, rows.pairing_id, tell=False)
        self.search([("pairing_id", "in", rows.pairing_id.ids)])._clear_texts()

    def _clear_texts(self):
        """Destroy the texts of these check-ins; who, when and how stay."""
        self.write(CLEARED)
        self.answer_ids.write({"words": False, "text": False})
        over = self.filtered(lambda checkin: not checkin._in_calendars())
        over.write({"location": False, "video_url": False})
