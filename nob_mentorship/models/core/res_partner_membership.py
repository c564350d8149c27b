from odoo import api, fields, models
from odoo.fields import Domain

from .. import odoo_inside


class ResPartner(models.Model):
    """The memberships of a contact, from the OCA membership addon (R2)."""

    _inherit = "res.partner"

    def _mentorship_holders(self):
        """Return the contacts whose memberships count for this member: their own, and
        those of the member they are associated with.

        :return: a list, because a recordset of both would be read one by one
        """
        self.ensure_one()
        holders, above = [self], self.associate_member_id
        while above and above not in holders:
            holders.append(above)
            above = above.associate_member_id
        return holders

    @api.model
    def _mentorship_in_force(self, first, last):
        """Return the domain of membership lines in force on any day between two dates.

        Based on the dates of the lines (R2): the stored state is only as recent as its
        last recomputation.
        """
        states = odoo_inside.member_states(self)
        return (
            Domain("state", "in", states)
            & Domain("date_from", "<=", last)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", first))
            & (Domain("date_cancel", "=", False) | Domain("date_cancel", ">=", first))
        )

    @api.model
    def _mentorship_own_membership(self, first, last):
        """Return the domain of contacts with a membership of their own."""
        return Domain("free_member", "=", True) | Domain(
            "member_line_ids", "any", self._mentorship_in_force(first, last)
        )

    def _mentorship_lines(self, first, last):
        """Return the membership lines in force on any day between two dates.

        Same as :meth:`_mentorship_in_force`, in Python, because a domain takes ten
        times as long for a few lines.
        """
        states = odoo_inside.member_states(self)
        lines = self.member_line_ids.browse()
        for holder in self._mentorship_holders():
            lines |= holder.member_line_ids.filtered(
                lambda line: (
                    line.state in states
                    and line.date_from
                    and line.date_from <= last
                    and (not line.date_to or line.date_to >= first)
                    and (not line.date_cancel or line.date_cancel >= first)
                )
            )
        return lines

    def _mentorship_member_since(self, day):
        """Tell whether this contact was a member on `day`, or on any day since, up to
        today.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        holders = self._mentorship_holders()
        return any(holder.free_member for holder in holders) or bool(
            self._mentorship_lines(day, today)
        )

    def _mentorship_members_since(self, day):
        """Return the contacts who were members on `day`, or on any day since, up to
        today.

        The number of queries does not depend on the number of contacts.
        """
        today = fields.Date.context_today(self)
        seen = above = self.with_context(active_test=False)
        while above:
            above = (
                above.search_fetch(
                    [("id", "in", above.ids)], ["associate_member_id", "free_member"]
                ).associate_member_id
                - seen
            )
            seen |= above
        lines = self.env["membership.membership_line"].search_fetch(
            Domain("partner_id", "in", seen.ids)
            & self._mentorship_in_force(day, today),
            ["partner_id"],
        )
        members = lines.partner_id | seen.filtered("free_member")
        having = set(members.ids)
        return self.filtered(
            lambda member: any(h.id in having for h in member._mentorship_holders())
        )
