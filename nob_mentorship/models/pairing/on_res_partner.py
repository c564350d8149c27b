from odoo import models


class ResPartner(models.Model):
    """Whose face a member may see."""

    _inherit = "res.partner"

    def _mentorship_may_see(self, other):
        """Tell whether this member may see the picture of another: of the people in
        their offers, and in their pairings as long as their page can be read; of the
        mentors they can choose from; and of the coordinators of their programmes, who
        see the members.

        :param other: one ``res.partner``
        """
        self.ensure_one()
        if self == other:
            return True
        # sudo: the searches contain the checks that they are this member's own
        env = self.sudo().env
        pairings = env["mentorship.pairing"]
        own = pairings.search(pairings._member_domain(self))
        seen_now = own.filtered(
            lambda pairing: (
                pairing.state in ("offered", "active") or pairing._has_room_for(self)
            )
        )
        shown = (seen_now._shown_members() | seen_now._room_members()).filtered(
            lambda member: member.enrolment_id.state not in ("withdrawn", "refused")
        )
        if other in shown.partner_id:
            return True
        programmes = env["mentorship.programme"]
        coordinated = [
            ("coordinator_ids.partner_id", "=", self.id),
            ("edition_ids.enrolment_ids", "any", [("partner_id", "=", other.id)]),
        ]
        if programmes.search_count(coordinated, limit=1):
            return True
        seen = programmes.search(programmes._member_domain(self))
        if other in seen.coordinator_ids.partner_id:
            return True
        return other in self._mentorship_choosable().partner_id

    def _mentorship_choosable(self):
        """Return the sign-ups of the mentors that this member can choose from."""
        # sudo: the search contains the check that they are this member's own
        enrolments = self.sudo().env["mentorship.enrolment"]
        own = enrolments.search([("partner_id", "=", self.id), ("role", "=", "mentee")])
        found = enrolments.browse()
        for mentee in own:
            if mentee._may_choose() or mentee._open_choices():
                found |= mentee._mentors_to_choose()
        return found
