from odoo import models

from odoo.addons.nob_mentorship.tools.promotion import mailbox


class MentorshipEdition(models.Model):
    """Who unsubscribed from the list of a programme is invited by none, also where they
    were no contact with that address at the time (R30).
    """

    _inherit = "mentorship.edition"

    def _promotable(self, members):
        found = super()._promotable(members)
        # sudo: only whether these members are out on a list; few people are
        rows = self.env["mailing.subscription"].sudo().with_context(active_test=False)
        out = rows.search(
            [("list_id.mentorship_programme_id", "!=", False), ("opt_out", "=", True)]
        )
        boxes = {mailbox(one.email_normalized or "") for one in out.contact_id}
        return found.filtered(
            lambda member: (
                member not in out.mentorship_partner_id
                and mailbox(member.email_normalized) not in boxes
            )
        )
