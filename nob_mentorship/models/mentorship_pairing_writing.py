from odoo import models
from odoo.exceptions import UserError


class MentorshipPairing(models.Model):
    """A message to the coordinators: the record first, its text is sealed after.

    The callers found the pairing among the member's own.
    """

    _inherit = "mentorship.pairing"

    def _new_message(self, author):
        """Return (a new message to the coordinators, their partners) (R18).

        :raises UserError: when the programme has no coordinator with a login
        """
        coordinators = self.programme_id.coordinator_ids.partner_id
        if not coordinators:
            raise UserError(
                self.env._(
                    "This programme has no coordinator now. Please write to %s.",
                    self.programme_id.contact_email,
                )
            )
        note = self.note_ids.create(
            {
                "pairing_id": self.id,
                "author_id": author.id,
                "audience": "coordinator",
            }
        )
        return note, coordinators

    def _own_plan(self, partner):
        """Return the development plan of a member, empty when there is none."""
        return self.plan_ids.filtered(lambda plan: plan.author_id == partner)
