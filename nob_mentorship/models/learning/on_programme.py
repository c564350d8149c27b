from odoo import models
from odoo.exceptions import UserError


class MentorshipProgramme(models.Model):
    """The guides that a programme starts with (P16)."""

    _inherit = "mentorship.programme"

    def action_add_guides(self):
        """Give these programmes a guide for each talk that they have none for.

        :raises UserError: if there is nothing to add
        """
        self.check_access("write")
        added = [programme._add_guides() for programme in self]
        if not any(added):
            raise UserError(
                self.env._(
                    "There is nothing to add: this programme has a guide for each "
                    "talk, perhaps an archived one, or no other programme has guides."
                )
            )

    def _add_guides(self):
        """Copy the guides for talks that this programme has none for, not even an
        archived one, from the first other programme that has guides.

        :return: the new guides
        """
        self.ensure_one()
        own = self.with_context(active_test=False).resource_ids
        talks = own.filtered(lambda resource: resource.kind == "guide").mapped("stage")
        # sudo: guides in use, of the same company, which every member of it can read
        guides = self.env["mentorship.resource"].sudo()
        found = guides.search(
            [
                ("kind", "=", "guide"),
                ("programme_id", "!=", self.id),
                ("programme_id.active", "=", True),
                ("programme_id.company_id", "in", [False, self.company_id.id]),
            ]
        )
        first = found.programme_id.sorted(lambda p: (p.sequence, p.id))[:1]
        missing = found.filtered_domain(
            [("programme_id", "=", first.id), ("stage", "not in", talks)]
        )
        return missing.copy({"programme_id": self.id})
