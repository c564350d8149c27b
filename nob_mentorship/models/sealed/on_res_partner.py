from uuid import uuid4

from odoo import fields, models
from odoo.fields import Command


class ResPartner(models.Model):
    """The identifier of a contact in sealed texts, which is not a database id, and the
    messages that a contact can read.
    """

    _inherit = "res.partner"

    # closed to all but administrators: Odoo's merge reads every field it lists
    mentorship_uuid = fields.Char(
        "Name in sealed texts", copy=False, readonly=True, groups="base.group_system"
    )
    mentorship_identity_ids = fields.One2many(
        "mentorship.identity", "partner_id", groups=fields.NO_ACCESS
    )

    def _mentorship_member_uuid(self):
        """Return the uuid that identifies this member, permanently.

        The uuid of their keys has precedence: it is the one that others know.
        """
        self.ensure_one()
        # sudo: the identifier of a member in texts, which gives no access
        partner = self.sudo()
        identity = partner.mentorship_identity_ids._of(partner)
        if not identity and not partner.mentorship_uuid:
            partner.mentorship_uuid = str(uuid4())
        return identity.member_uuid or partner.mentorship_uuid

    def _mentorship_leave_messages(self):
        """Remove a member of staff from the readers. The messages that a member wrote
        cannot be found: they take these back themselves.
        """
        users = self.with_context(active_test=False).user_ids
        messages = self.env["mentorship.message"]
        for message in messages.search([("reader_ids", "in", users.ids)]):
            message.reader_ids = [Command.unlink(user.id) for user in users]
