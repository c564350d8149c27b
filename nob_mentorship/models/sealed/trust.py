from odoo import fields, models
from odoo.exceptions import UserError

MOST_AHEAD = 10_000
"""The maximum number by which a revision can increase at once. The owner's browser can
know newer revisions than the server, but no session may use up all numbers."""


class Newer(UserError):
    """The server has a newer version than the browser knew of."""


class MentorshipTrust(models.Model):
    """A member's list of trusted people, sealed by their browser for themselves
    (promise 1).

    A list exists from the moment its owner has an identity. Its revision increases by
    one at a time; the browser remembers its newest one, and accepts no older one.
    """

    _name = "mentorship.trust"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: the people a member trusts"
    _rec_name = "identity_id"
    _order = "id"
    # a row with the time of writing would reveal when its owner wrote a message
    _log_access = False

    _method_fields = frozenset({"revision"})

    identity_id = fields.Many2one(
        "mentorship.identity", required=True, index=True, ondelete="cascade"
    )
    revision = fields.Integer(required=True, readonly=True)
    sealed_list = fields.Text(groups=fields.NO_ACCESS, copy=False)

    _once = models.UniqueIndex("(identity_id)")

    def _save(self, identity, revision, sealed):
        """Store the next revision of a list; recreate the row if it was lost.

        :param identity: the owner's ``mentorship.identity``, one record
        :param int revision: the revision to store
        :param str sealed: in base64
        :raises Newer: if another tab or device already saved this revision
        :raises UserError: if it is too far ahead
        """
        identity._touch()
        identity.invalidate_recordset()
        row = identity.trust_ids
        if row and revision > row.revision + MOST_AHEAD:
            raise UserError(
                self.env._(
                    "The version number of this list is too high, so it was not saved."
                )
            )
        if row and revision <= row.revision:
            raise Newer(
                self.env._("Another of your tabs or devices has saved something newer.")
            )
        values = {"revision": revision, "sealed_list": sealed}
        if row:
            row.write(values)
        else:
            self.create({"identity_id": identity.id, **values})
