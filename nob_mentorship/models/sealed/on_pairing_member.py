from odoo import fields, models

MOST_LOOKUPS = 20
"""The maximum number of addresses that one member can try per day."""


class MentorshipPairingMember(models.Model):
    """The number of addresses with which a member tried to share something."""

    _inherit = "mentorship.pairing.member"

    looked_up_on = fields.Date(readonly=True, copy=False, groups=fields.NO_ACCESS)
    looked_up_count = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)

    def _may_look_up(self):
        """Count one more address; return False if there were too many today, over all
        rooms that the member is or was in.
        """
        self.ensure_one()
        own = self.search([("partner_id", "=", self.partner_id.id)])
        own._touch()
        own.invalidate_recordset(["looked_up_on", "looked_up_count"])
        today = fields.Date.context_today(self)
        counted = own.filtered(lambda member: member.looked_up_on == today)
        if sum(counted.mapped("looked_up_count")) >= MOST_LOOKUPS:
            return False
        count = self.looked_up_count if self in counted else 0
        self.write({"looked_up_on": today, "looked_up_count": count + 1})
        return True
