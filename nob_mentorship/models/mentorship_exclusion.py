from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MentorshipExclusion(models.Model):
    """Two people who must not be paired; why is between member and staff (R49, N3)."""

    _name = "mentorship.exclusion"
    _inherit = ["mentorship.guarded"]
    _description = "Two people who must not be paired"
    _rec_name = "partner_id"

    _method_fields = frozenset()

    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="restrict"
    )
    other_partner_id = fields.Many2one(
        "res.partner",
        "Not with",
        required=True,
        index=True,
        ondelete="restrict",
    )
    reason = fields.Text()

    _not_oneself = models.Constraint(
        "CHECK(partner_id <> other_partner_id)", "Choose two different people."
    )
    _once = models.UniqueIndex(
        "(LEAST(partner_id, other_partner_id), GREATEST(partner_id, other_partner_id))",
        "These two are kept apart already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        exclusions = super().create(vals_list)
        exclusions._check_no_pairing()
        return exclusions

    def write(self, vals):
        result = super().write(vals)
        self._check_no_pairing()
        return result

    def _check_no_pairing(self):
        """Raise when two of them are paired; make a pairing under way see this.

        Writing the sign-ups makes a transaction that pairs these two at the same
        moment fail and start anew, so that it finds the exclusion (promise 5).

        :raises ValidationError: when an offered or active pairing holds them both
        """
        # sudo: whoever may record an exclusion must not be stopped by a pairing of
        # another programme being out of sight
        enrolments = self.env["mentorship.enrolment"].sudo()
        for exclusion in self.sudo():
            partners = exclusion.partner_id | exclusion.other_partner_id
            concerned = enrolments.search([("partner_id", "in", partners.ids)])
            concerned._touch()
            live = concerned.member_ids.filtered("live")
            for pairing in live.pairing_id:
                present = pairing.member_ids.filtered("live").partner_id
                if partners <= present:
                    raise ValidationError(
                        self.env._(
                            "These two are paired now. End their pairing or withdraw "
                            "the offer first."
                        )
                    )

    @api.model
    def _between(self, partners):
        """Return the exclusions that hold between any two of these people.

        :param partners: ``res.partner`` records
        """
        # sudo: an exclusion holds for everybody; whoever asks only learns that these
        # two cannot be paired
        return self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("other_partner_id", "in", partners.ids),
            ]
        )
