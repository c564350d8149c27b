from odoo import fields, models


class MentorshipCertificateSettings(models.AbstractModel):
    """Which certificate an edition gives, and to whom (R69).

    A programme holds them as defaults, and an edition has its own copy. A certificate
    keeps what held when it was given.
    """

    _name = "mentorship.certificate.settings"
    _inherit = ["mentorship.bounded"]
    _description = "Mentorship: settings of certificates"

    certificate = fields.Boolean(
        "Give certificates",
        tracking=True,
        help="For everyone whose mentorship was completed. You give them once the "
        "edition is over, one by one or all at once.",
    )
    certificate_meetings = fields.Boolean(
        "Minimum number of meetings held",
        default=True,
        tracking=True,
        help="Members with fewer meetings than this edition asks for get no "
        "certificate.",
    )
    certificate_answer = fields.Boolean(
        "Final evaluation answered",
        default=False,
        tracking=True,
        help="A certificate counts once its member has answered the final evaluation. "
        "Only the member sees whether it does: you do not read who answered.",
    )
    certificate_hours = fields.Boolean(
        "Show meetings and hours",
        default=False,
        tracking=True,
        help="The meetings that the member attended, and how long they took together.",
    )
    certificate_signature = fields.Image(
        "Signature",
        max_width=1200,
        max_height=400,
        help="A picture of a signature, on white or transparent.",
    )
    certificate_signer = fields.Char(
        "Signed by", tracking=True, help="The name below the signature."
    )
    certificate_signer_title = fields.Char(
        "Function of the signer", tracking=True, help="For example, chair."
    )

    def _valid_field_parameter(self, field, name):
        return name == "tracking" or super()._valid_field_parameter(field, name)
