from odoo import api, fields, models

from . import keys

LONGEST_LABEL = 60


class MentorshipIdentityWay(models.Model):
    """One way to open an identity: its secret keys, sealed in the browser.

    Keys sealed with a phrase are sealed once more with the server's master key, because
    an attacker with a copy of the database could guess the phrase.
    """

    _name = "mentorship.identity.way"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: a way to open a member's secret keys"
    _rec_name = "label"
    _order = "id"

    _method_fields = frozenset()
    _lengths = {"label": LONGEST_LABEL}

    identity_id = fields.Many2one(
        "mentorship.identity", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("passkey", "Passkey"), ("phrase", "Phrase"), ("recovery", "Recovery code")],
        required=True,
    )
    label = fields.Char(required=True, help="The name its owner gave it.")
    credential = fields.Char(readonly=True, help="The id of the passkey, in base64.")
    salt = fields.Char(readonly=True, help="Salt of the phrase, in base64.")
    sealed_keys = fields.Text(groups=fields.NO_ACCESS, copy=False)
    master_version = fields.Integer(
        readonly=True,
        help="Version of the master key that seals these keys once more; 0 for none.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        wrapped = [
            {**vals, **self._wrapped(vals)} if vals.get("kind") == "phrase" else vals
            for vals in vals_list
        ]
        return super().create(wrapped)

    @api.model
    def _wrapped(self, vals):
        """Return the values to store for keys that were sealed with a phrase: these are
        sealed once more, and never stored in any other form.

        :raises SealError: if there is no master key here
        """
        identity = self.env["mentorship.identity"].browse(vals["identity_id"])
        place = identity.recipient, vals["salt"]
        version, sealed = keys.wrap_way(vals["sealed_keys"], place)
        return {"master_version": version, "sealed_keys": sealed}

    def _to_open(self):
        """Return the sealed keys for the owner's browser to open, in base64.

        :raises SealError: if it was sealed with a different master key
        """
        self.ensure_one()
        return keys.unwrap_way(self) if self.master_version else self.sealed_keys
