from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MentorshipEdition(models.Model):
    """Archive: past editions leave the lists of staff, and lose nothing."""

    _inherit = "mentorship.edition"

    active = fields.Boolean(default=True, copy=False)

    @api.constrains("active", "state")
    def _check_nothing_hidden(self):
        """Refuse to archive an edition that members take part in: staff would no longer
        see it.
        """
        for edition in self.filtered(lambda edition: not edition.active):
            # sudo: reads only whether a pairing goes on
            pairings = edition.sudo().pairing_ids
            if edition.state in ("enrolment", "matching", "running") or any(
                pairing.state == "active" for pairing in pairings
            ):
                raise ValidationError(
                    self.env._(
                        "Members take part in %s. Unarchive it, or archive it when all "
                        "its pairings have ended.",
                        edition.display_name,
                    )
                )
