from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MentorshipExclusion(models.Model):
    """Two people who must not be paired; the reason is between the member and staff
    (R49, N3).
    """

    _name = "mentorship.exclusion"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
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
    kind = fields.Selection(
        [
            ("manager", "Line manager"),
            ("tension", "Tension between them"),
            ("interest", "Opposing interests"),
            ("other", "Other"),
        ],
        "Because of",
        required=True,
        default="other",
    )
    reason = fields.Text()
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )

    _not_oneself = models.Constraint(
        "CHECK(partner_id <> other_partner_id)", "Choose two different people."
    )
    _once = models.UniqueIndex(
        "(create_uid, LEAST(partner_id, other_partner_id), "
        "GREATEST(partner_id, other_partner_id))",
        "You already have an exclusion for these two people.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        for vals in vals_list:
            self._check_not_oneself(vals)
        exclusions = super().create(vals_list)
        exclusions._check_no_pairing()
        return exclusions

    def write(self, vals):
        self._check_not_oneself(vals)
        result = super().write(vals)
        if {"partner_id", "other_partner_id"} & vals.keys():
            self._check_no_pairing()
        return result

    def _check_not_oneself(self, vals):
        """Raise if these values name the caller, before the database can reveal whether
        there is such an exclusion.

        :raises UserError: with the same message for all who are named
        """
        named = {
            vals.get(name, self.env.context.get(f"default_{name}"))
            for name in ("partner_id", "other_partner_id")
        }
        if not self.env.su and self.env.user.partner_id.id in named:
            raise UserError(
                self.env._("You cannot record this about yourself; ask a colleague.")
            )

    def _check_no_pairing(self):
        """Raise if two of them are paired; make a concurrent pairing see this
        exclusion.

        Writing the sign-ups makes a concurrent transaction that pairs these two fail
        and be retried, so that it finds the exclusion (promise 5). The caller learns
        nothing of a pairing they cannot see: an offer is withdrawn, and the
        coordinators of an active pairing can find the exclusion.

        :raises ValidationError: if both are in an offered or active pairing that the
            caller can read
        """
        # sudo: a pairing of another programme is not visible, but still counts
        enrolments = self.env["mentorship.enrolment"].sudo()
        for exclusion in self.sudo():
            partners = exclusion.partner_id | exclusion.other_partner_id
            concerned = enrolments.search([("partner_id", "in", partners.ids)])
            concerned._touch()
            live = concerned.member_ids.filtered("live")
            for pairing in live.pairing_id:
                present = pairing.member_ids.filtered("live").partner_id
                if not partners <= present:
                    continue
                if not pairing.with_env(self.env).has_access("read"):
                    pairing._decline()
                else:
                    raise ValidationError(
                        self.env._(
                            "These two are currently paired. End their pairing or "
                            "withdraw the offer first."
                        )
                    )

    @api.model
    def _between(self, partners):
        """Return the exclusions between any two of these people.

        :param partners: ``res.partner`` records
        """
        # sudo: an exclusion applies to all users; the caller only learns that these two
        # cannot be paired
        return self.sudo().search_fetch(
            [
                ("partner_id", "in", partners.ids),
                ("other_partner_id", "in", partners.ids),
            ],
            ["partner_id", "other_partner_id"],
        )
