import json

from odoo import fields, models


class MentorshipAgreement(models.Model):
    """A version of the agreement, with the signed word of each who agreed to it.

    Who agreed is a fact in the open, for staff to count; members believe the
    signatures.
    """

    _inherit = "mentorship.agreement"

    acceptances = fields.Text(
        groups=fields.NO_ACCESS,
        copy=False,
        help="[{uuid, sealed}] of those who agreed",
    )

    def _acceptances(self):
        """Return what was signed; what somebody else put there is nothing."""
        self.ensure_one()
        try:
            given = json.loads(self.acceptances or "[]")
        except ValueError:
            return []
        return [
            {"uuid": each["uuid"], "sealed": each["sealed"]}
            for each in (given if isinstance(given, list) else [])
            if isinstance(each, dict)
            and isinstance(each.get("uuid"), str)
            and isinstance(each.get("sealed"), str)
        ]

    def _accept_signed(self, partner, acceptance):
        """Note a yes, with the member's signature under it.

        :param dict acceptance: ``uuid`` and ``sealed`` in base64
        :raises UserError: when a newer version took its place
        """
        self._accept(partner)
        self.acceptances = json.dumps([*self._acceptances(), acceptance])

    def _clear_text(self):
        self.write({"acceptances": False})
        return super()._clear_text()
