from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.nob_mentorship.models.promotion.promotion_figures import KEPT_DAYS
from odoo.addons.nob_mentorship.tools.promotion import mailbox

OUT = frozenset({"list_id", "opt_out", "opt_out_datetime", "opt_out_reason_id"})


class MailingSubscription(models.Model):
    """A member on the list of a programme, and their wish for no more invitations."""

    _inherit = "mailing.subscription"

    mentorship_invited_on = fields.Date(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )
    mentorship_partner_id = fields.Many2one(
        "res.partner",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    """Who was invited, also once their address is another."""

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._mentorship_hold()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if OUT & vals.keys():
            self._mentorship_hold()
        return result

    def _mentorship_hold(self):
        """Let both places say the same: who is out on the list of a programme wants no
        invitations, and who wants none is out.
        """
        # sudo: users of mailings read no wish, and members no list
        rows = self.sudo().filtered("list_id.mentorship_programme_id")
        if not rows:
            return
        out = rows.filtered("opt_out")
        rows._mentorship_people(out)._mentorship_stop_invitations()
        unasked = rows._mentorship_people(rows - out).filtered_domain(
            self.env["res.partner"]._mentorship_unasked()
        )
        boxes = {mailbox(each) for each in unasked.mapped("email_normalized") if each}
        (rows - out).filtered(
            lambda row: (
                row.mentorship_partner_id in unasked
                or mailbox(row.contact_id.email_normalized or "") in boxes
            )
        ).write({"opt_out": True})

    @api.model
    def _mentorship_people(self, rows):
        """Return the ``res.partner`` who read the mails of these rows: those who were
        invited, and all with the same mailbox.
        """
        people = self.env["res.partner"].with_context(active_test=False)
        addresses = [*filter(None, rows.contact_id.mapped("email_normalized"))]
        found = people.search(people._mentorship_in_mailboxes(addresses))
        return found | rows.mentorship_partner_id

    @api.model
    def _mentorship_of_people(self, people):
        """Return the rows on the lists of programmes of these ``res.partner``, as
        superuser: those by which they were invited, and those of their mailboxes.
        """
        rows = self.with_context(active_test=False)
        addresses = [*filter(None, people.mapped("email_normalized"))]
        boxes = people._mentorship_in_mailboxes(addresses, "contact_id.")
        return rows.search(
            Domain("list_id.mentorship_programme_id", "!=", False)
            & (Domain("mentorship_partner_id", "in", people.ids) | boxes)
        )

    def _mentorship_drop(self):
        """Delete these rows, and the contacts that were made for them alone."""
        contacts, lists = self.contact_id, self.list_id
        self.unlink()
        # the relation and its rows are the same table
        contacts.invalidate_recordset(["list_ids", "subscription_ids"])
        lists.invalidate_recordset(["contact_ids", "subscription_ids"])
        contacts.filtered(
            lambda one: one.mentorship_made and not one.subscription_ids
        ).unlink()

    @api.autovacuum
    def _mentorship_forget(self):
        """Delete whom old invitations went to (retention). Who wants none stays."""
        before = fields.Date.context_today(self) - timedelta(days=KEPT_DAYS)
        self.search(
            [("mentorship_invited_on", "<", before), ("opt_out", "=", False)]
        )._mentorship_drop()
