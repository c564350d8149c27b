from odoo import api, fields, models


class MentorshipPairing(models.Model):
    """Warn staff of two contacts with one address, which may be one person (R49)."""

    _inherit = "mentorship.pairing"

    shared_address = fields.Char(
        "Shared email address",
        compute="_compute_shared_address",
        compute_sudo=True,
        help="An email address that several people in this pairing share.",
    )

    @api.depends("mentor_enrolment_id", "mentee_enrolment_ids")
    def _compute_shared_address(self):
        for pairing in self:
            people = pairing.mentor_enrolment_id | pairing.mentee_enrolment_ids
            by_address = people._origin.partner_id.grouped("email_normalized")
            pairing.shared_address = ", ".join(
                address
                for address, partners in by_address.items()
                if address and len(partners) > 1
            )
