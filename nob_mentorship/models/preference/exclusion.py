from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MentorshipExclusion(models.Model):
    """Two people who must not be paired; why is between member and staff (R49, N3)."""

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
        """Raise when these values name the caller, before the database can tell them
        whether there is such an exclusion.

        :raises UserError: the same for everybody who is named
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
        """Raise when two of them are paired; make a pairing under way see this.

        Writing the sign-ups makes a transaction that pairs these two at the same
        moment fail and start anew, so that it finds the exclusion (promise 5). Of a
        pairing that is out of the caller's sight nothing is told: an offer is called
        off, and who runs the programme of an active one finds the exclusion.

        :raises ValidationError: when an offered or active pairing that the caller may
            read holds them both
        """
        # sudo: a pairing of another programme is out of sight, and counts all the same
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
        return self.sudo().search_fetch(
            [
                ("partner_id", "in", partners.ids),
                ("other_partner_id", "in", partners.ids),
            ],
            ["partner_id", "other_partner_id"],
        )
