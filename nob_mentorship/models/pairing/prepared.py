from odoo import fields, models


class MentorshipPairingMember(models.Model):
    """Whether each member was prepared for the mentorship, as staff note it (N15).

    Unknown is not no (promise 8).
    """

    _inherit = "mentorship.pairing.member"

    prepared = fields.Selection(
        [("unknown", "Unknown"), ("yes", "Yes"), ("no", "No")],
        default="unknown",
        required=True,
        copy=False,
        help="Whether this member prepared for the mentorship, for example in a "
        "training.",
    )

    def action_prepared(self):
        """Note that these members were prepared."""
        self._note_prepared("yes")

    def action_not_prepared(self):
        """Note that these members were not prepared."""
        self._note_prepared("no")

    def action_prepared_unknown(self):
        """Note that it is not known whether these members were prepared."""
        self._note_prepared("unknown")

    def _note_prepared(self, prepared):
        self._check_staff()
        self.prepared = prepared
