from odoo import api, fields, models


class MailingList(models.Model):
    """The mailing list of a programme: the members whom its invitations went to (R30).

    What they said holds in both places: who unsubscribes from it gets no invitations,
    and who wants no invitations is unsubscribed from it.
    """

    _inherit = "mailing.list"

    mentorship_programme_id = fields.Many2one(
        "mentorship.programme",
        "Mentorship programme",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="The members whom the invitations of this programme went to, for 180 "
        "days. Who unsubscribes from this list gets no invitation of any programme; "
        "only the members themselves can take that back, on their mentorship profile.",
    )

    _one_a_programme = models.UniqueIndex(
        "(mentorship_programme_id)", "This programme has a mailing list already."
    )

    def write(self, vals):
        result = super().write(vals)
        if "contact_ids" in vals:
            # the relation and its rows are the same table
            self.invalidate_recordset(["subscription_ids"])
            self.subscription_ids._mentorship_hold()
        return result

    def action_merge(self, src_lists, archive):
        result = super().action_merge(src_lists, archive)
        self.subscription_ids._mentorship_hold()
        return result

    @api.model
    def _mentorship_of(self, programme):
        """Return the list of a programme; make it if there is none.

        :param programme: one ``mentorship.programme``
        """
        found = self.with_context(active_test=False).search(
            [("mentorship_programme_id", "=", programme.id)]
        )
        return found or self.create(
            {
                "name": self.env._("Invited to %s", programme.name),
                "mentorship_programme_id": programme.id,
            }
        )

    def _mentorship_add(self, partners):
        """Note that members were invited, each address once.

        :param partners: ``res.partner``, as superuser
        """
        self.ensure_one()
        by_address = {p.email_normalized: p for p in partners if p.email_normalized}
        contacts = self.env["mailing.contact"].search(
            [("email_normalized", "in", list(by_address))], order="id"
        )
        known = set(contacts.mapped("email_normalized"))
        contacts |= contacts.create(
            [
                {"name": partner.name, "email": address, "mentorship_made": True}
                for address, partner in by_address.items()
                if address not in known
            ]
        )
        rows = self.env["mailing.subscription"].search(
            [("list_id", "=", self.id), ("contact_id", "in", contacts.ids)]
        )
        there = set(rows.contact_id.mapped("email_normalized"))
        today = fields.Date.context_today(self)
        for row in rows:
            reader = by_address[row.contact_id.email_normalized]
            row.write(
                {"mentorship_invited_on": today, "mentorship_partner_id": reader.id}
            )
        rows.create(
            [
                {
                    "list_id": self.id,
                    "contact_id": theirs[0].id,
                    "mentorship_invited_on": today,
                    "mentorship_partner_id": by_address[address].id,
                }
                for address, theirs in contacts.grouped("email_normalized").items()
                if address not in there
            ]
        )
