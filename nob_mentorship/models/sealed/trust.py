from odoo import fields, models
from odoo.exceptions import UserError

MOST_AHEAD = 10_000
"""Revisions that a list may go on at once: its owner's browser can know of newer ones
than lie here, and no session may use them all up."""


class Newer(UserError):
    """Something newer is there than what the browser knew of."""


class MentorshipTrust(models.Model):
    """Whom a member trusts, as their browser sealed it for themselves (promise 1).

    A list exists from the moment that its owner has an identity. It goes forward by one
    revision at a time; the browser knows the newest it made, and takes no older one.
    """

    _name = "mentorship.trust"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: the people a member trusts"
    _rec_name = "identity_id"
    _order = "id"
    # a row that tells when it was written would tell when its owner wrote a message
    _log_access = False

    _method_fields = frozenset({"revision"})

    identity_id = fields.Many2one(
        "mentorship.identity", required=True, index=True, ondelete="cascade"
    )
    revision = fields.Integer(required=True, readonly=True)
    sealed_list = fields.Text(groups=fields.NO_ACCESS, copy=False)

    _once = models.UniqueIndex("(identity_id)")

    def _save(self, identity, revision, sealed):
        """Keep the next revision of a list; make the row anew where it was lost.

        :param identity: whose it is, one ``mentorship.identity``
        :param int revision: the one that is saved
        :param str sealed: in base64
        :raises Newer: when another tab or device saved this revision already
        :raises UserError: when it is too far ahead
        """
        identity._touch()
        identity.invalidate_recordset()
        row = identity.trust_ids
        if row and revision > row.revision + MOST_AHEAD:
            raise UserError(self.env._("This list is too far ahead to be kept."))
        if row and revision <= row.revision:
            raise Newer(
                self.env._("Another of your tabs or devices has saved something newer.")
            )
        values = {"revision": revision, "sealed_list": sealed}
        if row:
            row.write(values)
        else:
            self.create({"identity_id": identity.id, **values})
